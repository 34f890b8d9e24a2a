"""The wrong candidate that looks most right."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "sentence_pairs.hardest_negative",
    title="The hardest negative",
    chapter="15",
    level=2,
    minutes=10,
    hints=[
        "Take the right candidate out of the race, then look for the winner. Careful: cosines may be negative.",
        "Setting the right one's similarity to 0 is not enough, where all others are below 0: "
        "set it to minus infinity.",
        "`similarities.scatter(1, right[:, None], float('-inf')).argmax(dim=1)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, m: int, lift: float) -> Case:
        similarities = 0.4 * torch.rand(n, m, generator=rng) + lift
        right = torch.randint(m, (n,), generator=rng)
        above = torch.rand(n, generator=rng) < 0.6
        rows = torch.arange(n)
        similarities[rows, right] = torch.where(above, lift + 0.5, similarities[rows, right])
        return {"similarities": similarities, "right": right}

    return [draw(8, 6, 0.2), draw(12, 5, -0.7)]


@exercise.solution
def hardest_negative(
    similarities: Float[Tensor, "query candidate"], right: Int[Tensor, "query"]
) -> Int[Tensor, "query"]:
    """Return for each query the most similar candidate that is not the right one.

    `right[i]` is the column of query i's right candidate. Leave `similarities`
    as it is.
    """
    without = similarities.scatter(1, right[:, None], float("-inf"))
    return without.argmax(dim=1)


@exercise.also_right
def from_the_first_two(similarities: Tensor, right: Tensor) -> Tensor:
    best = similarities.topk(2, dim=1).indices
    return torch.where(best[:, 0] == right, best[:, 1], best[:, 0])


@exercise.also_right
def with_a_mask(similarities: Tensor, right: Tensor) -> Tensor:
    is_right = torch.arange(similarities.shape[1]) == right[:, None]
    return similarities.masked_fill(is_right, -torch.inf).argmax(dim=1)


@exercise.mistake("The right candidate is still in the race, and wins it where it is the most similar.")
def with_the_right(similarities: Tensor, right: Tensor) -> Tensor:
    return similarities.argmax(dim=1)


@exercise.mistake("The right one's similarity is set to 0, and still wins where all others are below 0.")
def set_to_zero(similarities: Tensor, right: Tensor) -> Tensor:
    return similarities.scatter(1, right[:, None], 0.0).argmax(dim=1)


@exercise.mistake("Always the second of the ranking: wrong where the right one does not lead.")
def always_second(similarities: Tensor, right: Tensor) -> Tensor:
    return similarities.topk(2, dim=1).indices[:, 1]


@exercise.mistake("This is the least similar candidate, the easiest negative.")
def easiest(similarities: Tensor, right: Tensor) -> Tensor:
    return similarities.scatter(1, right[:, None], float("inf")).argmin(dim=1)


@exercise.mistake("The diagonal is left out, as if query i's right candidate were column i; it is `right[i]`.")
def diagonal(similarities: Tensor, right: Tensor) -> Tensor:
    return similarities.clone().fill_diagonal_(float("-inf")).argmax(dim=1)


@exercise.mistake("These are the similarities; the columns were asked for.")
def values(similarities: Tensor, right: Tensor) -> Tensor:
    return similarities.scatter(1, right[:, None], float("-inf")).amax(dim=1)


@exercise.property("A negative is not the right candidate.")
def is_wrong(output: Tensor, case: Case) -> bool:
    return bool((output != case["right"]).all())
