"""One step of a recurrent network: tanh(W x + U h + b). Source: Elman (1990), Finding structure in time."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "recurrent_networks.rnn_step",
    title="One step of a recurrent network",
    chapter="05",
    level=1,
    minutes=5,
    hints=[
        "Three things are added: what comes in, what was, and the bias. Then one function brings the sum between -1 "
        "and 1.",
        "A weight matrix has one row for each number of the new state, as `nn.Linear` has it. So x must meet the "
        "transposed matrix: [batch d_input] @ [d_input d_hidden].",
        "`torch.tanh(x @ w_input.T + hidden @ w_hidden.T + bias)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(batch: int, d_input: int, d_hidden: int) -> Case:
        return {
            "x": torch.randn(batch, d_input, generator=rng),
            "hidden": 2 * torch.rand(batch, d_hidden, generator=rng) - 1,
            "w_input": torch.randn(d_hidden, d_input, generator=rng) / 2,
            "w_hidden": torch.randn(d_hidden, d_hidden, generator=rng) / 2,
            "bias": torch.randn(d_hidden, generator=rng) / 2,
        }

    return [draw(4, 3, 5), draw(2, 6, 6)]  # where both are 6, a forgotten transposition raises nothing


@exercise.solution
def my_rnn_step(
    x: Float[Tensor, "batch d_input"],
    hidden: Float[Tensor, "batch d_hidden"],
    w_input: Float[Tensor, "d_hidden d_input"],
    w_hidden: Float[Tensor, "d_hidden d_hidden"],
    bias: Float[Tensor, " d_hidden"],
) -> Float[Tensor, "batch d_hidden"]:
    """Return the next hidden state: tanh of what comes in, what was, and a bias."""
    return torch.tanh(x @ w_input.T + hidden @ w_hidden.T + bias)


@exercise.also_right
def with_linear(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    from_input = torch.nn.functional.linear(x, w_input, bias)
    return (from_input + torch.nn.functional.linear(hidden, w_hidden)).tanh()


@exercise.also_right
def one_product(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    both = torch.cat([x, hidden], dim=1) @ torch.cat([w_input, w_hidden], dim=1).T
    return 2 * torch.sigmoid(2 * (both + bias)) - 1


@exercise.mistake("There is no tanh: without it the state is linear, and can grow without end.")
def no_tanh(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return x @ w_input.T + hidden @ w_hidden.T + bias


@exercise.mistake("The state before has no part in it: this network remembers nothing.")
def no_memory(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(x @ w_input.T + bias)


@exercise.mistake("The input has no part in it: this network reads nothing.")
def no_input(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(hidden @ w_hidden.T + bias)


@exercise.mistake("The bias is left out.")
def no_bias(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(x @ w_input.T + hidden @ w_hidden.T)


@exercise.mistake("The bias is added after tanh; it belongs inside, with the two products.")
def late_bias(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(x @ w_input.T + hidden @ w_hidden.T) + bias


@exercise.mistake("`w_hidden` is not transposed. It is square, so no error says so; the weights used are wrong.")
def not_transposed(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(x @ w_input.T + hidden @ w_hidden + bias)


@exercise.mistake("The old state is added as it is: `w_hidden` is not used.")
def added_as_it_is(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(x @ w_input.T + hidden + bias)


@exercise.mistake("The sigmoid is a gate's function, from 0 to 1; a state goes through tanh, from -1 to 1.")
def sigmoid(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return torch.sigmoid(x @ w_input.T + hidden @ w_hidden.T + bias)


@exercise.mistake("tanh is taken of each product by itself; add them first.")
def two_tanhs(x: Tensor, hidden: Tensor, w_input: Tensor, w_hidden: Tensor, bias: Tensor) -> Tensor:
    return torch.tanh(x @ w_input.T) + torch.tanh(hidden @ w_hidden.T + bias)


@exercise.property("A state that comes out of tanh lies between -1 and 1.")
def within_bounds(hidden: Tensor, case: Case) -> bool:
    return bool(hidden.abs().max() <= 1)
