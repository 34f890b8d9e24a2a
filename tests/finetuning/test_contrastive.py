"""Contrastive losses: by hand, against PyTorch's and sentence-transformers', and what is refused."""

from math import exp, log

import pytest
import torch
from torch import nn

from course_lib.finetuning.contrastive import (
    hardest_negatives,
    in_batch_loss,
    margin_loss,
    regression_loss,
    same_texts,
)


def test_two_pairs_by_hand():
    first = torch.tensor([[2.0, 0.0], [0.0, 3.0]])
    second = torch.tensor([[5.0, 0.0], [0.0, 1.0]])
    assert in_batch_loss(first, second, 0.5).item() == pytest.approx(log(1 + exp(-2)))


def test_it_agrees_with_sentence_transformers():
    losses = pytest.importorskip("sentence_transformers.sentence_transformer.losses")
    first, second, third = torch.randn(3, 5, 7, generator=torch.Generator().manual_seed(0))
    theirs = losses.MultipleNegativesRankingLoss(nn.Module(), scale=20.0)
    expected = theirs.compute_loss_from_embeddings([first, second], labels=None)
    torch.testing.assert_close(in_batch_loss(first, second, 1 / 20), expected)
    expected = theirs.compute_loss_from_embeddings([first, second, third], labels=None)
    torch.testing.assert_close(in_batch_loss(first, torch.cat([second, third]), 1 / 20), expected)


def test_what_means_the_same_is_no_negative_and_the_partner_stays():
    first, second = torch.randn(2, 4, 3, generator=torch.Generator().manual_seed(0))
    second[3] = second[1]
    same = torch.eye(4, dtype=torch.bool)
    same[1, 3] = same[3, 1] = True
    cosines = nn.functional.normalize(first, dim=1) @ nn.functional.normalize(second, dim=1).T
    total = 0.0
    for i in range(4):
        columns = [j for j in range(4) if j == i or not same[i, j]]
        logits = cosines[i, columns] / 0.1
        total += float(logits.logsumexp(0) - logits[columns.index(i)])
    assert in_batch_loss(first, second, 0.1, same).item() == pytest.approx(total / 4, rel=1e-5)


def test_more_candidates_make_it_harder():
    first, second, more = torch.randn(3, 4, 6, generator=torch.Generator().manual_seed(0))
    assert in_batch_loss(first, torch.cat([second, more])) > in_batch_loss(first, second)


def test_the_margin_agrees_with_pytorch_on_distances_of_cosine():
    anchor, positive, negative = torch.randn(3, 8, 5, generator=torch.Generator().manual_seed(0))
    theirs = nn.TripletMarginWithDistanceLoss(
        distance_function=lambda a, b: 1 - nn.functional.cosine_similarity(a, b), margin=0.3
    )
    torch.testing.assert_close(margin_loss(anchor, positive, negative, 0.3), theirs(anchor, positive, negative))
    assert margin_loss(anchor, anchor, -anchor, 0.3).item() == 0


def test_the_regression_by_hand():
    first, second = torch.tensor([[1.0, 0.0], [1.0, 0.0]]), torch.tensor([[0.0, 1.0], [2.0, 0.0]])
    assert regression_loss(first, second, torch.tensor([0.2, 0.5])).item() == pytest.approx((0.04 + 0.25) / 2)


def test_the_hardest_negative_is_the_best_of_the_wrong_ones():
    similarities = torch.tensor([[0.9, 0.2, 0.8], [-0.9, -0.2, -0.5]])
    right = torch.tensor([[True, False, False], [False, True, False]])
    assert hardest_negatives(similarities, right).tolist() == [2, 2]


def test_same_texts_are_found():
    assert same_texts(["a", "b"], ["b", "c", "a"]).tolist() == [[False, False, True], [True, False, False]]


def test_what_cannot_be_learned_from_is_refused():
    with pytest.raises(ValueError, match="got 2 candidates for 3 texts"):
        in_batch_loss(torch.ones(3, 4), torch.ones(2, 4))
    with pytest.raises(ValueError, match="positive, got 0"):
        in_batch_loss(torch.ones(2, 4), torch.ones(2, 4), temperature=0)
    with pytest.raises(ValueError, match="wrong candidate, got 1 without one"):
        hardest_negatives(torch.ones(2, 2), torch.tensor([[True, True], [True, False]]))
