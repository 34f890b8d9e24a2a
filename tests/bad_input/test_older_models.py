"""N-grams, recurrent and feed-forward networks and others refuse bad input in words: what must hold, what to do.

One row a mistake: what is called, and what the message must say, numbers included. Signatures are not checked here, as
they are not when a reader calls.
"""
# The arguments' types are wrong on purpose, nearly everywhere:
# mypy: ignore-errors

import pytest
import torch
from bad_input.tables import INFINITY, NAN, ids, rows, seeded

from course_lib.models import autograd, bag_of_words, feedforward
from course_lib.models.back_off import StupidBackoff
from course_lib.models.kneser_ney import KneserNey
from course_lib.models.ngram import AddK, MaximumLikelihood, count_ngrams
from course_lib.models.recurrent import CELLS, RecurrentLayers
from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM, generate

pytestmark = pytest.mark.usefixtures("as_readers_call_it")


NGRAMS = [MaximumLikelihood, AddK, StupidBackoff, KneserNey]


@pytest.mark.parametrize("kind", NGRAMS)
@rows(
    ("no text", lambda kind: kind([], 2), "at least one token, got 0"),
    ("no order", lambda kind: kind("abab", 0), "order must be at least 1, got 0"),
    ("a foreign token", lambda kind: kind("abax", 2, "ab"), "vocabulary's 2, got 1 others such as 'x'"),
    ("a foreign guess", lambda kind: kind("abab", 2).probability("x", "a"), "got 1 others such as 'x'; put"),
    ("a foreign context", lambda kind: kind("abab", 2).distribution("x"), "got 1 others such as 'x'; put"),
    ("no steps", lambda kind: kind("abab", 2).generate(-1, seeded()), "n_tokens must be 0 or more, got -1"),
)
def test_an_ngram_model_refuses(kind, call, message):
    with pytest.raises(ValueError, match=message):
        call(kind)


def moons(n_labels=9, batch_size=9):
    points, labels = autograd.two_moons(9)
    return autograd.train_classifier(autograd.MLP([2, 1]), points, labels[:n_labels], 1, 0.1, batch_size)


LAYERS = RecurrentLayers("lstm", 3, 5)
CELL = CELLS["gru"](3, 5)
LM = RecurrentLM(RecurrentConfig(17, 5, 7))
DIVERGED = RecurrentLM(RecurrentConfig(17, 5, 7))
torch.nn.init.constant_(DIVERGED.output.bias, NAN)
NETWORK = feedforward.MLP([3, 5, 2])


@rows(
    ("n-grams of nothing", lambda: count_ngrams("ab", 0), "n must be at least 1, got 0"),
    ("n-gram: no text to judge", lambda: AddK("ab", 2).loss([]), "at least one token, got 0"),
    ("n-gram: no smoothing", lambda: AddK("ab", 2, k=0), "k must be positive and finite, got 0"),
    ("n-gram: too much smoothing", lambda: AddK("ab", 2, k=INFINITY), "finite, got inf"),
    ("n-gram: discounts", lambda: KneserNey("ab", 2, discounts=[0.5, 2]), r"2 numbers from 0 to 1, .*got \[0.5, 2\]"),
    ("recurrent: width", lambda: LAYERS(torch.zeros(2, 7, 4)), r"d_input = 3\), got the shape \(2, 7, 4\)"),
    ("recurrent: axes", lambda: LAYERS(torch.zeros(7, 3)), r"\(batch, seq, d_input = 3\), got the shape \(7, 3\)"),
    ("recurrent: no steps", lambda: LAYERS(torch.zeros(2, 0, 3)), r"1 step, got shape \(2, 0, 3\)"),
    ("recurrent: no batch", lambda: LAYERS(torch.zeros(0, 7, 3)), r"1 step, got shape \(0, 7, 3\)"),
    ("recurrent: a length", lambda: LAYERS(torch.zeros(2, 7, 3), None, torch.tensor([8, 1])), r"1 to 7, got \[8, 1\]"),
    ("recurrent: lengths", lambda: LAYERS(torch.zeros(2, 7, 3), None, torch.tensor([7])), r"sequence, 2, got \(1,\)"),
    ("recurrent: a state", lambda: LAYERS(torch.zeros(2, 7, 3), (torch.zeros(1, 2, 5),)), r"\(1, 2, 5\), got \[\(1"),
    ("recurrent: a cell's width", lambda: CELL(torch.zeros(2, 4)), r"d_input = 3\), got the shape \(2, 4\)"),
    ("recurrent: a cell's state", lambda: CELL(torch.zeros(2, 3), (torch.zeros(2, 4),)), r"\(2, 5\), got \[\(2, 4\)\]"),
    ("recurrent: no vocabulary", lambda: RecurrentLM(RecurrentConfig(0, 5, 7)), "must be positive, got 0 and 5"),
    ("recurrent: no text", lambda: generate(LM, ids(1, 0), 2), r"at least 1 token, got the shape \(1, 0\)"),
    ("recurrent: steps", lambda: generate(LM, ids(1, 2), -1), "at least 0, got -1 and 0.0"),
    ("recurrent: temperature", lambda: generate(LM, ids(1, 2), 2, NAN), "at least 0, got 2 and nan"),
    ("recurrent: diverged", lambda: generate(DIVERGED, ids(1, 2), 2), "got 17 NaN or infinite of 17"),
    ("feed-forward: width", lambda: NETWORK.forward(torch.zeros(2, 4)), "must be 3 numbers, got 4"),
    ("feed-forward: sizes", lambda: feedforward.MLP([3]), r"two or more numbers, got \[3\]"),
    ("feed-forward: no neurons", lambda: feedforward.MLP([3, 0]), "positive, got 3 and 0"),
    ("feed-forward: too early", lambda: NETWORK.backward(torch.zeros(7, 2)), r"shape \(0, 2\), got \(7, 2\)"),
    ("autograd: width", lambda: autograd.MLP([3, 1])([1.0]), "must be 3 numbers, got 1"),
    ("autograd: divided by 0", lambda: autograd.Value(2) / 0, "got 2.0 / 0"),
    ("autograd: labels", lambda: moons(n_labels=4), "1 to 9, got 9, and a label each, got 4"),
    ("autograd: no batch", lambda: moons(batch_size=0), "1 to 9, got 0"),
    ("bag of words: nothing", lambda: bag_of_words.train([], []), "got 0 texts and 0 labels"),
    ("bag of words: labels", lambda: bag_of_words.train(["a", "b"], ["x"]), "got 2 texts and 1 labels"),
    ("bag of words: one text", lambda: bag_of_words.train("ab", "xy"), r"one of 2 characters; write \[text\]"),
    ("bag of words: penalty", lambda: bag_of_words.train(["a", "b"], ["x", "y"], penalty=NAN), "positive, got nan"),
)
def test_an_older_model_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
