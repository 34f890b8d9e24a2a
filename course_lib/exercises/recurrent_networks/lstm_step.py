"""One step of an LSTM, gates in PyTorch's order. Source: Hochreiter and Schmidhuber (1997), Gers et al. (2000)."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "recurrent_networks.lstm_step",
    title="One step of an LSTM",
    chapter="05",
    level=2,
    minutes=15,
    hints=[
        "First the four parts: one sum of products, cut into four with `chunk(4, dim=-1)`. Then the new cell, and from "
        "the new cell the new hidden state.",
        "Input, forget and output gate are sigmoids, between 0 and 1; the candidate is a tanh. The new cell is forget "
        "gate times old cell, plus input gate times candidate.",
        "`cell = keep.sigmoid() * cell + write.sigmoid() * new.tanh()`, then `hidden = show.sigmoid() * cell.tanh()`; "
        "return `hidden, cell`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, d_input: int, d_hidden: int) -> Case:
        return {
            "x": torch.randn(batch, d_input, generator=rng),
            "hidden": 2 * torch.rand(batch, d_hidden, generator=rng) - 1,
            "cell": torch.randn(batch, d_hidden, generator=rng),
            "w_input": torch.randn(4 * d_hidden, d_input, generator=rng),
            "w_hidden": torch.randn(4 * d_hidden, d_hidden, generator=rng),
            "bias": torch.randn(4 * d_hidden, generator=rng),
        }

    return [draw(4, 3, 5), draw(3, 2, 6)]


@exercise.solution
def my_lstm_step(
    x: Float[Tensor, "batch d_input"],
    hidden: Float[Tensor, "batch d_hidden"],
    cell: Float[Tensor, "batch d_hidden"],
    w_input: Float[Tensor, "parts d_input"],
    w_hidden: Float[Tensor, "parts d_hidden"],
    bias: Float[Tensor, " parts"],
) -> tuple[Float[Tensor, "batch d_hidden"], Float[Tensor, "batch d_hidden"]]:
    """Return the next hidden state and the next cell.

    The four parts stand in this order: input gate, forget gate, candidate, output gate.
    """
    parts = x @ w_input.T + hidden @ w_hidden.T + bias
    write, keep, new, show = parts.chunk(4, dim=-1)
    cell = torch.sigmoid(keep) * cell + torch.sigmoid(write) * torch.tanh(new)
    return torch.sigmoid(show) * torch.tanh(cell), cell


@exercise.also_right
def gates_at_once(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    parts = torch.cat([x, hidden], dim=-1) @ torch.cat([w_input, w_hidden], dim=-1).mT + bias
    d = hidden.shape[-1]
    gates = parts.sigmoid()
    after = gates[:, d : 2 * d] * cell + gates[:, :d] * parts[:, 2 * d : 3 * d].tanh()
    return gates[:, 3 * d :] * after.tanh(), after


@exercise.also_right
def with_pytorch(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    theirs = torch.nn.LSTMCell(x.shape[1], hidden.shape[1])
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    theirs.load_state_dict(dict(zip(names, (w_input, w_hidden, bias, torch.zeros_like(bias)), strict=True)))
    after: tuple[Tensor, Tensor] = theirs(x, (hidden, cell))
    return after


def parts_of(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    """Return input gate, forget gate, candidate and output gate, as they should be."""
    write, keep, new, show = (x @ w_input.T + hidden @ w_hidden.T + bias).chunk(4, dim=-1)
    return write.sigmoid(), keep.sigmoid(), new.tanh(), show.sigmoid()


@exercise.mistake("The hidden state is made from the cell before this step; it must show the new cell.")
def old_cell_shown(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    write, keep, new, show = parts_of(x, hidden, w_input, w_hidden, bias)
    return show * cell.tanh(), keep * cell + write * new


@exercise.mistake("The two are returned in the wrong order: first the hidden state, then the cell.")
def cell_first(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    hidden, cell = my_lstm_step(x, hidden, cell, w_input, w_hidden, bias)
    return cell, hidden


@exercise.mistake("Input and forget gate are exchanged: the first part writes, the second keeps.")
def exchanged(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    write, keep, new, show = parts_of(x, hidden, w_input, w_hidden, bias)
    after = write * cell + keep * new
    return show * after.tanh(), after


@exercise.mistake("Candidate and output gate are exchanged: the third part is the candidate, the fourth the gate.")
def output_third(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    write, keep, show, new = (x @ w_input.T + hidden @ w_hidden.T + bias).chunk(4, dim=-1)
    after = keep.sigmoid() * cell + write.sigmoid() * new.tanh()
    return show.sigmoid() * after.tanh(), after


@exercise.mistake("The candidate goes through a sigmoid; it needs tanh, so that it can lower the cell too.")
def candidate_sigmoid(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    write, keep, _, show = parts_of(x, hidden, w_input, w_hidden, bias)
    new = (x @ w_input.T + hidden @ w_hidden.T + bias).chunk(4, dim=-1)[2].sigmoid()
    after = keep * cell + write * new
    return show * after.tanh(), after


@exercise.mistake("The gates go through tanh; a gate lies between 0 (shut) and 1 (open), so it needs a sigmoid.")
def gates_tanh(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    write, keep, new, show = (x @ w_input.T + hidden @ w_hidden.T + bias).chunk(4, dim=-1)
    after = keep.tanh() * cell + write.tanh() * new.tanh()
    return show.tanh() * after.tanh(), after


@exercise.mistake("The hidden state is output gate times cell; the cell goes through tanh on its way out.")
def no_tanh_on_the_way_out(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    _, after = my_lstm_step(x, hidden, cell, w_input, w_hidden, bias)
    return parts_of(x, hidden, w_input, w_hidden, bias)[3] * after, after


@exercise.mistake("The cell itself goes through tanh at each step; only its copy on the way out does.")
def cell_squashed(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    hidden, after = my_lstm_step(x, hidden, cell, w_input, w_hidden, bias)
    return hidden, after.tanh()


@exercise.mistake("The gates read the cell; they read the input and the hidden state.")
def gates_read_the_cell(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    return my_lstm_step(x, cell, cell, w_input, w_hidden, bias)


@exercise.mistake("The old cell is not multiplied by the forget gate: nothing is ever forgotten.")
def nothing_forgotten(
    x: Tensor, hidden: Tensor, cell: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor
) -> tuple[Tensor, Tensor]:
    write, _, new, show = parts_of(x, hidden, w_input, w_hidden, bias)
    after = cell + write * new
    return show * after.tanh(), after


@exercise.property("The hidden state is a gate times a tanh: it lies between -1 and 1.")
def within_bounds(after: list[Tensor], case: Case) -> bool:
    return bool(after[0].abs().max() <= 1)
