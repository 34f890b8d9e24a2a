"""BART's noises: properties on many texts, rates and lengths counted."""

import math
from collections import Counter
from functools import partial
from typing import Any

import pytest
import torch
from transformers.models.bart.modeling_bart import shift_tokens_right

from course_lib.objectives.denoising import (
    denoise,
    document_rotation,
    sentence_permutation,
    shift_right,
    span_lengths,
    text_infilling,
    token_deletion,
    token_masking,
)
from course_lib.objectives.masked import IGNORED

MASK, STOP, QUESTION = 1_000, 7, 11


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def is_part_in_order(part, whole):
    """Say whether `part` is what is left of `whole` when some are left out."""
    rest = iter(whole)
    return all(one in rest for one in part)


def test_masking_replaces_tokens_at_the_rate_and_leaves_the_others():
    text = torch.arange(10_000) % 997
    damaged = token_masking(text, mask_id=MASK, generator=seeded(), rate=0.2)
    masked = damaged == MASK
    assert torch.equal(damaged[~masked], text[~masked])
    assert abs(masked.sum().item() - 2_000) <= 4 * 40


def test_deletion_leaves_tokens_out_at_the_rate_and_keeps_the_order():
    text = torch.arange(10_000)
    damaged = token_deletion(text, generator=seeded(), rate=0.2)
    assert (damaged.diff() > 0).all()
    assert abs(len(damaged) - 8_000) <= 4 * 40


def test_deletion_leaves_one_token_and_any_of_them():
    left = [token_deletion(torch.tensor([5, 6, 8]), generator=seeded(seed), rate=1.0).tolist() for seed in range(50)]
    assert {tuple(one) for one in left} == {(5,), (6,), (8,)}


def test_lengths_of_spans_follow_the_poisson_distribution_with_zeros_among_them():
    lengths = span_lengths(60_000, 3.0, seeded())
    assert sum(lengths) == 60_000
    counts = Counter(lengths[:-1])  # the last one was cut
    n = len(lengths) - 1
    for length in range(9):
        expected = math.exp(-3) * 3**length / math.factorial(length)
        assert abs(counts[length] / n - expected) <= 4 * math.sqrt(expected * (1 - expected) / n)


def test_infilling_puts_one_mask_for_each_span_and_keeps_the_rest_in_order():
    for seed in range(200):
        text = torch.arange(5 + seed % 41)
        damaged = text_infilling(text, mask_id=MASK, generator=seeded(seed), rate=0.3)
        kept = damaged[damaged != MASK]
        assert (kept.diff() > 0).all()
        assert len(text) - len(kept) in (math.floor(0.3 * len(text)), math.ceil(0.3 * len(text)))
        n_masks = (damaged == MASK).sum().item()
        twin = seeded(seed)
        torch.rand(1, generator=twin)
        assert n_masks == len(span_lengths(len(text) - len(kept), 3.0, twin))


def test_infilling_by_the_gaps_it_leaves():
    text = torch.arange(30_000)
    damaged = text_infilling(text, mask_id=MASK * 1_000, generator=seeded(), rate=0.03).tolist()
    gaps: Counter[int] = Counter()
    for before, middle, after in zip(damaged, damaged[1:], damaged[2:], strict=False):
        if middle == MASK * 1_000 and MASK * 1_000 not in (before, after):
            gaps[after - before - 1] += 1
    n = sum(gaps.values())
    assert n > 250
    for length in range(7):
        expected = math.exp(-3) * 3**length / math.factorial(length)
        assert abs(gaps[length] / n - expected) <= 4 * math.sqrt(expected / n)


def test_infilling_covers_the_rate_on_average_also_of_short_texts():
    n_left = 0.0
    for seed in range(2_000):
        damaged = text_infilling(torch.arange(4), mask_id=MASK, generator=seeded(seed), rate=0.3)
        n_left += (damaged != MASK).sum().item()
    assert n_left / 8_000 == pytest.approx(0.7, abs=0.02)


def test_infilling_with_a_rate_of_nothing_and_of_all():
    text = torch.arange(9)
    assert torch.equal(text_infilling(text, mask_id=MASK, generator=seeded(), rate=0), text)
    assert (text_infilling(text, mask_id=MASK, generator=seeded(), rate=1) == MASK).all()


def test_sentences_are_permuted_as_a_whole_in_all_orders():
    text = torch.tensor([1, 2, STOP, 3, QUESTION, 4, 5, 6])
    sentences = [[1, 2, STOP], [3, QUESTION], [4, 5, 6]]
    orders: Counter[tuple] = Counter()
    for seed in range(600):
        damaged = sentence_permutation(text, end_ids=[STOP, QUESTION], generator=seeded(seed)).tolist()
        order = sorted(range(3), key=lambda i: damaged.index(sentences[i][0]))
        orders[tuple(order)] += 1
        assert damaged == [token for i in order for token in sentences[i]]
    assert len(orders) == 6
    assert all(abs(count - 100) <= 4 * 9.2 for count in orders.values())


def test_a_text_of_one_sentence_stays_as_it_is():
    for text in ([1, 2, 3], [1, 2, STOP], [STOP]):
        damaged = sentence_permutation(torch.tensor(text), end_ids=[STOP], generator=seeded())
        assert damaged.tolist() == text


def test_rotation_begins_at_every_token_equally_often():
    text = torch.tensor([5, 6, 8, 9])
    starts: Counter[int] = Counter()
    for seed in range(400):
        damaged = document_rotation(text, generator=seeded(seed)).tolist()
        at = damaged.index(5)
        assert damaged[at:] + damaged[:at] == [5, 6, 8, 9]
        starts[damaged[0]] += 1
    assert all(abs(starts[token] - 100) <= 4 * 8.7 for token in (5, 6, 8, 9))


NOISES: dict[str, Any] = {
    "masking": partial(token_masking, mask_id=MASK),
    "deletion": token_deletion,
    "infilling": partial(text_infilling, mask_id=MASK),
    "permutation": partial(sentence_permutation, end_ids=[STOP]),
    "rotation": document_rotation,
}


@pytest.mark.parametrize("name", NOISES)
def test_a_batch_is_damaged_text_by_text_and_padding_stays_out(name):
    lengths = torch.tensor([1, 13, 8, 5])
    mask = torch.arange(13) < lengths[:, None]
    token_ids = torch.randint(20, (4, 13), generator=seeded(2)).masked_fill(~mask, 555)
    noise = partial(NOISES[name], generator=seeded(4))
    batch = denoise(token_ids, noise, pad_id=555, mask=mask, end_id=99)
    twin = partial(NOISES[name], generator=seeded(4))
    for b, length in enumerate(lengths.tolist()):
        expected = [*twin(token_ids[b, :length]).tolist(), 99]
        assert batch.inputs[b][batch.mask[b]].tolist() == expected
        assert batch.mask[b].tolist() == [True] * len(expected) + [False] * (batch.inputs.shape[1] - len(expected))
        assert (batch.inputs[b][~batch.mask[b]] == 555).all()
        assert batch.targets[b].tolist() == [*token_ids[b, :length].tolist(), 99] + [IGNORED] * (13 - length)


def test_without_a_mask_or_an_end_the_whole_rows_are_texts():
    token_ids = torch.randint(20, (3, 7), generator=seeded())
    batch = denoise(token_ids, lambda text: text[:2], pad_id=0)
    assert torch.equal(batch.inputs, token_ids[:, :2])
    assert torch.equal(batch.targets, token_ids)
    assert batch.mask.all()


@pytest.mark.parametrize("name", NOISES)
def test_the_same_seed_does_the_same_damage_and_the_text_stays_as_it_was(name):
    text = torch.randint(20, (60,), generator=seeded(1))
    before = text.clone()
    first, again, other = (NOISES[name](text, generator=seeded(seed)).tolist() for seed in (5, 5, 6))
    assert first == again != other
    assert torch.equal(text, before)


def test_targets_are_shifted_as_in_transformers():
    targets = torch.tensor([[7, 8, 9, 2], [5, 2, IGNORED, IGNORED]])
    assert torch.equal(shift_right(targets, start_id=3, pad_id=0), shift_tokens_right(targets, 0, 3))


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.mark.parametrize("name", NOISES)
    def test_a_text_of_nothing(self, name):
        with pytest.raises(ValueError, match="at least 1 token, got 0"):
            NOISES[name](torch.tensor([], dtype=torch.long), generator=seeded())

    @pytest.mark.parametrize("name", ["masking", "deletion", "infilling"])
    @pytest.mark.parametrize("rate", [-0.1, 1.5])
    def test_a_rate_that_is_none(self, name, rate):
        with pytest.raises(ValueError, match=f"rate must be between 0 and 1, got {rate}"):
            NOISES[name](torch.tensor([1, 2]), generator=seeded(), rate=rate)

    @pytest.mark.parametrize("noise", [token_masking, text_infilling])
    def test_a_mask_token_that_there_is_not(self, noise):
        with pytest.raises(ValueError, match="0 or more, got -1"):
            noise(torch.tensor([1, 2]), mask_id=-1, generator=seeded())

    def test_spans_of_no_length(self):
        with pytest.raises(ValueError, match="mean_span must be positive and finite, got 0"):
            text_infilling(torch.tensor([1, 2]), mask_id=9, generator=seeded(), mean_span=0)
