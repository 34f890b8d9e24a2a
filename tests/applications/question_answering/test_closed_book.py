"""Sentences to finish, and a model that copies what it has read."""

import pytest
import torch
from torch import nn

from course_lib.applications.question_answering.closed_book import N_CHOICES, clozes, likeliest
from course_lib.applications.question_answering.gazette import knowledge_base
from course_lib.checkpoints.shipped import checkpoint
from course_lib.tokenizers.saving import load

BASE = knowledge_base((1,))


class Copies(nn.Module):
    """Finds each token likelier the more often it has stood before."""

    def __init__(self, vocab_size):
        super().__init__()
        self.vocab_size = vocab_size

    def forward(self, token_ids):
        seen = nn.functional.one_hot(token_ids, self.vocab_size).float().cumsum(dim=1)
        return (seen > 0).float() * 5


def test_the_true_choice_stands_in_the_notice_and_no_choice_comes_twice():
    for one in clozes(BASE, 30):
        truth = one.choices[one.right]
        assert truth.removeprefix("an ").removeprefix("a ") in one.passage
        assert len(set(one.choices)) == N_CHOICES


def test_a_model_that_copies_is_right_with_the_passage_only():
    tokenizer = load(checkpoint("town_gpt") / "tokenizer.json")
    some = clozes(BASE, 30)
    model = Copies(tokenizer.vocab_size)

    def share(with_passage):
        chosen = likeliest(model, tokenizer, some, with_passage=with_passage)
        return sum(a == b.right for a, b in zip(chosen, some, strict=True)) / 30

    with torch.no_grad():
        assert share(True) > share(False) + 0.3


def test_too_many_sentences_are_refused():
    with pytest.raises(ValueError, match="got 0"):
        clozes(BASE, 0)
