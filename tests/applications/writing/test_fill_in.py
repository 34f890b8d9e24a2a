"""A gap: candidates are whole sentences, and the end decides among them."""

import pytest
import torch

from course_lib.applications.writing.fill_in import gaps, middles, place_of_the_true, ranked
from course_lib.checkpoints.shipped import checkpoint
from course_lib.models.pretrained import load_with_tokenizer

LEFT = "Anna lost her kite in the park."
RIGHT = "She was happy to have the kite back."


@pytest.fixture(scope="module")
def pair():
    return load_with_tokenizer(checkpoint("town_gpt"))


def test_candidates_are_different_sentences_drawn_by_the_seed(pair):
    first, again = (middles(pair[0], pair[1], LEFT, 8, torch.Generator().manual_seed(3)) for _ in range(2))
    assert first == again
    assert len(set(first)) == len(first) > 2
    assert all(one[-1] in '.!?"' for one in first)


def test_the_end_likes_what_leads_to_it(pair):
    told = ranked(pair[0], pair[1], LEFT, RIGHT, ["It was cold.", "Ben found the kite and gave it back to Anna."])
    assert told[0].text.startswith("Ben")
    assert told[0].score > told[1].score


def test_the_true_sentence_is_found_more_often_than_by_chance(pair):
    chance = torch.Generator().manual_seed(0)
    found = [place_of_the_true(pair[0], pair[1], gap, 6, chance) for gap in gaps(5)]
    assert all(1 <= place <= n <= 7 for place, n in found)
    assert sum(place == 1 for place, _ in found) >= 2


def test_gaps_are_pieces_of_stories():
    assert gaps(3) == gaps(3)
    assert len({gap.middle for gap in gaps(3)}) == 3


@pytest.mark.usefixtures("as_readers_call_it")
def test_without_candidates_there_is_nothing_to_rank(pair):
    with pytest.raises(ValueError, match="at least 1 candidate, got 0"):
        ranked(pair[0], pair[1], LEFT, RIGHT, [])
