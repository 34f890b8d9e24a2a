"""The lines of a search with a second look, shuffled."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "sentence_pairs.order_of_search",
    title="Find, then look again",
    chapter="15",
    level=2,
    minutes=5,
    hints=[
        "The quick search comes first. What does the slow judge need to know?",
        "Vectors of length 1, one product of matrices, the k best; only these are judged; "
        "then they are put in the judge's order. One line is too slow, one sorts the wrong way.",
        "C comes first, then A; F, D, and B returns. E and G stay out.",
    ],
    signature="def search_and_rerank(query, bank, judge, k):",
    lines=[
        "cosines = bank @ query / bank.norm(dim=1)",
        "return rows[scores.argsort(descending=True)]",
        "query = query / query.norm()",
        "scores = judge(rows)",
        "scores = judge(torch.arange(len(bank)))",
        "rows = cosines.topk(k).indices",
        "return rows[scores.argsort()]",
    ],
)


def judge(rows: torch.Tensor) -> torch.Tensor:
    """Return a score for each row of the bank, as a cross-encoder would."""
    return torch.sin(7.0 * rows)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, size: int, k: int) -> Case:
        bank = torch.randn(n, size, generator=rng)
        return {"query": torch.randn(size, generator=rng), "bank": bank, "judge": judge, "k": k}

    return [draw(12, 4, 5), draw(9, 3, 4)]


exercise.solution("CAFDB")
exercise.also_right("c a f d b")
exercise.also_right("AFDB")

exercise.mistake("E lets the slow judge read the whole bank: the search before it was for nothing.")("CAFEB")
exercise.mistake("G sorts upwards: the worst of the k comes first.")("CAFDG")
exercise.mistake("The rows are judged before the search has found them.")("CADFB")
exercise.mistake("The k best are taken before the cosines are there.")("CFADB")
exercise.mistake("Nothing is judged: the scores are missing when the rows are put in order.")("CAFB")
exercise.mistake("Nothing is returned: a line with `return` is missing.")("CAFD")
