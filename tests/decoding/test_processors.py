"""Processors against those of transformers in every entry, by hand, and out of their ranges."""

import math

import pytest
import torch
from transformers import (
    MinPLogitsWarper,
    NoRepeatNGramLogitsProcessor,
    RepetitionPenaltyLogitsProcessor,
    TemperatureLogitsWarper,
    TopKLogitsWarper,
    TopPLogitsWarper,
)

from course_lib.decoding.processors import (
    at_temperature,
    forbid_repeated_ngrams,
    keep_min_p,
    keep_top_k,
    keep_top_p,
    penalize_repetition,
)

NEVER = float("-inf")
PROBABILITIES = torch.tensor([[0.1, 0.4, 0.2, 0.3], [0.97, 0.01, 0.01, 0.01]])


def kept(logits):
    return (logits > NEVER).int().tolist()


def draws():
    """Yield logits and texts of all sorts: 40 draws, flat ones and sharp ones, some tokens ruled out before."""
    generator = torch.Generator().manual_seed(7)
    for i in range(40):
        logits = torch.randn(5, 23, generator=generator) * 10 ** (i % 4 - 1)
        logits[:, 3] = NEVER if i % 3 else 0.0
        yield logits, torch.randint(23 if i % 2 else 4, (5, 1 + i % 13), generator=generator)


CASES = [
    *((at_temperature, TemperatureLogitsWarper, t) for t in (0.3, 1.0, 2.5)),
    *((keep_top_k, TopKLogitsWarper, k) for k in (1, 4, 22, 23)),
    *((keep_top_p, TopPLogitsWarper, p) for p in (0.05, 0.5, 0.9, 0.999)),
    *((keep_min_p, MinPLogitsWarper, p) for p in (0.01, 0.2, 0.99)),
]


@pytest.mark.parametrize(("ours", "theirs", "value"), CASES, ids=lambda case: getattr(case, "__name__", str(case)))
def test_agrees_with_transformers_in_every_entry(ours, theirs, value):
    for logits, token_ids in draws():
        torch.testing.assert_close(ours(logits, value), theirs(value)(token_ids, logits), rtol=0, atol=0)


@pytest.mark.parametrize("penalty", [0.5, 1.0, 1.2, 5.0])
def test_the_repetition_penalty_agrees_with_transformers(penalty):
    for logits, token_ids in draws():
        expected = RepetitionPenaltyLogitsProcessor(penalty)(token_ids, logits)
        torch.testing.assert_close(penalize_repetition(logits, token_ids, penalty), expected, rtol=0, atol=0)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_forbidden_ngrams_agree_with_transformers(n):
    for logits, token_ids in draws():
        expected = NoRepeatNGramLogitsProcessor(n)(token_ids, logits.clone())
        assert torch.equal(forbid_repeated_ngrams(logits, token_ids, n), expected)


def test_forbidden_ngrams_agree_with_the_definition_written_as_loops():
    for logits, token_ids in draws():
        for n in (1, 2, 3):
            for text, before, after in zip(
                token_ids, logits, forbid_repeated_ngrams(logits, token_ids, n), strict=True
            ):
                ids = text.tolist()
                ngrams = {tuple(ids[i : i + n]) for i in range(len(ids) - n + 1)}
                ending = ids[len(ids) - n + 1 :]
                for token in range(23):
                    banned = len(ending) == n - 1 and (*ending, token) in ngrams
                    assert after[token] == (NEVER if banned else before[token])


def test_temperature_by_hand():
    probabilities = at_temperature(torch.tensor([[math.log(4), 0.0]]), 0.5).softmax(dim=-1)
    torch.testing.assert_close(probabilities, torch.tensor([[16 / 17, 1 / 17]]))


def test_what_is_kept_by_hand():
    logits = PROBABILITIES.log()
    assert kept(keep_top_k(logits, 2)) == [[0, 1, 0, 1], [1, 1, 1, 1]]  # equal ones stay together
    assert kept(keep_top_p(logits, 0.6)) == [[0, 1, 0, 1], [1, 0, 0, 0]]
    assert kept(keep_top_p(logits, 0.75)) == [[0, 1, 1, 1], [1, 0, 0, 0]]
    assert kept(keep_min_p(logits, 0.4)) == [[0, 1, 1, 1], [1, 0, 0, 0]]


def test_top_p_keeps_as_few_as_have_that_probability():
    for logits, _ in draws():
        for p in (0.1, 0.5, 0.9):
            for row, filtered in zip(logits.double(), keep_top_p(logits, p), strict=True):
                probabilities = row.softmax(dim=-1)
                stays = filtered > NEVER
                assert probabilities[stays].sum() >= p - 1e-6
                assert probabilities[stays].sum() - probabilities[stays].min() < p + 1e-6


def test_a_top_p_of_one_keeps_all():
    for logits, _ in draws():
        assert torch.equal(keep_top_p(logits, 1), logits)


def test_of_equally_likely_tokens_top_p_keeps_the_right_number():
    assert (keep_top_p(torch.zeros(3, 10), 0.45) > NEVER).sum(dim=-1).tolist() == [5, 5, 5]


def test_the_penalty_by_hand_and_nothing_for_a_text_too_short_to_repeat():
    logits, text = torch.tensor([[2.0, -2.0, 3.0]]), torch.tensor([[1, 0, 1]])
    assert penalize_repetition(logits, text, 2.0).tolist() == [[1.0, -4.0, 3.0]]
    assert torch.equal(forbid_repeated_ngrams(logits, text, 4), logits)


def test_padding_is_no_part_of_the_text():
    for logits, token_ids in draws():
        padded = torch.nn.functional.pad(token_ids, (3, 0), value=-1)
        assert torch.equal(penalize_repetition(logits, padded, 1.5), penalize_repetition(logits, token_ids, 1.5))
        for n in (1, 2, 3, 5):
            assert torch.equal(forbid_repeated_ngrams(logits, padded, n), forbid_repeated_ngrams(logits, token_ids, n))


def test_the_logits_passed_in_stay_as_they_are():
    for logits, token_ids in draws():
        before = logits.clone()
        keep_top_k(logits, 2), keep_top_p(logits, 0.5), keep_min_p(logits, 0.5)
        penalize_repetition(logits, token_ids, 2.0), forbid_repeated_ngrams(logits, token_ids, 1)
        assert torch.equal(logits, before)


@pytest.mark.parametrize("temperature", [0, -0.5, float("nan"), float("inf")])
def test_a_temperature_that_is_not_positive_is_refused(temperature):
    with pytest.raises(ValueError, match=rf"positive, got {temperature}; for greedy decoding use greedy\(\)"):
        at_temperature(torch.zeros(1, 4), temperature)


@pytest.mark.parametrize("k", [0, -3, 5])
def test_a_k_outside_of_the_vocabulary_is_refused(k):
    with pytest.raises(ValueError, match=rf"between 1 and the vocabulary size \(4\), got {k}\."):
        keep_top_k(torch.zeros(1, 4), k)


@pytest.mark.parametrize("function", [keep_top_p, keep_min_p])
@pytest.mark.parametrize("p", [0, -0.1, 1.01, float("nan")])
def test_a_p_that_is_no_share_is_refused(function, p):
    with pytest.raises(ValueError, match=f"above 0 and at most 1, got {p}"):
        function(torch.zeros(1, 4), p)


@pytest.mark.parametrize("penalty", [0, -1.2, float("nan")])
def test_a_penalty_that_is_not_positive_is_refused(penalty):
    with pytest.raises(ValueError, match=f"positive, 1 for none, got {penalty}"):
        penalize_repetition(torch.zeros(1, 4), torch.zeros(1, 2, dtype=torch.long), penalty)


def test_ngrams_of_nothing_are_refused():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        forbid_repeated_ngrams(torch.zeros(1, 4), torch.zeros(1, 2, dtype=torch.long), 0)
