"""The loss and the log-probability of answers alone."""

import pytest
import torch

from course_lib.finetuning.answers import answer_batch, answer_log_probs, answer_loss
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.training.causal_task import END

TEXTS = "abcdefgh ?!"


@pytest.fixture
def tokenizer():
    return Letters()


class Letters:
    """Letters numbered from 1; 0 ends a document."""

    vocab_size = 1 + len(TEXTS)

    def encode(self, text):
        return [TEXTS.index(one) + 1 for one in text]

    def token_to_id(self, token):
        assert token == END
        return 0


@pytest.fixture
def model():
    torch.manual_seed(0)
    return GPT(GPTConfig(12, context_length=16, d_model=8, n_heads=2, n_layers=1)).eval()


def test_a_row_by_hand(tokenizer):
    batch = answer_batch([("ab?", "c"), ("d", "efg")], tokenizer)
    assert batch.inputs.tolist() == [[0, 1, 2, 10, 3], [0, 4, 5, 6, 7]]
    assert batch.targets.tolist() == [[-100, -100, -100, 3, 0], [-100, 5, 6, 7, 0]]


def test_padding_stands_on_the_right_and_does_not_count(tokenizer, model):
    long, short = ("abc", "defg"), ("a", "b")
    both = answer_log_probs(model, answer_batch([long, short], tokenizer))
    alone = answer_log_probs(model, answer_batch([short], tokenizer))
    torch.testing.assert_close(both[1:], alone)


def test_the_log_probability_is_that_of_the_tokens_one_by_one(tokenizer, model):
    row = [0, 1, 2, 3, 4, 0]  # END a b | c d END
    log_probs = model(torch.tensor([row])).log_softmax(-1)[0]
    expected = sum(log_probs[i, row[i + 1]] for i in (2, 3, 4))
    batch = answer_batch([("ab", "cd")], tokenizer)
    torch.testing.assert_close(answer_log_probs(model, batch), expected[None])
    torch.testing.assert_close(answer_loss(model, batch), -expected / 3)


def test_what_cannot_be_laid_out_is_refused(tokenizer):
    with pytest.raises(ValueError, match="at least 1 pair, got 0"):
        answer_batch([], tokenizer)
    with pytest.raises(ValueError, match="an answer must have a token, got ''"):
        answer_batch([("a", "")], tokenizer)
    with pytest.raises(ValueError, match="at most 4 tokens, got 6"):
        answer_batch([("abcd", "ef")], tokenizer, context_length=5)
