"""Three bugs in an evaluation, each of which makes the system look better or worse than it is."""

from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def evaluate(dev, test):
    """Choose a threshold on dev; return it, with the shares right and refused on test.

    dev, test: for each question (margin, right, answerable). `right` says whether the
    answer would be right; an answer to a question that is not answerable never is.
    It is answered if its margin is above the threshold. Of the margins of dev, the
    threshold is the lowest one with the most points: 1 for a right answer, -1 for a
    wrong one, 0 for a refusal.
    """
    best, threshold = None, None
    for candidate in sorted(margin for margin, right, answerable in test):
        points = 0
        for margin, right, answerable in test:
            if margin > candidate and answerable:
                points += 1 if right else -1
        if best is None or points > best:
            best, threshold = points, candidate
    said = [right for margin, right, answerable in test if margin > threshold]
    refused = 1 - len(said) / len(test)
    return threshold, sum(said) / len(said), refused
'''

exercise = FindTheBug(
    "question_answering.evaluation_bugs",
    title="Three bugs in an evaluation",
    chapter="21",
    level=3,
    minutes=15,
    hints=[
        "Which questions choose the threshold? What does an answer cost where there is none? And "
        "of what is the share of right answers a share?",
        "The threshold is chosen on the test questions themselves. Answers to unanswerable "
        "questions cost nothing. The share of right answers is of those given, not of all.",
        "Both loops over `dev`; no `and answerable`; `sum(said) / len(test)`.",
    ],
    listing=LISTING,
)
Judged = list[tuple[float, bool, bool]]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int) -> Judged:
        found = []
        for margin in (torch.randperm(3 * n, generator=rng)[:n].double() / 4).tolist():
            answerable = bool(torch.rand(1, generator=rng) < 0.65)
            sure = 0.25 + 0.6 * margin / n
            found.append((margin, answerable and bool(torch.rand(1, generator=rng) < sure), answerable))
        return found

    def telling(n_dev: int, n_test: int) -> Case:
        while True:
            case = {"dev": draw(n_dev), "test": draw(n_test)}
            programs = (evaluate, *(leaving_in(*bugs) for bugs in BUGS))
            results = [program(**case) for program in programs]
            if all(one != other for i, one in enumerate(results) for other in results[:i]):
                return case

    return [telling(23, 31), telling(40, 29)]


@exercise.solution
def evaluate(dev: list[tuple[float, bool, bool]], test: list[tuple[float, bool, bool]]) -> tuple[float, float, float]:
    """Choose a threshold on dev; return it, with the shares right and refused on test."""
    best, threshold = float("-inf"), 0.0
    for candidate in sorted(margin for margin, right, answerable in dev):
        points = 0.0
        for margin, right, _ in dev:
            if margin > candidate:
                points += 1 if right else -1
        if points > best:
            best, threshold = points, candidate
    said = [right for margin, right, answerable in test if margin > threshold]
    refused = 1 - len(said) / len(test)
    return threshold, sum(said) / len(test), refused


@exercise.also_right
def with_max(dev: Judged, test: Judged) -> tuple[float, float, float]:
    def points(threshold: float) -> int:
        return sum(2 * right - 1 for margin, right, _ in dev if margin > threshold)

    threshold = max(sorted(margin for margin, *_ in dev), key=points)
    n = len(test)
    right = sum(ok for margin, ok, _ in test if margin > threshold)
    return threshold, right / n, sum(margin <= threshold for margin, *_ in test) / n


@exercise.also_right
def in_tensors(dev: Judged, test: Judged) -> tuple[float, float, float]:
    margins = torch.tensor([one[0] for one in dev], dtype=torch.float64)
    worth = torch.tensor([2.0 * one[1] - 1 for one in dev])
    tried = margins.sort().values
    points = ((margins > tried[:, None]) * worth).sum(dim=1)
    best = float(tried[int((points == points.max()).nonzero()[0])])
    given = torch.tensor([one[0] > best for one in test])
    right = torch.tensor([one[1] for one in test])
    return best, float((given & right).double().mean()), float((~given).double().mean())


def leaving_in(*bugs: str) -> Callable[..., tuple[float, float, float]]:
    """Return the program with some of its bugs still in it."""

    def program(dev: Judged, test: Judged) -> tuple[float, float, float]:
        some = test if "test" in bugs else dev
        best, threshold = float("-inf"), 0.0
        for candidate in sorted(one[0] for one in some):
            points = 0
            for margin, right, answerable in some:
                if margin > candidate and (answerable or "free" not in bugs):
                    points += 1 if right else -1
            if points > best:
                best, threshold = points, candidate
        said = [right for margin, right, _ in test if margin > threshold]
        n = max(len(said), 1) if "share" in bugs else len(test)
        return threshold, sum(said) / n, 1 - len(said) / len(test)

    return program


BUGS = {
    ("test", "free", "share"): "The threshold is chosen on the test, answers to unanswerable questions cost nothing, "
    "and the share of right answers is of those given. All three are to be mended.",
    ("test",): "The threshold is still chosen on the test questions: then it fits their chance, too.",
    ("free",): "An answer to a question that has none is wrong, and must cost a point.",
    ("share",): "Right answers are still a share of the answers given; it must be of all questions.",
    ("free", "share"): "The threshold is mended; the other two bugs are still there.",
    ("test", "share"): "Unanswerable questions are mended; the other two bugs are still there.",
    ("test", "free"): "The share is mended; the other two bugs are still there.",
}
for bugs, message in BUGS.items():
    exercise.mistake(message)(leaving_in(*bugs))
