"""One step of a GRU as PyTorch has it. Source: Cho et al. (2014), https://arxiv.org/abs/1406.1078."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "recurrent_networks.gru_step",
    title="One step of a GRU",
    chapter="05",
    level=2,
    minutes=15,
    hints=[
        "Project the input and the state, each with its own weights and bias, and cut both into three parts. Two parts "
        "are added and become gates; the third part needs more care.",
        "In the candidate the reset gate multiplies what comes from the state, after the product with the weights and "
        "the bias: `new_in + reset * new_was`.",
        "`new = torch.tanh(new_in + reset * new_was)`, then `keep * hidden + (1 - keep) * new`, where `keep` is the "
        "second part's sigmoid.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, d_input: int, d_hidden: int) -> Case:
        return {
            "x": torch.randn(batch, d_input, generator=rng),
            "hidden": 2 * torch.rand(batch, d_hidden, generator=rng) - 1,
            "w_input": torch.randn(3 * d_hidden, d_input, generator=rng),
            "w_hidden": torch.randn(3 * d_hidden, d_hidden, generator=rng),
            "b_input": torch.randn(3 * d_hidden, generator=rng),
            "b_hidden": torch.randn(3 * d_hidden, generator=rng),
        }

    return [draw(4, 3, 5), draw(3, 2, 6)]


@exercise.solution
def my_gru_step(
    x: Float[Tensor, "batch d_input"],
    hidden: Float[Tensor, "batch d_hidden"],
    w_input: Float[Tensor, "parts d_input"],
    w_hidden: Float[Tensor, "parts d_hidden"],
    b_input: Float[Tensor, " parts"],
    b_hidden: Float[Tensor, " parts"],
) -> Float[Tensor, "batch d_hidden"]:
    """Return the next hidden state.

    The three parts stand in this order: reset gate, keep gate, candidate.
    """
    reset_in, keep_in, new_in = (x @ w_input.T + b_input).chunk(3, dim=-1)
    reset_was, keep_was, new_was = (hidden @ w_hidden.T + b_hidden).chunk(3, dim=-1)
    reset = torch.sigmoid(reset_in + reset_was)
    keep = torch.sigmoid(keep_in + keep_was)
    new = torch.tanh(new_in + reset * new_was)
    return keep * hidden + (1 - keep) * new


@exercise.also_right
def moved_by_a_share(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    d = hidden.shape[-1]
    coming, past = x @ w_input.mT + b_input, hidden @ w_hidden.mT + b_hidden
    gates = (coming[:, : 2 * d] + past[:, : 2 * d]).sigmoid()
    new = (coming[:, 2 * d :] + gates[:, :d] * past[:, 2 * d :]).tanh()
    return new + gates[:, d:] * (hidden - new)


@exercise.also_right
def with_pytorch(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    theirs = torch.nn.GRUCell(x.shape[1], hidden.shape[1])
    names = ("weight_ih", "weight_hh", "bias_ih", "bias_hh")
    theirs.load_state_dict(dict(zip(names, (w_input, w_hidden, b_input, b_hidden), strict=True)))
    after: Tensor = theirs(x, hidden)
    return after


Parts = tuple[Tensor, Tensor, Tensor, Tensor]


def parts_of(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor) -> Parts:
    """Return reset and keep gate, and the candidate's two parts, as they should be."""
    reset_in, keep_in, new_in = (x @ w_input.T + b_input).chunk(3, dim=-1)
    reset_was, keep_was, new_was = (hidden @ w_hidden.T + b_hidden).chunk(3, dim=-1)
    return (reset_in + reset_was).sigmoid(), (keep_in + keep_was).sigmoid(), new_in, new_was


@exercise.mistake("The two shares are exchanged: `keep` is the share of the old state, 1 - keep that of the candidate.")
def shares_exchanged(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    reset, keep, new_in, new_was = parts_of(x, hidden, w_input, w_hidden, b_input, b_hidden)
    return (1 - keep) * hidden + keep * torch.tanh(new_in + reset * new_was)


@exercise.mistake(
    "The reset gate multiplies the state before the product with the weights, as in the paper; PyTorch has it after "
    "the product and its bias."
)
def reset_before_the_product(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    reset, keep, new_in, _ = parts_of(x, hidden, w_input, w_hidden, b_input, b_hidden)
    d = hidden.shape[-1]
    new = torch.tanh(new_in + (reset * hidden) @ w_hidden[2 * d :].T + b_hidden[2 * d :])
    return keep * hidden + (1 - keep) * new


@exercise.mistake("The reset gate leaves out the bias `b_hidden` of the candidate; it multiplies that too.")
def bias_not_reset(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    reset, keep, new_in, new_was = parts_of(x, hidden, w_input, w_hidden, b_input, b_hidden)
    bias = b_hidden[2 * hidden.shape[-1] :]
    return keep * hidden + (1 - keep) * torch.tanh(new_in + reset * (new_was - bias) + bias)


@exercise.mistake("The reset gate multiplies the input's part too; it acts on what comes from the state alone.")
def input_reset_too(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    reset, keep, new_in, new_was = parts_of(x, hidden, w_input, w_hidden, b_input, b_hidden)
    return keep * hidden + (1 - keep) * torch.tanh(reset * (new_in + new_was))


@exercise.mistake("The reset gate is not used.")
def no_reset(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor) -> Tensor:
    _, keep, new_in, new_was = parts_of(x, hidden, w_input, w_hidden, b_input, b_hidden)
    return keep * hidden + (1 - keep) * torch.tanh(new_in + new_was)


@exercise.mistake("Reset and keep gate are exchanged: the first part resets, the second keeps.")
def gates_exchanged(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    reset, keep, new_in, new_was = parts_of(x, hidden, w_input, w_hidden, b_input, b_hidden)
    return reset * hidden + (1 - reset) * torch.tanh(new_in + keep * new_was)


@exercise.mistake("The candidate is added whole; only the share 1 - keep of it comes in: the state stays bounded.")
def added_whole(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    reset, keep, new_in, new_was = parts_of(x, hidden, w_input, w_hidden, b_input, b_hidden)
    return keep * hidden + torch.tanh(new_in + reset * new_was)


@exercise.mistake("The candidate goes through a sigmoid; it is a state, and needs tanh.")
def candidate_sigmoid(
    x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, b_input: Tensor, b_hidden: Tensor
) -> Tensor:
    reset, keep, new_in, new_was = parts_of(x, hidden, w_input, w_hidden, b_input, b_hidden)
    return keep * hidden + (1 - keep) * torch.sigmoid(new_in + reset * new_was)


@exercise.property("Old state and candidate are averaged, and both lie between -1 and 1: so does the new state.")
def within_bounds(hidden: Tensor, case: Case) -> bool:
    return bool(hidden.abs().max() <= 1)
