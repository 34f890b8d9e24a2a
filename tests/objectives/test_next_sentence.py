"""Next sentence prediction: pairs counted, and checked against the documents they come from."""

from collections import Counter
from itertools import pairwise

import pytest
import torch

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.objectives.next_sentence import draw_pairs

DOCUMENTS = [
    [[1], [2, 2], [3, 3, 3], [4]],
    [[5], [2, 2], [6]],
    [[7]],
    [],
]
CONSECUTIVE = [([1], [2, 2]), ([2, 2], [3, 3, 3]), ([3, 3, 3], [4]), ([5], [2, 2]), ([2, 2], [6])]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_half_of_the_pairs_are_consecutive_within_sampling_error():
    pairs = draw_pairs(DOCUMENTS, 10_000, seeded())
    assert len(pairs.first) == len(pairs.second) == len(pairs.targets) == 10_000
    assert abs(pairs.targets.sum().item() - 5_000) <= 4 * 50


def test_true_pairs_are_consecutive_and_all_come_equally_often():
    pairs = draw_pairs(DOCUMENTS, 10_000, seeded(), true_share=1.0)
    counts = Counter((tuple(a), tuple(b)) for a, b in zip(*pairs[:2], strict=True))
    assert pairs.targets.tolist() == [0] * 10_000  # as in BERT
    assert set(counts) == {(tuple(a), tuple(b)) for a, b in CONSECUTIVE}
    assert all(abs(count - 2_000) <= 4 * 40 for count in counts.values())


def test_wrong_pairs_come_from_another_document_and_never_say_what_follows():
    documents = [[[d, 0], [d, 1], [9, 9], [d, 3]] for d in range(5)]  # one sentence is everywhere
    pairs = draw_pairs(documents, 5_000, seeded(), true_share=0.0)
    followers: dict[tuple, list[int]] = {(d, 0): [d, 1] for d in range(5)} | {(d, 1): [9, 9] for d in range(5)}
    seen = set()
    for first, second in zip(pairs.first, pairs.second, strict=True):
        assert second[0] != first[0] or first == [9, 9]
        assert second != followers.get(tuple(first))
        seen.add(tuple(second))
    assert len(seen) == 16  # every sentence is drawn
    assert pairs.targets.tolist() == [1] * 5_000


@pytest.mark.parametrize("language", ["en", "zh"])
def test_stories_of_the_town_give_pairs_of_their_sentences(language):
    stories = [story(Town(), language, Chance("pairs", number)) for number in range(20)]
    documents = [[list(sentence.text.encode()) for sentence in one.sentences] for one in stories]
    pairs = draw_pairs(documents, 300, seeded())
    homes = {bytes(sentence): d for d, document in enumerate(documents) for sentence in document}
    follows = {(bytes(a), bytes(b)) for d in documents for a, b in pairwise(d)}
    for first, second, target in zip(*pairs[:2], pairs.targets.tolist(), strict=True):
        if target == 0:
            assert (bytes(first), bytes(second)) in follows
        else:
            assert homes[bytes(first)] != homes[bytes(second)]


def test_the_same_seed_draws_the_same_pairs_and_another_seed_others():
    first, again, other = (draw_pairs(DOCUMENTS, 50, seeded(seed)) for seed in (3, 3, 4))
    assert first.first == again.first
    assert first.second == again.second
    assert first.second != other.second


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_single_document(self):
        with pytest.raises(ValueError, match="got 1 documents, the longest with 2"):
            draw_pairs([[[1], [2]]], 3, seeded())

    def test_documents_of_single_sentences(self):
        with pytest.raises(ValueError, match="got 3 documents, the longest with 1"):
            draw_pairs([[[1]], [[2]], [[3]]], 3, seeded())

    def test_no_documents(self):
        with pytest.raises(ValueError, match="got 0 documents, the longest with 0"):
            draw_pairs([], 3, seeded())

    def test_a_share_that_is_none(self):
        with pytest.raises(ValueError, match=r"true_share must be between 0 and 1, got 1\.1"):
            draw_pairs(DOCUMENTS, 3, seeded(), true_share=1.1)

    def test_documents_that_all_say_the_same(self):
        with pytest.raises(ValueError, match="differs from sentence 1 of document 0, got none in 1000 draws"):
            draw_pairs([[[1], [2]], [[2]]], 3, seeded(), true_share=0.0)
