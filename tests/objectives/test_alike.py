"""What each objective shows its model: shapes, where targets are, and the loss of an untrained model."""

import math

import pytest
import torch

from course_lib.objectives import alike

DOCUMENTS = [[[9, 10, 11, 12], [13, 14, 15, 12], [16, 17, 12]], [[18, 19, 12], [20, 21, 22, 12], [9, 23, 12]]]
VOCAB_SIZE = 24


def batch_of(objective, n=16, seed=0):
    generator = torch.Generator().manual_seed(seed)
    return next(alike.batches(objective, DOCUMENTS, n, VOCAB_SIZE, generator))


@pytest.mark.parametrize("objective", alike.BATCHES)
def test_an_untrained_model_finds_all_answers_equally_likely(objective):
    torch.manual_seed(0)
    model = alike.untrained(objective, VOCAB_SIZE)
    expected = math.log(2 if objective == "next sentence" else VOCAB_SIZE)
    assert alike.loss(model, batch_of(objective)).item() == pytest.approx(expected, abs=0.35)


@pytest.mark.parametrize("objective", alike.BATCHES)
def test_all_models_are_of_one_size(objective):
    n_parameters = sum(p.numel() for p in alike.untrained(objective, VOCAB_SIZE).parameters())
    assert 100_000 < n_parameters < 130_000


@pytest.mark.parametrize("objective", alike.BATCHES)
def test_the_seed_decides_what_is_shown(objective):
    first, again, other = (batch_of(objective, seed=seed) for seed in (1, 1, 2))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not all(a.shape == b.shape and torch.equal(a, b) for a, b in zip(first, other, strict=True))


def test_a_text_is_laid_out_between_cls_and_sep():
    token_ids, mask = alike.laid_out([DOCUMENTS[0], [[9, 12], [10, 12], [11, 12]]])
    assert token_ids[1].tolist() == [2, 9, 12, 10, 12, 11, 12, 3, 1, 1, 1, 1, 1]
    assert mask[1].sum() == 8


def test_next_tokens_are_the_inputs_moved_on():
    inputs, mask, targets = batch_of("causal")
    assert torch.equal(targets[:, :-1][mask[:, 1:]], inputs[:, 1:][mask[:, 1:]])
    assert (targets[:, -1][~mask[:, -1]] == -100).all()


def test_in_denoising_the_decoder_writes_the_whole_text_and_in_span_corruption_the_gaps():
    for objective in ("denoising", "span corruption"):
        _, _, reads, targets = batch_of(objective)
        assert (reads[:, 0] == alike.CLS).all()
        for read, target in zip(reads, targets, strict=True):
            real = target != -100
            assert target[real][-1] == alike.SEP
            assert torch.equal(read[1:][real[1:]], target[:-1][real[1:]])
            starts_with_sentinel = target[0] == alike.SENTINELS[0]
            assert starts_with_sentinel == (objective == "span corruption")


def test_permuted_targets_are_the_tokens_at_their_places():
    token_ids, hidden, where, targets = batch_of("permuted")
    places = where.argmax(dim=-1)
    counted = targets != -100
    assert torch.equal(token_ids.gather(1, places)[counted], targets[counted])
    assert (hidden.diagonal(dim1=1, dim2=2) == 1).all()  # a query never sees its own token


@pytest.mark.usefixtures("as_readers_call_it")
@pytest.mark.parametrize(
    "call", [lambda: alike.untrained("x", 9), lambda: next(alike.batches("x", [], 1, 9, torch.Generator()))]
)
def test_an_unknown_objective_is_refused(call):
    with pytest.raises(ValueError, match=r"one of causal, masked, .*, got 'x'"):
        call()
