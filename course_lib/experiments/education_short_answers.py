"""Short answers in Chinese (ADS): the baselines on questions that were seen, and on new ones.

"seen": the data set's own split, in which every question of the test is in the training too. "new": a third of the
questions, another third each seed, is left out of the training. "error" is the mean distance in points, of 10.
About 15 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.education.scoring import as_points
from course_lib.applications.education.short_answers import all_guesses
from course_lib.corpora.corpus import load
from course_lib.corpora.records import GradedAnswer
from course_lib.experiments.results import Result
from course_lib.metrics.agreement import quadratic_weighted_kappa

SEEDS = range(3)
DATA = "ads_short_answer"


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Yield agreement and error of each baseline; what is seen does not depend on the seed."""
    data = load(DATA)
    train, test = list(data["train"][:size]), list(data["test"][:size])
    if seed == 0:
        yield from scored(train, test, "seen", seed)
        mean = sum(10 - one.score for one in test) / len(test)
        yield Result(DATA, "ten points for all", "error, seen", mean, seed)
    questions = sorted({one.question for one in train})
    held_out = {*questions[seed::3]}
    others = [one for one in train if one.question not in held_out]
    here = [one for one in test if one.question in held_out]
    yield from scored(others, here, "new", seed)


def scored(train: Sequence[GradedAnswer], test: Sequence[GradedAnswer], name: str, seed: int) -> Iterator[Result]:
    """Yield kappa and error of each baseline."""
    truth = [one.score for one in test]
    for system, guess in all_guesses(train).items():
        numbers = guess(test)
        points = as_points(numbers, 0, 10)
        yield Result(DATA, system, f"kappa, {name}", quadratic_weighted_kappa(points, truth), seed)
        error = sum(abs(a - b) for a, b in zip(numbers, truth, strict=True)) / len(truth)
        yield Result(DATA, system, f"error, {name}", error, seed)
