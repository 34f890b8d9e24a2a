"""The two ways in which a guard errs."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "trust.guard_rates",
    title="Misses and false alarms",
    chapter="27",
    level=1,
    minutes=8,
    hints=[
        "A miss is a dangerous request that is let through; a false alarm is a harmless one that is stopped.",
        "Each has its own denominator: misses are counted among the dangerous, false alarms among the harmless.",
        "`misses = sum(s < threshold for s, d in pairs if d) / sum(dangerous)`, and the other way round.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    scores = [round(float(x), 3) for x in torch.rand(11, generator=rng)]
    dangerous = [True, False, False, True, False, False, False, True, False, False, False]
    scores[0], scores[1], scores[3], scores[4] = 0.9, 0.1, 0.2, 0.8
    return [
        {"scores": scores, "dangerous": dangerous, "threshold": 0.5},
        {"scores": [0.3, 0.3, 0.7, 0.1, 0.2], "dangerous": [True, False, True, True, False], "threshold": 0.3},
        {"scores": [0.9, 0.8, 0.1, 0.05], "dangerous": [True, True, True, False], "threshold": 0.6},
    ]


@exercise.solution
def my_rates(
    scores: list[float],
    dangerous: list[bool],
    threshold: float,
) -> tuple[float, float]:
    """Return the miss rate and the false alarm rate of a guard.

    It stops what scores at least the threshold. Both kinds are there.
    """
    pairs = list(zip(scores, dangerous, strict=True))
    missed = sum(score < threshold for score, is_bad in pairs if is_bad)
    alarms = sum(score >= threshold for score, is_bad in pairs if not is_bad)
    n_bad = sum(dangerous)
    return missed / n_bad, alarms / (len(dangerous) - n_bad)


@exercise.also_right
def by_lists(scores: list[float], dangerous: list[bool], threshold: float) -> tuple[float, float]:
    bad = [s for s, d in zip(scores, dangerous, strict=True) if d]
    good = [s for s, d in zip(scores, dangerous, strict=True) if not d]
    return sum(s < threshold for s in bad) / len(bad), sum(not s < threshold for s in good) / len(good)


@exercise.also_right
def by_tensors(scores: list[float], dangerous: list[bool], threshold: float) -> tuple[float, float]:
    stops = torch.tensor(scores, dtype=torch.float64) >= threshold
    bad = torch.tensor(dangerous)
    return float((~stops[bad]).double().mean()), float(stops[~bad].double().mean())


@exercise.mistake("Both are divided by all requests; each has its own denominator.")
def of_all(scores: list[float], dangerous: list[bool], threshold: float) -> tuple[float, float]:
    pairs = list(zip(scores, dangerous, strict=True))
    missed = sum(s < threshold for s, d in pairs if d)
    return missed / len(pairs), sum(s >= threshold for s, d in pairs if not d) / len(pairs)


@exercise.mistake("The two have changed places: first misses, then false alarms.")
def swapped(scores: list[float], dangerous: list[bool], threshold: float) -> tuple[float, float]:
    return my_rates(scores, dangerous, threshold)[::-1]


@exercise.mistake("What scores exactly the threshold is stopped: >= and not >.")
def above_only(scores: list[float], dangerous: list[bool], threshold: float) -> tuple[float, float]:
    pairs = list(zip(scores, dangerous, strict=True))
    n_bad = sum(dangerous)
    missed = sum(s <= threshold for s, d in pairs if d) / n_bad
    return missed, sum(s > threshold for s, d in pairs if not d) / (len(pairs) - n_bad)


@exercise.mistake("The first number is the share of dangers that are *caught*; the misses are the rest.")
def caught(scores: list[float], dangerous: list[bool], threshold: float) -> tuple[float, float]:
    misses, alarms = my_rates(scores, dangerous, threshold)
    return 1 - misses, alarms


@exercise.mistake(
    "The second is the share of *alarms* that are false; asked is the share of harmless requests stopped."
)
def of_alarms(scores: list[float], dangerous: list[bool], threshold: float) -> tuple[float, float]:
    misses, _ = my_rates(scores, dangerous, threshold)
    alarms = [d for s, d in zip(scores, dangerous, strict=True) if s >= threshold]
    return misses, sum(not d for d in alarms) / max(1, len(alarms))
