"""The last real state of each sequence in a padded batch."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "recurrent_networks.last_states",
    title="The last state that is real",
    chapter="05",
    level=2,
    minutes=10,
    hints=[
        "A sequence of length 3 has its last real state at place 2. Each sequence needs a place of its own.",
        "Index both axes at once: `outputs[rows, places]` with two tensors of equal length picks one place from each "
        "row. What are the rows?",
        "`outputs[torch.arange(len(outputs)), lengths - 1]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {"outputs": torch.randn(4, 7, 3, generator=rng), "lengths": torch.tensor([3, 6, 1, 5])},
        {"outputs": torch.randn(3, 5, 2, generator=rng), "lengths": torch.tensor([5, 2, 4])},
    ]


@exercise.solution
def my_last_states(
    outputs: Float[Tensor, "batch seq d_hidden"],
    lengths: Int[Tensor, " batch"],
) -> Float[Tensor, "batch d_hidden"]:
    """Return each sequence's state after its last real step; the rest is padding."""
    return outputs[torch.arange(len(outputs)), lengths - 1]


@exercise.also_right
def gathered(outputs: Tensor, lengths: Tensor) -> Tensor:
    places = (lengths - 1)[:, None, None].expand(-1, 1, outputs.shape[-1])
    return outputs.gather(1, places).squeeze(1)


@exercise.also_right
def by_a_loop(outputs: Tensor, lengths: Tensor) -> Tensor:
    return torch.stack([one[:length][-1] for one, length in zip(outputs, lengths.tolist(), strict=True)])


@exercise.mistake("This is the last column, `outputs[:, -1]`: for all but the longest sequences it is padding.")
def last_column(outputs: Tensor, lengths: Tensor) -> Tensor:
    return outputs[:, -1]


@exercise.mistake("This is one place too late: places count from 0, so length 3 ends at place 2.")
def one_too_late(outputs: Tensor, lengths: Tensor) -> Tensor:
    return outputs[torch.arange(len(outputs)), lengths]


@exercise.mistake("This is one place too late, but for the longest: places count from 0, so length 3 ends at 2.")
def clamped(outputs: Tensor, lengths: Tensor) -> Tensor:
    return outputs[torch.arange(len(outputs)), lengths.clamp(max=outputs.shape[1] - 1)]


@exercise.mistake("`outputs[:, lengths - 1]` takes all places from all rows; give the rows too.")
def all_from_all(outputs: Tensor, lengths: Tensor) -> Tensor:
    return outputs[:, lengths - 1]


@exercise.mistake("All rows are read at the end of the longest sequence; each has an end of its own.")
def longest_for_all(outputs: Tensor, lengths: Tensor) -> Tensor:
    return outputs[:, int(lengths.max()) - 1]


@exercise.mistake("This is the mean over the real steps; asked for is the last one.")
def mean(outputs: Tensor, lengths: Tensor) -> Tensor:
    real = torch.arange(outputs.shape[1]) < lengths[:, None]
    return (outputs * real[..., None]).sum(1) / lengths[:, None]


@exercise.mistake("The places count from the end, as if the padding stood in front.")
def from_the_end(outputs: Tensor, lengths: Tensor) -> Tensor:
    return outputs[torch.arange(len(outputs)), -lengths]


@exercise.mistake("Places and rows are exchanged: `outputs[batch, seq]`, the rows come first.")
def exchanged(outputs: Tensor, lengths: Tensor) -> Tensor:
    return outputs[lengths - 1, torch.arange(len(outputs))]


@exercise.mistake("The axis of length 1 is still there: the shape must be [batch d_hidden].")
def axis_left(outputs: Tensor, lengths: Tensor) -> Tensor:
    return my_last_states(outputs, lengths)[:, None]


@exercise.property("A sequence of length 1 ends with its first state.")
def length_one(states: Tensor, case: Case) -> bool:
    short = case["lengths"] == 1
    return torch.equal(states[short], case["outputs"][short, 0])
