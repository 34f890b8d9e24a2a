"""How many points one group gets less than another for essays of the same worth."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "education.group_gap",
    title="The gap between two groups",
    chapter="25",
    level=2,
    minutes=10,
    hints=[
        "Why not compare the mean scores? Because the essays of one group may be better. What must be taken off first?",
        "The residual of an essay is score - truth. Take its mean within each group.",
        "residual = {name: mean of s - t where the group is name}; return residual['valley'] - residual['hill'].",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n_hill: int, n_valley: int, off: float) -> Case:
        groups = ["hill"] * n_hill + ["valley"] * n_valley
        truth = torch.randint(8, 18, (len(groups),), generator=rng).double()
        truth[:n_hill] += 3
        scores = truth + torch.randn(len(groups), generator=rng).double()
        scores[:n_hill] -= off
        order = torch.randperm(len(groups), generator=rng).tolist()
        return {
            "scores": [float(scores[i]) for i in order],
            "truth": [float(truth[i]) for i in order],
            "groups": [groups[i] for i in order],
        }

    return [case(4, 9, 2.0), case(7, 5, 0.5), case(3, 3, 1.0)]


@exercise.solution
def my_gap(scores: list[float], truth: list[float], groups: list[str]) -> float:
    """Return how many points "hill" gets less than "valley" for work of the same worth.

    It is the mean of (score - truth) in the valley, minus that of the hill.
    """
    errors: dict[str, list[float]] = {"hill": [], "valley": []}
    for score, true, group in zip(scores, truth, groups, strict=True):
        errors[group].append(score - true)
    return sum(errors["valley"]) / len(errors["valley"]) - sum(errors["hill"]) / len(errors["hill"])


@exercise.also_right
def by_masks(scores: list[float], truth: list[float], groups: list[str]) -> float:
    error = torch.tensor(scores).double() - torch.tensor(truth).double()
    hill = torch.tensor([group == "hill" for group in groups])
    return float(error[~hill].mean() - error[hill].mean())


@exercise.also_right
def by_differences_of_means(scores: list[float], truth: list[float], groups: list[str]) -> float:
    def mean(values: list[float], name: str) -> float:
        own = [value for value, group in zip(values, groups, strict=True) if group == name]
        return sum(own) / len(own)

    of_scores = mean(scores, "valley") - mean(scores, "hill")
    return of_scores - (mean(truth, "valley") - mean(truth, "hill"))


@exercise.mistake("The mean scores are compared: if one group's essays are better, this calls a fair scorer unfair.")
def of_scores(scores: list[float], truth: list[float], groups: list[str]) -> float:
    return my_gap(scores, [0.0] * len(truth), groups)


@exercise.mistake("The sign is turned: the hill's mean is taken from the valley's.")
def turned(scores: list[float], truth: list[float], groups: list[str]) -> float:
    return -my_gap(scores, truth, groups)


@exercise.mistake("The distances |score - truth| are averaged: they say how exact, not in whose favour.")
def of_distances(scores: list[float], truth: list[float], groups: list[str]) -> float:
    return my_gap([abs(s - t) for s, t in zip(scores, truth, strict=True)], [0.0] * len(truth), groups)


@exercise.mistake("Both sums are divided by the number of all essays; each group has a number of its own.")
def divided_by_all(scores: list[float], truth: list[float], groups: list[str]) -> float:
    signs = [1 if group == "valley" else -1 for group in groups]
    return sum(sign * (s - t) for sign, s, t in zip(signs, scores, truth, strict=True)) / len(groups)


@exercise.mistake("The valley's error is compared with that of all, and the hill is among them.")
def against_all(scores: list[float], truth: list[float], groups: list[str]) -> float:
    errors = [s - t for s, t in zip(scores, truth, strict=True)]
    valley = [error for error, group in zip(errors, groups, strict=True) if group == "valley"]
    return sum(valley) / len(valley) - sum(errors) / len(errors)


@exercise.mistake("These are sums; means are asked for, or the larger group always has the larger error.")
def summed(scores: list[float], truth: list[float], groups: list[str]) -> float:
    signs = [1 if group == "valley" else -1 for group in groups]
    return sum(sign * (s - t) for sign, s, t in zip(signs, scores, truth, strict=True))
