"""Span corruption: there and back on many texts, numbers and places counted, T5's example by hand."""

from collections import Counter
from itertools import pairwise
from typing import Any

import pytest
import torch

from course_lib.objectives.masked import IGNORED
from course_lib.objectives.span_corruption import corrupt_spans, cut_spans, draw_spans, restore

SENTINELS = list(range(199, 99, -1))  # as in T5, from the end of the vocabulary down
OPTIONS: dict[str, Any] = {"sentinel_ids": SENTINELS, "pad_id": 0}


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def test_the_example_of_the_paper_by_hand():
    text = "Thank you for inviting me to your party last week ."
    words = text.split()
    kept, missing = cut_spans(list(range(11)), [(2, 2), (8, 1)], SENTINELS)
    names = dict(enumerate(words)) | {199: "<X>", 198: "<Y>", 197: "<Z>"}
    assert " ".join(names[i] for i in kept) == "Thank you <X> me to your party <Y> week ."
    assert " ".join(names[i] for i in missing) == "<X> for inviting <Y> last <Z>"


@pytest.mark.parametrize("end_id", [None, 98])
def test_what_was_cut_out_comes_back(end_id):
    for seed in range(60):
        lengths = torch.randint(2, 50, (5,), generator=seeded(seed))
        mask = torch.arange(50) < lengths[:, None]
        token_ids = torch.randint(1, 90, (5, 50), generator=seeded(seed)).masked_fill(~mask, 0)
        rate = 0.1 + seed % 9 / 10
        batch = corrupt_spans(token_ids, generator=seeded(seed), rate=rate, mask=mask, end_id=end_id, **OPTIONS)
        end = [] if end_id is None else [end_id]
        for b in range(5):
            inputs = batch.inputs[b][batch.mask[b]].tolist()
            targets = [one for one in batch.targets[b].tolist() if one != IGNORED]
            assert restore(inputs, targets, SENTINELS) == token_ids[b][mask[b]].tolist() + end
            used = [one for one in inputs if one in SENTINELS]
            assert used == SENTINELS[: len(used)]
            assert [one for one in targets if one in SENTINELS] == SENTINELS[: len(used) + 1]
            assert len(inputs) + len(targets) == lengths[b] + 2 * len(used) + 1 + 2 * len(end)
            assert batch.mask[b].tolist() == [True] * len(inputs) + [False] * (batch.mask.shape[1] - len(inputs))
            assert (batch.inputs[b][~batch.mask[b]] == 0).all()


def test_15_percent_in_spans_of_3_on_average():
    for seed in range(20):
        spans = draw_spans(1_000, 0.15, 3.0, seeded(seed))
        assert sum(length for _, length in spans) == 150
        assert len(spans) == 50


def test_spans_lie_apart_within_the_text():
    for seed in range(300):
        n_tokens = 2 + seed % 29
        spans = draw_spans(n_tokens, 0.05 + seed % 10 / 11, 1.0 + seed % 4, seeded(seed))
        assert all(length >= 1 for _, length in spans)
        assert spans[0][0] >= 0
        assert sum(spans[-1]) <= n_tokens
        assert all(a + length < b for (a, length), (b, _) in pairwise(spans))
        assert 1 <= sum(length for _, length in spans) < n_tokens


def test_all_ways_to_cut_are_equally_likely():
    ways = Counter(tuple(draw_spans(6, 0.5, 1.5, seeded(seed))) for seed in range(3_600))
    assert len(ways) == 12  # 2 of 4 places, times 2 ways to split 3 tokens
    assert all(abs(count - 300) <= 4 * 16.6 for count in ways.values())


def test_a_model_may_leave_out_repeat_and_mix_sentinels():
    assert restore([10, 199, 13, 198], [198, 15, 199, 11], SENTINELS) == [10, 11, 13, 15]
    assert restore([10, 199, 13, 198], [7, 7, 199, 11], SENTINELS) == [10, 11, 13]
    assert restore([10, 199, 13, 198], [199, 11, 199, 12, 198], SENTINELS) == [10, 11, 13]
    assert restore([10, 199], [], SENTINELS) == [10]


def test_the_same_seed_cuts_the_same_and_another_seed_other_spans():
    token_ids = torch.randint(1, 90, (3, 40), generator=seeded())
    first, again, other = (corrupt_spans(token_ids, generator=seeded(seed), **OPTIONS) for seed in (5, 5, 6))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first.inputs, other.inputs)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_text_too_short(self):
        mask = torch.tensor([[True, True, True], [True, False, False]])
        with pytest.raises(ValueError, match="at least 2 tokens, one to keep and one to cut out, got 1"):
            corrupt_spans(torch.ones(2, 3, dtype=torch.long), generator=seeded(), mask=mask, **OPTIONS)

    @pytest.mark.parametrize(("rate", "mean_span"), [(0, 3), (1, 3), (1.5, 3), (0.15, 0.5)])
    def test_numbers_out_of_range(self, rate, mean_span):
        with pytest.raises(ValueError, match=f"between 0 and 1, mean_span at least 1, got {rate} and {mean_span}"):
            draw_spans(20, rate, mean_span, seeded())

    def test_too_few_sentinels(self):
        with pytest.raises(ValueError, match="2 spans need 3 different sentinels, got 2"):
            cut_spans([1, 2, 3, 4], [(0, 1), (2, 1)], [199, 198])

    def test_a_sentinel_in_the_text(self):
        with pytest.raises(ValueError, match="tokens that no text has, got 198 in the text"):
            cut_spans([1, 198, 3, 4], [(0, 1)], SENTINELS)
