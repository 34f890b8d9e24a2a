"""At which place of the model's list does the true token stand?"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "bert.ranks",
    title="The rank of the true token",
    chapter="09",
    level=2,
    minutes=10,
    hints=[
        "No sorting is needed: how many tokens have a higher score than the true one?",
        "`logits.gather(1, targets[:, None])` is the true token's score, one a row, as a "
        "column: compare the whole row with it.",
        "`(logits > true).sum(dim=1) + 1`, where `true` is that column.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    cases = []
    for n_rows, vocab in ((6, 13), (4, 9)):
        logits = torch.randn(n_rows, vocab, generator=rng)
        places = torch.tensor([0, 1, vocab - 1, 4, 5, 2])[:n_rows]
        order = logits.argsort(dim=1, descending=True)
        targets = order[torch.arange(n_rows), places]
        logits[3, order[3, 5]] = logits[3, targets[3]]  # as good as the true one
        cases.append({"logits": logits, "targets": targets})
    return cases


@exercise.solution
def my_ranks(
    logits: Float[Tensor, "n vocab"],
    targets: Int[Tensor, " n"],
) -> Int[Tensor, " n"]:
    """Return the true token's rank in each row: 1 plus the number of higher scores."""
    true = logits.gather(1, targets[:, None])
    return (logits > true).sum(dim=1) + 1


@exercise.also_right
def by_index(logits: Tensor, targets: Tensor) -> Tensor:
    true = logits[torch.arange(len(targets)), targets]
    return 1 + (logits > true.unsqueeze(1)).long().sum(dim=-1)


@exercise.also_right
def by_loops(logits: Tensor, targets: Tensor) -> Tensor:
    rows = zip(logits.tolist(), targets.tolist(), strict=True)
    return torch.tensor([1 + sum(s > row[target] for s in row) for row, target in rows])


@exercise.mistake("The best place is 0 here; ranks count from 1.")
def from_zero(logits: Tensor, targets: Tensor) -> Tensor:
    return my_ranks(logits, targets) - 1


@exercise.mistake("The lower scores are counted: the best token gets the last rank.")
def reversed_order(logits: Tensor, targets: Tensor) -> Tensor:
    return (logits < logits.gather(1, targets[:, None])).sum(dim=1) + 1


@exercise.mistake(
    "`argsort` gives the token at each place; asked for is the place of a token: "
    "search the sorted row for it, or count higher scores."
)
def token_at_a_place(logits: Tensor, targets: Tensor) -> Tensor:
    order = logits.argsort(dim=1, descending=True)
    return order.gather(1, targets[:, None])[:, 0] + 1


@exercise.mistake("The true token counts itself: use `>`, not `>=`, before adding 1.")
def itself_too(logits: Tensor, targets: Tensor) -> Tensor:
    return (logits >= logits.gather(1, targets[:, None])).sum(dim=1) + 1


@exercise.mistake("A token that is only as good counts as better: count higher scores only.")
def ties_before(logits: Tensor, targets: Tensor) -> Tensor:
    return (logits >= logits.gather(1, targets[:, None])).sum(dim=1)


@exercise.mistake("Every row is compared with all rows' true scores: the sum is one number.")
def one_number(logits: Tensor, targets: Tensor) -> Tensor:
    return (logits > logits.gather(1, targets[:, None])).sum() + 1


@exercise.mistake("This is the true token's score; asked for is how many are higher.")
def score(logits: Tensor, targets: Tensor) -> Tensor:
    return logits.gather(1, targets[:, None])[:, 0]


@exercise.mistake("This says whether it is the first; asked for is the rank.")
def is_first(logits: Tensor, targets: Tensor) -> Tensor:
    return (logits.argmax(dim=1) == targets).long()


@exercise.property("Ranks go from 1 to the size of the vocabulary.")
def in_range(ranks: Tensor, case: Case) -> bool:
    ranks = torch.as_tensor(ranks)
    return bool(ranks.min() >= 1 and ranks.max() <= case["logits"].shape[1])
