"""The writer's corpus: every genre, its control lines, and nothing that is held out."""

import hashlib
from collections import Counter
from itertools import islice

import pytest

from course_lib.corpora.corpus import load
from course_lib.corpora.town.genres.control_lines import ANY, read_controls
from course_lib.corpora.town.tasks.writing import LONGEST, MAKERS, pieces, writing_text

PINNED = "c25d41c3bfe2e4de"  # a deliberate change of the texts needs this line only
SIZE = 120_000


@pytest.fixture(scope="module")
def documents():
    return writing_text(SIZE).text.strip().split("\n\n")


def test_the_same_seed_writes_the_same_on_every_machine():
    assert hashlib.sha256(writing_text(20_000).text.encode()).hexdigest()[:16] == PINNED


def test_every_document_has_a_control_line_and_all_genres_come(documents):
    lines = [one.split("\n")[0] for one in documents]
    genres = Counter(read_controls(line)[0] for line in lines)
    assert genres.keys() == {*MAKERS, ANY}
    assert 0.06 < genres[ANY] / len(lines) < 0.16
    assert sum(map(len, documents)) > 0.9 * SIZE


def test_each_control_is_left_out_now_and_then(documents):
    poems = [read_controls(one.split("\n")[0])[1] for one in documents if one.startswith("poem")]
    for key in ("rhyme", "mood", "topic", "lines"):
        share = sum(key in one for one in poems) / len(poems)
        assert 0.7 < share < 0.95


@pytest.mark.parametrize("genre", MAKERS)
def test_no_text_that_is_held_out_is_learned_from(genre, documents):
    texts = {one.partition("\n")[2] for one in documents}
    for one, split in islice(pieces(genre), 150):
        assert len(one.text) <= LONGEST
        assert "\n\n" not in one.text
        if split != "train":
            assert one.text not in texts


def test_it_is_loaded_by_its_name():
    assert load("town/writing").name == "town/writing"


@pytest.mark.usefixtures("as_readers_call_it")
def test_a_size_that_makes_no_text_is_refused():
    with pytest.raises(ValueError, match="size must be positive, got 0"):
        writing_text(0)
