"""Recurrent networks: read one step after another, and carry a state along.

Source: Elman (1990), Finding structure in time, Cognitive Science 14; Hochreiter and
Schmidhuber (1997), Long short-term memory, Neural Computation 9, with the forget gate of
Gers et al. (2000); Cho et al. (2014), section 2.3, https://arxiv.org/abs/1406.1078, with
the reset gate where PyTorch has it, after the product with the state.
Held equal to `nn.RNN`, `nn.LSTM` and `nn.GRU` by tests/models/test_recurrent.py.
Elsewhere: a language model made of them (recurrent_lm.py).
Left out: projections of the LSTM's output, peepholes, ReLU in place of tanh.
"""

from typing import Literal

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn

from course_lib.models.recurrent_inputs import check_lengths, check_state, check_width

State = tuple[Tensor, ...]  # (hidden,); an LSTM's is (hidden, cell)


class Cell(nn.Module):
    """One step of a recurrent network: project what comes in and what was, then combine.

    Weights are drawn evenly between ±1/√d_hidden, as PyTorch's are.

    Raises:
        ValueError: if a width is not positive.
    """

    n_parts = 1  # how many vectors of d_hidden numbers a projection consists of
    n_states = 1

    def __init__(self, d_input: int, d_hidden: int) -> None:
        super().__init__()
        if d_input < 1 or d_hidden < 1:
            came = f"{d_input} and {d_hidden}"
            raise ValueError(f"d_input and d_hidden must be positive, got {came}.")
        self.d_hidden = d_hidden
        self.from_input = nn.Linear(d_input, self.n_parts * d_hidden)
        self.from_hidden = nn.Linear(d_hidden, self.n_parts * d_hidden)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -(d_hidden**-0.5), d_hidden**-0.5)

    def combine(self, projected: Float[Tensor, "batch parts"], state: State) -> State:
        """Return the next state, from the input's projection and the state before."""
        raise NotImplementedError

    def forward(
        self,
        x: Float[Tensor, "batch d_input"],
        state: State | None = None,
    ) -> State:
        """Return the state after one step; the one before is 0 if none is given.

        Raises:
            ValueError: if the input or the state does not fit.
        """
        check_width(x, ("batch",), self.from_input.in_features)
        shape = (len(x), self.d_hidden)
        if state is None:
            state = self.n_states * (x.new_zeros(shape),)
        check_state(state, self.n_states, shape, "(batch, d_hidden)")
        return self.combine(self.from_input(x), state)


class RNNCell(Cell):
    """The simplest: hidden ← tanh(what comes in + what was)."""

    def combine(self, projected: Tensor, state: State) -> State:
        """Return the next hidden state."""
        (hidden,) = state
        return (torch.tanh(projected + self.from_hidden(hidden)),)


class LSTMCell(Cell):
    """A memory, the cell, is only scaled and added to: its gradient need not shrink."""

    n_parts, n_states = 4, 2

    def combine(self, projected: Tensor, state: State) -> State:
        """Return the next hidden state and the next cell."""
        hidden, cell = state
        parts = (projected + self.from_hidden(hidden)).chunk(4, dim=-1)
        write, keep, show = (torch.sigmoid(parts[i]) for i in (0, 1, 3))
        cell = keep * cell + write * torch.tanh(parts[2])  # forget gate, input gate
        return show * torch.tanh(cell), cell  # output gate


class GRUCell(Cell):
    """One gate decides how much of the old stays, and so how much of the new comes in."""

    n_parts = 3

    def combine(self, projected: Tensor, state: State) -> State:
        """Return the next hidden state."""
        (hidden,) = state
        reset_in, keep_in, new_in = projected.chunk(3, dim=-1)
        reset_was, keep_was, new_was = self.from_hidden(hidden).chunk(3, dim=-1)
        keep = torch.sigmoid(keep_in + keep_was)  # PyTorch calls it the update gate
        new = torch.tanh(new_in + torch.sigmoid(reset_in + reset_was) * new_was)
        return (keep * hidden + (1 - keep) * new,)


CELLS: dict[str, type[Cell]] = {"rnn": RNNCell, "lstm": LSTMCell, "gru": GRUCell}


def read(
    cell: Cell,
    x: Float[Tensor, "batch seq d_input"],
    state: State,
    lengths: Int[Tensor, " batch"] | None = None,
    backwards: bool = False,
) -> tuple[Float[Tensor, "batch seq d_hidden"], State]:
    """Return the hidden state after each step, and the state after the last.

    The input of all steps is projected in one large product: only the state has to wait.
    After the end of a shorter sequence the state stands still, and the outputs are 0.
    """
    projected = cell.from_input(x).unbind(dim=1)  # [:, i] would be slow in backward
    steps = range(len(projected))
    outputs = list(projected)
    for i in reversed(steps) if backwards else steps:
        new = cell.combine(projected[i], state)
        outputs[i] = new[0]
        if lengths is not None:
            goes_on = (i < lengths)[:, None]
            outputs[i] = torch.where(goes_on, new[0], 0.0)
            pairs = zip(new, state, strict=True)
            new = tuple(torch.where(goes_on, after, before) for after, before in pairs)
        state = new
    return torch.stack(outputs, dim=1), state


class RecurrentLayers(nn.Module):
    """Layers of cells, each reading the states of the one below.

    Args:
        kind: "rnn", "lstm" or "gru".
        d_input: numbers a step.
        d_hidden: numbers in the state of one layer and direction.
        n_layers: how many layers.
        bidirectional: whether each layer has a second cell, which reads from the end.
        dropout: share of numbers dropped between layers in training.

    Raises:
        ValueError: if the kind is none of the three, or a size or share is out of range.
    """

    def __init__(
        self,
        kind: Literal["rnn", "lstm", "gru"],
        d_input: int,
        d_hidden: int,
        n_layers: int = 1,
        bidirectional: bool = False,
        dropout: float = 0.0,
    ) -> None:
        super().__init__()
        if kind not in CELLS:
            raise ValueError(f"kind must be one of {', '.join(CELLS)}, got {kind!r}.")
        if n_layers < 1 or not 0 <= dropout <= 1:
            came = f"{n_layers} and {dropout}"
            raise ValueError(f"n_layers must be positive and dropout 0 to 1, got {came}.")
        self.n_directions = 2 if bidirectional else 1
        self.d_input, self.d_hidden = d_input, d_hidden
        self.n_states = CELLS[kind].n_states
        self.dropout = dropout
        widths = [d_input] + (n_layers - 1) * [self.n_directions * d_hidden]
        self.cells = nn.ModuleList()
        for width in widths:
            for _ in range(self.n_directions):
                self.cells.append(CELLS[kind](width, d_hidden))

    def forward(
        self,
        x: Float[Tensor, "batch seq d_input"],
        state: State | None = None,
        lengths: Int[Tensor, " batch"] | None = None,
    ) -> tuple[Float[Tensor, "batch seq d_output"], State]:
        """Return the last layer's hidden states, and the final state of every cell.

        Args:
            x: the sequences.
            state: what to begin with, (cells, batch, d_hidden), as an earlier call gave it;
                None for 0. The cells are layer 0, its backward one, layer 1 …
            lengths: how many steps of each sequence are real, not padding; None: all.

        Raises:
            ValueError: if there is nothing to read, `x` or the state has another shape, or
                a length is missing or not 1 to all steps.
        """
        check_width(x, ("batch", "seq"), self.d_input)
        check_lengths(lengths, x)
        states = self.split(state, x)
        finals = []
        for first in range(0, len(self.cells), self.n_directions):
            if first > 0:
                x = F.dropout(x, self.dropout, self.training)
            sides = []
            for i in range(first, first + self.n_directions):
                cell: Cell = self.cells[i]  # type: ignore[assignment]
                side, final = read(cell, x, states[i], lengths, backwards=i > first)
                sides.append(side)
                finals.append(final)
            x = torch.cat(sides, dim=-1)
        return x, tuple(torch.stack(parts) for parts in zip(*finals, strict=True))

    def split(self, state: State | None, x: Tensor) -> list[State]:
        """Return each cell's part of the state."""
        shape = (len(self.cells), len(x), self.d_hidden)
        if state is None:
            state = self.n_states * (x.new_zeros(shape),)
        check_state(state, self.n_states, shape, "(cells, batch, d_hidden)")
        return list(zip(*(part.unbind() for part in state), strict=True))


def copy_from_pytorch(layers: RecurrentLayers, theirs: nn.RNNBase) -> None:
    """Give our layers the weights of an `nn.RNN`, `nn.LSTM` or `nn.GRU` of their sizes.

    Raises:
        ValueError: if there are not as many cells.
        RuntimeError: if their widths differ.
    """
    names = {"from_input": "ih", "from_hidden": "hh"}
    their_names = {}
    for name in layers.state_dict():
        _, cell, projection, kind = name.split(".")
        layer, direction = divmod(int(cell), layers.n_directions)
        theirs_is = f"{kind}_{names[projection]}_l{layer}"
        their_names[name] = theirs_is + direction * "_reverse"
    weights = theirs.state_dict()
    if set(their_names.values()) != set(weights):
        came = f"{len(layers.cells)} cells and {len(weights) / 4:g}"
        raise ValueError(f"both must have the same layers and directions, got {came}.")
    layers.load_state_dict({ours: weights[name] for ours, name in their_names.items()})
