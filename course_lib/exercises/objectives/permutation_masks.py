"""The two masks of permuted language modelling, from an order."""

import torch
from jaxtyping import Bool, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "objectives.permutation_masks",
    title="From an order to two masks",
    chapter="08",
    level=3,
    minutes=15,
    hints=[
        "Of two positions, which comes earlier in the order? You need the way back: from a position to its place.",
        "`place = order.argsort()` turns the order round: `place[i]` says in which place position i comes. Compare "
        "the place of each query (a row) with that of each key (a column).",
        "`place[None, :] <= place[:, None]` is the content mask; with `<` it is the query mask.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def order(n: int) -> Tensor:
        shuffled = torch.randperm(n, generator=rng)
        turned = [2, 0, 3, 1, *range(4, n)]  # a permutation that is not its own way back
        return shuffled[torch.tensor(turned)].roll(1) if n == 5 else torch.tensor(turned)

    return [{"order": torch.tensor([2, 0, 1])}, {"order": order(4)}, {"order": order(5)}]


@exercise.solution
def my_permutation_masks(
    order: Int[Tensor, "seq"],
) -> tuple[Bool[Tensor, "query key"], Bool[Tensor, "query key"]]:
    """Return (content mask, query mask), True where a position (row) may look (column).

    `order[t]` is the position that comes in place t. The content of a position sees
    those that come before it in the order, and itself; the query that predicts it
    sees only those before.
    """
    place = order.argsort()
    return place[None, :] <= place[:, None], place[None, :] < place[:, None]


@exercise.also_right
def position_by_position(order: Tensor) -> tuple[Tensor, Tensor]:
    n = len(order)
    content, query = (
        torch.zeros(n, n, dtype=torch.bool),
        torch.zeros(n, n, dtype=torch.bool),
    )
    for t, position in enumerate(order.tolist()):
        query[position, order[:t]] = True
        content[position, order[: t + 1]] = True
    return content, query


@exercise.also_right
def from_causal_masks(order: Tensor) -> tuple[Tensor, Tensor]:
    place = torch.empty_like(order)
    place[order] = torch.arange(len(order))
    causal = torch.ones(len(order), len(order)).tril().bool()
    return causal[place][:, place], causal.tril(-1)[place][:, place]


def masks(place: Tensor) -> tuple[Tensor, Tensor]:
    return place[None, :] <= place[:, None], place[None, :] < place[:, None]


@exercise.mistake(
    "The order is used as if it told each position's place. It tells which position comes in a place: turn it round, "
    "with argsort."
)
def not_turned_round(order: Tensor) -> tuple[Tensor, Tensor]:
    return masks(order)


@exercise.mistake(
    "A position sees those that come *after* it in the order: the comparison is the wrong way round, or rows (who "
    "looks) and columns (who is looked at) are swapped."
)
def transposed(order: Tensor) -> tuple[Tensor, Tensor]:
    content, query = masks(order.argsort())
    return content.T, query.T


@exercise.mistake("The query sees its own token, which it is to predict: its diagonal must be False.")
def leaking_query(order: Tensor) -> tuple[Tensor, Tensor]:
    content, _ = masks(order.argsort())
    return content, content


@exercise.mistake("The content does not see itself; its diagonal must be True: only the query must not know the token.")
def blind_content(order: Tensor) -> tuple[Tensor, Tensor]:
    _, query = masks(order.argsort())
    return query, query


@exercise.mistake("The two masks are in the wrong order: first that of the content, then that of the query.")
def swapped(order: Tensor) -> tuple[Tensor, Tensor]:
    content, query = masks(order.argsort())
    return query, content


@exercise.mistake("These are the masks from left to right, whatever the order.")
def left_to_right(order: Tensor) -> tuple[Tensor, Tensor]:
    return masks(torch.arange(len(order)))


@exercise.property("What comes first in the order must see nothing as a query, and be seen by all others.")
def first_is_seen(answer: list[Tensor], case: Case) -> bool:
    _, query = answer
    first = int(case["order"][0])
    return not query[first].any() and bool(query[:, first].sum() == len(query) - 1)
