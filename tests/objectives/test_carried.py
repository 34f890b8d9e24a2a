"""Streams and the carried state, against the text itself and the loop written out."""

from itertools import islice

import pytest
import torch
import torch.nn.functional as F

from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM
from course_lib.objectives.carried import CarriedLoss, stream_batches
from course_lib.training.loop import TrainingConfig, train


def test_each_stream_is_a_stretch_of_the_text_read_from_left_to_right():
    pieces = list(islice(stream_batches(torch.arange(29), n_streams=2, length=4), 3))
    assert torch.cat([piece.inputs for piece in pieces], dim=1).tolist() == [
        list(range(12)),
        list(range(14, 26)),
    ]
    for piece in pieces:
        assert torch.equal(piece.targets, piece.inputs + 1)
    assert [piece.begins for piece in pieces] == [True, False, False]


def test_after_the_last_piece_the_streams_begin_again():
    pieces = list(islice(stream_batches(torch.arange(29), n_streams=2, length=4), 4))
    assert pieces[3].begins
    assert torch.equal(pieces[3].inputs, pieces[0].inputs)


@pytest.mark.parametrize("kind", ["rnn", "lstm", "gru"])
def test_the_losses_are_those_of_reading_the_text_at_once(kind):
    torch.manual_seed(0)
    model = RecurrentLM(RecurrentConfig(13, 3, 5, kind=kind))
    text = torch.randint(13, (2 * 13,))
    streams = text.view(2, 13)
    whole = F.cross_entropy(model(streams[:, :12])[0].mT, streams[:, 1:], reduction="none")
    loss = CarriedLoss()
    for at, piece in zip((0, 4, 8), stream_batches(text, n_streams=2, length=4), strict=False):
        torch.testing.assert_close(loss(model, piece), whole[:, at : at + 4].mean())


def test_the_gradient_ends_where_the_piece_begins():
    torch.manual_seed(0)
    model = RecurrentLM(RecurrentConfig(13, 3, 5))
    text = torch.tensor([1, 2, 3, 1, 2, 7, 8, 9, 7])
    loss = CarriedLoss()
    first, second = islice(stream_batches(text, n_streams=1, length=4), 2)
    loss(model, first).backward()
    model.zero_grad()
    loss(model, second).backward()
    gradient = model.embedding.weight.grad
    assert gradient is not None
    assert (gradient[[1, 3]] == 0).all()
    assert (gradient[[2, 7, 8, 9]] != 0).any(dim=1).all()


def test_the_training_loop_takes_the_same_steps_as_the_loop_written_out():
    text = torch.randint(13, (60,), generator=torch.Generator().manual_seed(0))
    losses = []
    for written_out in (False, True):
        torch.manual_seed(0)
        model = RecurrentLM(RecurrentConfig(13, 3, 5))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.5)
        pieces = stream_batches(text, n_streams=3, length=4)
        if not written_out:
            config = TrainingConfig(progress=False)
            losses.append(
                train(
                    model,
                    pieces,
                    9,
                    0.5,
                    loss=CarriedLoss(),
                    optimizer=optimizer,
                    schedule=lambda _: 1.0,
                    config=config,
                )
            )
            continue
        state, found = None, []
        for piece in islice(pieces, 9):
            logits, state = model(piece.inputs, None if piece.begins else state)
            state = tuple(part.detach() for part in state)
            loss = F.cross_entropy(logits.flatten(0, 1), piece.targets.flatten())
            optimizer.zero_grad()
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            found.append(loss.item())
        losses.append(found)
    assert losses[0] == pytest.approx(losses[1])


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_sizes_of_nothing(self):
        with pytest.raises(ValueError, match="at least 1, got 0 and 4"):
            next(stream_batches(torch.arange(29), n_streams=0, length=4))

    def test_a_text_too_short_for_a_piece(self):
        with pytest.raises(ValueError, match=r"= 15 tokens, got 14"):
            next(stream_batches(torch.arange(14), n_streams=3, length=4))
