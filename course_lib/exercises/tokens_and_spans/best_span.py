"""The best answer under scores for its start and its end."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tokens_and_spans.best_span",
    title="The best span",
    chapter="14",
    level=2,
    minutes=12,
    hints=[
        "Score every pair of a start and an end by the sum of both; which pairs are no answers?",
        "The end must not stand before the start, and start to end, both included, may hold at "
        "most `longest` tokens: start ≤ end < start + longest.",
        "Two loops do it. Without loops: `start[:, None] + end[None, :]`, of which `triu()` of a "
        "mask of ones and `tril(longest - 1)` keep the right pairs; then `divmod(argmax, n)`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    crossed = {
        "start": torch.tensor([0.0, 1.0, 0.5, 4.0, 0.2]),
        "end": torch.tensor([0.1, 5.0, 0.3, 0.6, 0.4]),
        "longest": 3,
    }
    wide = {
        "start": torch.tensor([6.0, 0.0, 0.0, 0.0, 2.0, 0.1]),
        "end": torch.tensor([0.0, 0.3, 3.0, 2.0, 0.1, 7.0]),
        "longest": 3,
    }
    drawn = [
        {"start": torch.randn(n, generator=rng), "end": torch.randn(n, generator=rng), "longest": k}
        for n, k in ((9, 2), (11, 4), (12, 5))
    ]
    return [crossed, wide, *drawn, {"start": torch.tensor([1.0]), "end": torch.tensor([0.5]), "longest": 2}]


@exercise.solution
def my_best_span(
    start: Float[Tensor, " seq"],
    end: Float[Tensor, " seq"],
    longest: int,
) -> tuple[int, int]:
    """Return the first and the last token of the best answer; it holds both.

    It has at most `longest` tokens.
    """
    n = len(start)
    pairs = [(i, j) for i in range(n) for j in range(i, min(i + longest, n))]
    return max(pairs, key=lambda pair: float(start[pair[0]] + end[pair[1]]))


@exercise.also_right
def by_a_table(start: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    allowed = torch.ones(len(start), len(start), dtype=torch.bool).triu().tril(longest - 1)
    table = (start[:, None] + end).masked_fill(~allowed, float("-inf"))
    return divmod(int(table.argmax()), len(start))


@exercise.also_right
def start_by_start(start: Tensor, end: Tensor, longest: int) -> list[int]:
    best, found = float("-inf"), [0, 0]
    for i, score in enumerate(start.tolist()):
        length = int(end[i : i + longest].argmax())
        if score + float(end[i + length]) > best:
            best, found = score + float(end[i + length]), [i, i + length]
    return found


def best_of(start: Tensor, end: Tensor, allowed: Tensor) -> tuple[int, int]:
    table = (start[:, None] + end).masked_fill(~allowed, float("-inf"))
    return divmod(int(table.argmax()), len(start))


def ones(start: Tensor) -> Tensor:
    return torch.ones(len(start), len(start), dtype=torch.bool)


@exercise.mistake("Start and end are chosen apart, so that the end may stand before the start.")
def apart(start: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    return int(start.argmax()), int(end.argmax())


@exercise.mistake("The answer may be longer than `longest` tokens.")
def too_long(start: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    return best_of(start, end, ones(start).triu())


@exercise.mistake("The answer may have one token too many: start and end both belong to it.")
def one_too_many(start: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    return best_of(start, end, ones(start).triu().tril(longest))


@exercise.mistake("The end is excluded here; the last token of the answer is asked for.")
def end_excluded(start: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    first, last = my_best_span(start, end, longest)
    return first, last + 1


@exercise.mistake("The end is chosen first, and the start to fit it: the best pair may have neither's best.")
def end_first(start: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    last = int(end.argmax())
    first = max(0, last - longest + 1)
    return first + int(start[first : last + 1].argmax()), last


@exercise.mistake("The start is chosen first, and the end to fit it: the best pair may have neither's best.")
def start_first(start: Tensor, end: Tensor, longest: int) -> tuple[int, int]:
    first = int(start.argmax())
    return first, first + int(end[first : first + longest].argmax())


@exercise.property("The end must not stand before the start.")
def in_order(span: list[int], case: Case) -> bool:
    return span[0] <= span[1]
