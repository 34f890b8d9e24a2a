"""How often one system beats another, ties included, and how sure that is."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tuning_and_alignment.win_rate",
    title="A win rate and its interval",
    chapter="17",
    level=2,
    minutes=15,
    hints=[
        "Give every prompt an outcome: 1 for a win, 0.5 for a draw, 0 for a loss. Fewer errors win.",
        "The win rate is the outcomes' mean m. The spread of one outcome is their standard deviation s, with n - 1 "
        "below; that of the mean is s / √n.",
        "`m - 1.96 * s / math.sqrt(n)` and `m + 1.96 * s / math.sqrt(n)`; do not leave the draws out of n.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int) -> Case:
        ours, theirs = torch.randint(0, 3, (2, n), generator=rng).tolist()
        ours[:5], theirs[:5] = [0, 1, 2, 1, 0], [1, 1, 0, 2, 3]  # wins, a draw and a loss are there
        return {"ours": ours, "theirs": theirs}

    return [draw(12), draw(31)]


@exercise.solution
def my_win_rate(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    """Return our win rate, and the lower and upper end of its 95 % interval.

    ours, theirs: the errors of two systems, prompt by prompt; fewer win, a draw is half
    a win. The interval is the mean ± 1.96 standard errors, s / √n with n - 1 in s.
    """
    outcomes = [1.0 if a < b else 0.5 if a == b else 0.0 for a, b in zip(ours, theirs, strict=True)]
    n = len(outcomes)
    mean = sum(outcomes) / n
    s = math.sqrt(sum((x - mean) ** 2 for x in outcomes) / (n - 1))
    return mean, mean - 1.96 * s / math.sqrt(n), mean + 1.96 * s / math.sqrt(n)


@exercise.also_right
def with_tensors(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    a, b = torch.tensor(ours), torch.tensor(theirs)
    outcomes = (a < b).double() + 0.5 * (a == b)
    margin = 1.96 * outcomes.std() / len(a) ** 0.5
    mean = outcomes.mean()
    return float(mean), float(mean - margin), float(mean + margin)


@exercise.also_right
def by_sign(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    from statistics import fmean, stdev

    outcomes = [(1 + (b > a) - (b < a)) / 2 for a, b in zip(ours, theirs, strict=True)]
    margin = 1.96 * stdev(outcomes) / math.sqrt(len(outcomes))
    return fmean(outcomes), fmean(outcomes) - margin, fmean(outcomes) + margin


def interval(outcomes: list[float], n: int = 0, z: float = 1.96) -> tuple[float, float, float]:
    from statistics import fmean, stdev

    margin = z * stdev(outcomes) / math.sqrt(n or len(outcomes))
    return fmean(outcomes), fmean(outcomes) - margin, fmean(outcomes) + margin


@exercise.mistake("Draws count as losses; each is half a win.")
def draws_lose(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    return interval([float(a < b) for a, b in zip(ours, theirs, strict=True)])


@exercise.mistake("Draws count as wins; each is half of one.")
def draws_win(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    return interval([float(a <= b) for a, b in zip(ours, theirs, strict=True)])


@exercise.mistake("Draws are left out, so that a system that changes nothing looks decisive: count each as a half.")
def draws_left_out(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    return interval([float(a < b) for a, b in zip(ours, theirs, strict=True) if a != b])


@exercise.mistake("More errors win here: it is fewer errors that win.")
def more_errors_win(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    return interval([(a > b) + 0.5 * (a == b) for a, b in zip(ours, theirs, strict=True)])


@exercise.mistake("The interval holds one outcome's spread, not the mean's: divide s by √n.")
def spread_of_one(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    return interval([(a < b) + 0.5 * (a == b) for a, b in zip(ours, theirs, strict=True)], n=1)


@exercise.mistake("The interval is one standard error wide on each side; 95 % need 1.96.")
def one_error(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    return interval([(a < b) + 0.5 * (a == b) for a, b in zip(ours, theirs, strict=True)], z=1.0)


@exercise.mistake("The standard error is s / n here; it is s / √n.")
def divided_by_n(ours: list[int], theirs: list[int]) -> tuple[float, float, float]:
    outcomes = [(a < b) + 0.5 * (a == b) for a, b in zip(ours, theirs, strict=True)]
    return interval(outcomes, n=len(outcomes) ** 2)


@exercise.property("A win rate lies between 0 and 1, and in its interval.")
def is_a_rate(answer: list[float], case: Case) -> bool:
    rate, low, high = answer
    return bool(0 <= rate <= 1 and low <= rate <= high and high - low < 1)
