"""Processors for words and length: by hand, and as those of transformers."""

from typing import Any

import pytest
import torch
from transformers import MinNewTokensLengthLogitsProcessor, NoBadWordsLogitsProcessor, SequenceBiasLogitsProcessor

from course_lib.applications.writing.constraints import bias_sequences, must_have, not_before

NEVER = float("-inf")


def draw(seed, batch=3, vocab=11, seq=7):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(batch, vocab, generator=generator), torch.randint(vocab, (batch, seq), generator=generator)


@pytest.mark.parametrize("seed", range(5))
def test_biases_are_those_of_transformers(seed):
    logits, ids = draw(seed)
    biases = {(3,): 1.5, (*ids[0, -2:].tolist(), 4): -2.0, (int(ids[1, -1]), 5): NEVER}
    listed: Any = [[list(sequence), bias] for sequence, bias in biases.items() if bias != NEVER]
    expected = SequenceBiasLogitsProcessor(listed)(ids, logits.clone())
    finite = {key: bias for key, bias in biases.items() if bias != NEVER}
    torch.testing.assert_close(bias_sequences(logits, ids, finite), expected)
    banned = [list(key) for key, bias in biases.items() if bias == NEVER]
    expected = NoBadWordsLogitsProcessor(banned, eos_token_id=0)(ids, logits.clone())
    torch.testing.assert_close(bias_sequences(logits, ids, {tuple(banned[0]): NEVER}), expected)


@pytest.mark.parametrize("least", [2, 3, 4, 9])
def test_the_least_length_is_that_of_transformers(least):
    logits, ids = draw(1)
    expected = MinNewTokensLengthLogitsProcessor(4, least, eos_token_id=2, device="cpu")(ids, logits.clone())
    assert torch.equal(not_before(logits, ids, end_id=2, n_prompt=4, least=least), expected)


def test_a_missing_word_is_pushed_on_by_hand():
    logits = torch.zeros(4, 8)
    texts = torch.tensor([[9, 1, 1], [9, 1, 3], [9, 3, 4], [3, 4, 1]]).clamp(max=7)
    found = must_have(logits, texts, [(3, 4)], bonus=2.0, end_id=0, n_prompt=1)
    assert found[0].tolist() == [NEVER, 0, 0, 2, 0, 0, 0, 0]  # not begun
    assert found[1].tolist() == [NEVER, 0, 0, 0, 2, 0, 0, 0]  # begun: the second token
    assert found[2].tolist() == [0] * 8  # there
    assert found[3].tolist() == [NEVER, 0, 0, 2, 0, 0, 0, 0]  # its 3 stands in the prompt
    assert logits.abs().sum() == 0


@pytest.mark.usefixtures("as_readers_call_it")
def test_empty_words_are_refused():
    logits, ids = draw(0)
    with pytest.raises(ValueError, match="at least 1 token, got one of 0"):
        must_have(logits, ids, [(1,), ()], 1.0, 0, 2)
    with pytest.raises(ValueError, match="at least 1 token, got 0"):
        bias_sequences(logits, ids, {(): 1.0})
