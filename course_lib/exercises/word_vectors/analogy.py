"""a is to b as c is to … which word?"""

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "word_vectors.analogy",
    title="Solve an analogy",
    chapter="03",
    level=2,
    minutes=15,
    hints=[
        "Give all rows the length 1 first. From a to b is the same step as from c to d: b - a = d - c. So where is d?",
        "The wanted point is b - a + c. Score each row by its product with that point, and let a, b and c not win.",
        "`rows = F.normalize(matrix, dim=1)`; `scores = rows @ (rows[b] - rows[a] + rows[c])`; "
        "`scores[[a, b, c]] = float('-inf')`; return `int(scores.argmax())`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw() -> Case:
        lengths = 0.3 + 5 * torch.rand(12, 1, generator=rng)  # so different that not scaling them shows
        a, b, c = torch.randperm(12, generator=rng)[:3].tolist()
        return {"matrix": lengths * torch.randn(12, 4, generator=rng), "a": a, "b": b, "c": c}

    return [draw() for _ in range(12)]  # in one case alone, two mistakes may end at the same row


@exercise.solution
def my_analogy(matrix: Float[Tensor, "words d_vector"], a: int, b: int, c: int) -> int:
    """Return the row d with the highest cos(d, b - a + c), none of a, b and c.

    "a is to b as c is to d": scale all rows to length 1 first.
    """
    rows = F.normalize(matrix, dim=1)
    scores = rows @ (rows[b] - rows[a] + rows[c])
    scores[[a, b, c]] = float("-inf")
    return int(scores.argmax())


@exercise.also_right
def as_a_sum_of_cosines(matrix: Tensor, a: int, b: int, c: int) -> int:
    def cosine(first: int, second: int) -> float:
        return torch.cosine_similarity(matrix[first], matrix[second], dim=0).item()

    others = [d for d in range(len(matrix)) if d not in (a, b, c)]
    return max(others, key=lambda d: cosine(d, b) - cosine(d, a) + cosine(d, c))


@exercise.also_right
def ranked(matrix: Tensor, a: int, b: int, c: int) -> Tensor:
    rows = matrix / matrix.norm(dim=1, keepdim=True)
    best = (rows @ (rows[b] - rows[a] + rows[c])).argsort(descending=True)
    return next(d for d in best if int(d) not in (a, b, c))


def answer(matrix: Tensor, point: Tensor, excluded: list[int]) -> int:
    scores = matrix @ point
    scores[excluded] = -torch.inf
    return int(scores.argmax())


@exercise.mistake("A word of the question is the answer: exclude a, b and c.")
def nothing_excluded(matrix: Tensor, a: int, b: int, c: int) -> int:
    rows = F.normalize(matrix, dim=1)
    return answer(rows, rows[b] - rows[a] + rows[c], [])


@exercise.mistake("The rows are not scaled to length 1: long vectors win whatever their direction.")
def unscaled(matrix: Tensor, a: int, b: int, c: int) -> int:
    return answer(matrix, matrix[b] - matrix[a] + matrix[c], [a, b, c])


@exercise.mistake("The rows are scaled only when they are compared: scale them before you subtract and add.")
def scaled_late(matrix: Tensor, a: int, b: int, c: int) -> int:
    return answer(F.normalize(matrix, dim=1), matrix[b] - matrix[a] + matrix[c], [a, b, c])


@exercise.mistake("The step goes the wrong way: it is b - a, from a to b, added to c.")
def backwards(matrix: Tensor, a: int, b: int, c: int) -> int:
    rows = F.normalize(matrix, dim=1)
    return answer(rows, rows[a] - rows[b] + rows[c], [a, b, c])


@exercise.mistake("a is not subtracted: these are the words near b and c together.")
def without_a(matrix: Tensor, a: int, b: int, c: int) -> int:
    rows = F.normalize(matrix, dim=1)
    return answer(rows, rows[b] + rows[c], [a, b, c])


@exercise.mistake("c is missing: b - a is a step; it must start somewhere.")
def without_c(matrix: Tensor, a: int, b: int, c: int) -> int:
    rows = F.normalize(matrix, dim=1)
    return answer(rows, rows[b] - rows[a], [a, b, c])


@exercise.mistake("The farthest row is returned, not the nearest: argmin of a similarity, where argmax is asked for.")
def farthest(matrix: Tensor, a: int, b: int, c: int) -> int:
    rows = F.normalize(matrix, dim=1)
    scores = rows @ (rows[b] - rows[a] + rows[c])
    scores[[a, b, c]] = torch.inf
    return int(scores.argmin())
