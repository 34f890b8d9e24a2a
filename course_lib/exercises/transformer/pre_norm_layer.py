"""One layer of an encoder, in the order of today. Source: Xiong et al. (2020), figure 1b, arXiv:2002.04745."""

from collections.abc import Callable

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

Part = Callable[[Tensor], Tensor]

exercise = Exercise(
    "transformer.pre_norm_layer",
    title="A layer with the norm first",
    chapter="07",
    level=2,
    minutes=10,
    hints=[
        "The stream x is never normed itself: a part reads a normed copy, and what it says is added to x.",
        "First x plus attend(norm_1(x)). Its result is the new x, which the second part reads through norm_2.",
        "`x = x + attend(norm_1(x))`, then `return x + feed_forward(norm_2(x))`.",
    ],
)


def attending(x: Tensor) -> Tensor:
    return x.cumsum(dim=-2) / 2


def feeding(x: Tensor) -> Tensor:
    return 0.7 * torch.relu(x) + 0.1


def norming_1(x: Tensor) -> Tensor:
    return torch.nn.functional.layer_norm(x, x.shape[-1:])


def norming_2(x: Tensor) -> Tensor:
    return 1.5 * torch.nn.functional.layer_norm(x, x.shape[-1:]) - 0.2


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    parts = {"attend": attending, "feed_forward": feeding, "norm_1": norming_1, "norm_2": norming_2}
    return [{"x": 3 * torch.randn(2, 5, 4, generator=rng), **parts}]


@exercise.solution
def my_pre_norm_layer(
    x: Float[Tensor, "batch seq d_model"],
    attend: Callable,
    feed_forward: Callable,
    norm_1: Callable,
    norm_2: Callable,
) -> Float[Tensor, "batch seq d_model"]:
    """Let both parts add to the stream x; each reads it through its own norm."""
    x = x + attend(norm_1(x))
    return x + feed_forward(norm_2(x))


@exercise.also_right
def in_steps(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    attended = attend(norm_1(x))
    middle = x + attended
    return feed_forward(norm_2(middle)) + middle


@exercise.also_right
def in_a_loop(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    for part, norm in [(attend, norm_1), (feed_forward, norm_2)]:
        x = x + part(norm(x))
    return x


@exercise.mistake("The norms come after the additions: that is post-norm, the order of 2017.")
def post_norm(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    x = norm_1(x + attend(x))
    return norm_2(x + feed_forward(x))


@exercise.mistake(
    "The normed copy takes the place of x: the stream itself must stay as it is (`x = norm_1(x)` is wrong)."
)
def stream_normed(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    x = norm_1(x)
    x = norm_2(x + attend(x))
    return x + feed_forward(x)


@exercise.mistake("Nothing is added to x: without the residual connections each part replaces what was there.")
def no_residuals(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    return feed_forward(norm_2(attend(norm_1(x))))


@exercise.mistake("The residual connection around the attention is missing: x is lost there.")
def first_residual_missing(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    x = attend(norm_1(x))
    return x + feed_forward(norm_2(x))


@exercise.mistake("The residual connection around the feed-forward network is missing: return x + feed_forward(…).")
def second_residual_missing(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    x = x + attend(norm_1(x))
    return feed_forward(norm_2(x))


@exercise.mistake("The feed-forward network comes before the attention: tokens must gather first, then digest.")
def wrong_order(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    x = x + feed_forward(norm_1(x))
    return x + attend(norm_2(x))


@exercise.mistake("The feed-forward network reads x from before the attention: it must see what attention has added.")
def in_parallel(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    return x + attend(norm_1(x)) + feed_forward(norm_2(x))


@exercise.mistake("`norm_1` is used twice: the feed-forward network has a norm of its own, `norm_2`.")
def one_norm(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    return my_pre_norm_layer(x, attend, feed_forward, norm_1, norm_1)


@exercise.mistake("The norms stand around the parts' outputs; they belong to what the parts read.")
def outputs_normed(x: Tensor, attend: Part, feed_forward: Part, norm_1: Part, norm_2: Part) -> Tensor:
    x = x + norm_1(attend(x))
    return x + norm_2(feed_forward(x))


@exercise.property(
    "If x moves far away from the norms' reach, the output must move with it: the stream is added, not normed."
)
def stream_remains(output: Tensor, case: Case) -> bool:
    spread = output.std(dim=-1) / case["x"].std(dim=-1)
    return bool((spread > 0.45).all())
