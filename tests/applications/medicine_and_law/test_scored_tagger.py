"""A tagger that says how sure it is."""

import pytest

from course_lib.applications.medicine_and_law.notes import notes_of
from course_lib.applications.medicine_and_law.scored_tagger import (
    ScoredWord,
    marked,
    train_tagger,
)
from course_lib.corpora.annotations import Annotated, Span

NAMES = ("Eva", "Ben", "Ida", "Tom")
TEXTS = [Annotated(f"Seen with {name} today.", (Span(10, 10 + len(name), "NAME"),)) for name in NAMES]


@pytest.fixture(scope="module")
def tagger():
    return train_tagger(TEXTS, epochs=60)


def test_it_learns_where_a_name_stands(tagger):
    text = "Seen with Uma today."
    (name,) = tagger.spans(text)
    assert text[name.start : name.end] == "Uma"
    assert name.label == "NAME"


def test_scores_are_probabilities_of_every_word_and_mark(tagger):
    texts = ["Seen with Eva today.", "Seen."]
    rows = tagger.scores(texts)
    words = [[text[one.start : one.end] for one in row] for text, row in zip(texts, rows, strict=True)]
    assert words == [["Seen", "with", "Eva", "today", "."], ["Seen", "."]]
    assert all(0 <= one.score <= 1 for row in rows for one in row)


def test_a_lower_threshold_marks_more(tagger):
    note = notes_of("dev", 1)[0].text
    sizes = [sum(b - a for a, b, _ in tagger.spans(note, t)) for t in (0.9, 0.5, 0.1, 0.0)]
    assert sizes == sorted(sizes)
    assert sizes[-1] > sizes[0]


def test_only_neighbours_of_one_kind_are_joined():
    words = [
        ScoredWord(0, 3, 0.9, "NAME"),
        ScoredWord(4, 5, 0.2, "NAME"),
        ScoredWord(6, 9, 0.8, "NAME"),
        ScoredWord(10, 12, 0.7, "AGE"),
    ]
    assert marked(words, 0.5) == [Span(0, 3, "NAME"), Span(6, 9, "NAME"), Span(10, 12, "AGE")]
    assert marked(words, 0.2) == [Span(0, 9, "NAME"), Span(10, 12, "AGE")]


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_is_refused(tagger):
    with pytest.raises(ValueError, match="a list of texts, got 'Seen'"):
        tagger.scores("Seen")
    with pytest.raises(ValueError, match=r"from 0 to 1, got 1\.5"):
        tagger.spans("Seen.", 1.5)
    with pytest.raises(ValueError, match="a text to learn from, got 0"):
        train_tagger([])
