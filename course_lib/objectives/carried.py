"""Causal language modelling with the state carried along: truncated backpropagation through time.

A recurrent model reads a long text piece after piece. The state goes on from piece to piece, the gradient does not:
memory and time of a step depend on the piece, not on the text.

Source: Williams and Peng (1990), An efficient gradient-based algorithm for on-line training of recurrent network
trajectories, Neural Computation 2; the streams side by side: Zaremba et al. (2014), https://arxiv.org/abs/1409.2329.
Held equal to the loop written out by tests/objectives/test_carried.py.
"""

from collections.abc import Iterator
from typing import NamedTuple

from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.models.recurrent import State
from course_lib.models.recurrent_lm import detached
from course_lib.objectives.causal import causal_loss


class Piece(NamedTuple):
    """The same stretch of all streams. `begins` is true where they begin: there is no state yet."""

    inputs: Int[Tensor, "stream seq"]
    targets: Int[Tensor, "stream seq"]
    begins: bool


def stream_batches(token_ids: Int[Tensor, " text"], n_streams: int, length: int) -> Iterator[Piece]:
    """Yield pieces without end: the text cut into streams, read side by side from left to right, again and again.

    Row i of a piece goes on where row i of the piece before has ended. Tokens at the end that do not fill a stream or
    a piece are left out.

    Args:
        token_ids: the text.
        n_streams: rows of a batch.
        length: steps of a piece, through which the gradient flows.

    Raises:
        ValueError: if a size is not positive, or the text too short for one piece of each stream.
    """
    if n_streams < 1 or length < 1:
        raise ValueError(f"n_streams and length must be at least 1, got {n_streams} and {length}.")
    n_pieces = (len(token_ids) // n_streams - 1) // length
    if n_pieces < 1:
        needed = n_streams * (length + 1)
        raise ValueError(f"the text must have n_streams * (length + 1) = {needed} tokens, got {len(token_ids)}.")
    streams = token_ids[: len(token_ids) // n_streams * n_streams].view(n_streams, -1)
    while True:
        for at in range(0, n_pieces * length, length):
            yield Piece(streams[:, at : at + length], streams[:, at + 1 : at + length + 1], begins=at == 0)


class CarriedLoss:
    """The causal loss of a piece, read with the state that the piece before has left.

    One object a training: `train(model, pieces, …, loss=CarriedLoss())`.
    """

    def __init__(self) -> None:
        self.state: State | None = None

    def __call__(self, model: nn.Module, piece: Piece) -> Float[Tensor, ""]:
        """Return the mean loss, in nats a token; keep the state without its history."""
        logits, state = model(piece.inputs, None if piece.begins else self.state)
        self.state = detached(state)
        return causal_loss(logits, piece.targets)
