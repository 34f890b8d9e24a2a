"""From counts to surprise: positive pointwise mutual information."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "word_vectors.ppmi",
    title="Positive pointwise mutual information",
    chapter="03",
    level=2,
    minutes=10,
    hints=[
        "Three shares of the table's sum: that of each cell, that of each row, that of each column.",
        "If word and context were independent, the cell's share would be the product of the row's and the column's. "
        "Take the logarithm of the ratio, and replace what is below 0 by 0; log(0) is -inf, which is below 0.",
        "`shares = counts / counts.sum()`; `by_chance = shares.sum(1, keepdim=True) * shares.sum(0)`; "
        "`(shares / by_chance).log().clamp(min=0)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(rows: int, columns: int) -> Tensor:
        counts = torch.randint(1, 9, (rows, columns), generator=rng).float()
        counts[0, 1], counts[1, 0] = 0, 40  # one pair that never meets, one that often does
        return counts

    return [{"counts": draw(3, 3)}, {"counts": draw(4, 5)}]


@exercise.solution
def my_ppmi(counts: Float[Tensor, "words contexts"]) -> Float[Tensor, "words contexts"]:
    """Return max(0, log(p(word, context) / (p(word) p(context)))) for each cell."""
    shares = counts / counts.sum()
    by_chance = shares.sum(dim=1, keepdim=True) * shares.sum(dim=0, keepdim=True)
    return (shares / by_chance).log().clamp(min=0)


@exercise.also_right
def by_counts(counts: Tensor) -> Tensor:
    return torch.relu((counts * counts.sum() / torch.outer(counts.sum(1), counts.sum(0))).log())


@exercise.also_right
def clamped_before_the_logarithm(counts: Tensor) -> Tensor:
    ratio = counts * counts.sum() / counts.sum(1)[:, None] / counts.sum(0)[None]
    return ratio.clamp(min=1).log()


@exercise.mistake("Where two words never meet the value is -inf, and elsewhere it may be negative: replace both by 0.")
def not_positive(counts: Tensor) -> Tensor:
    shares = counts / counts.sum()
    return (shares / (shares.sum(1, keepdim=True) * shares.sum(0))).log()


@exercise.mistake("Only -inf is replaced by 0; negative values must become 0 too.")
def only_infinity(counts: Tensor) -> Tensor:
    pmi = not_positive(counts)
    return torch.where(pmi.isinf(), torch.zeros_like(pmi), pmi)


@exercise.mistake("The absolute value turns rare pairs into frequent ones (and -inf into inf): use max(0, …).")
def absolute(counts: Tensor) -> Tensor:
    return not_positive(counts).abs()


@exercise.mistake("There is no logarithm: the ratio itself is returned.")
def without_logarithm(counts: Tensor) -> Tensor:
    return not_positive(counts).exp()


@exercise.mistake("The logarithm has base 2; the natural one is asked for.")
def base_two(counts: Tensor) -> Tensor:
    return my_ppmi(counts) / torch.tensor(2.0).log()


@exercise.mistake(
    "Everything is 0, because the logarithm of a share, or of a count over a product of counts, is never positive. "
    "Compare shares with shares: p(word, context) with p(word) times p(context)."
)
def nothing_left(counts: Tensor) -> Tensor:
    return (counts / counts.sum(1, keepdim=True)).log().clamp(min=0)


@exercise.mistake("A 1 is added to every count first, which changes all shares.")
def add_one(counts: Tensor) -> Tensor:
    return my_ppmi(counts + 1)


@exercise.property("No value may be negative.")
def not_negative(table: Tensor, case: Case) -> bool:
    return bool((table >= 0).all())
