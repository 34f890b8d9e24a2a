"""Copying a word: what is asked, and how it is measured."""

import pytest
import torch
from torch import nn

from course_lib.scaling.copying import copied, copy_batches


class Oracle(nn.Module):
    """Copies the letter k places back, but for those at some places of the copy."""

    def __init__(self, k, wrong=()):
        super().__init__()
        self.k, self.wrong = k, wrong

    def forward(self, token_ids):
        logits = 9 * nn.functional.one_hot(token_ids.roll(self.k - 1, dims=1), 26).float()
        for row, place in self.wrong:
            logits[row, self.k - 1 + place] *= -1
        return logits


@pytest.fixture
def batch():
    return next(copy_batches(5, 4, torch.Generator().manual_seed(0)))


def test_the_targets_are_the_copy_alone(batch):
    inputs, targets = batch
    assert inputs.shape == targets.shape == (4, 9)
    assert (targets[:, :4] == -100).all()
    assert torch.equal(targets[:, 4:], inputs[:, :5])


def test_one_wrong_letter_costs_a_letter_and_a_whole_word(batch):
    perfect = copied(Oracle(5), batch)
    assert (perfect.letters, perfect.words) == (1, 1)
    flawed = copied(Oracle(5, wrong=[(2, 3)]), batch)
    assert (flawed.letters, flawed.words) == pytest.approx((19 / 20, 3 / 4))
    assert flawed.loss > perfect.loss


def test_a_word_without_letters_is_refused():
    with pytest.raises(ValueError, match="at least 1, got 0 and 4"):
        next(copy_batches(0, 4, torch.Generator()))
