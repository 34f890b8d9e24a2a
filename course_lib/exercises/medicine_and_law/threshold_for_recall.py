"""A threshold that is chosen for what may not be missed."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "medicine_and_law.threshold_for_recall",
    title="A threshold for recall",
    chapter="26",
    level=2,
    minutes=10,
    hints=[
        "Only the scores of personal words decide. How many of them must be marked?",
        "Sort their scores from the highest. If n of m personal words must be marked, the threshold is the n-th score.",
        "Go through the sorted scores, n = 1, 2, …, and return the first with n / m >= recall.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n: int, recall: float) -> Case:
        truth = (torch.rand(n, generator=rng) < 0.4).tolist()
        truth[:3] = [True, False, True]
        noise = torch.randperm(n, generator=rng).tolist()
        scores = [round(0.3 * one + 0.6 * noise[i] / n + 0.001 * i, 4) for i, one in enumerate(truth)]
        return {"scores": scores, "is_personal": truth, "recall": recall}

    hand = {"scores": [0.9, 0.8, 0.7, 0.4, 0.2], "is_personal": [True, False, True, True, True], "recall": 0.75}
    return [hand, case(23, 0.9), case(31, 0.6), case(17, 1.0)]


@exercise.solution
def my_threshold(
    scores: list[float],
    is_personal: list[bool],
    recall: float,
) -> float:
    """Return the highest score that, as a threshold, gives at least this recall.

    Words whose score is the threshold or more are marked.
    """
    wanted = sorted((s for s, yes in zip(scores, is_personal, strict=True) if yes), reverse=True)
    for n, score in enumerate(wanted, 1):
        if n / len(wanted) >= recall:
            return score
    return wanted[-1]


@exercise.also_right
def by_trying(scores: list[float], is_personal: list[bool], recall: float) -> float:
    n_personal = sum(is_personal)

    def reached(threshold: float) -> float:
        return sum(s >= threshold and yes for s, yes in zip(scores, is_personal, strict=True)) / n_personal

    own = [s for s, yes in zip(scores, is_personal, strict=True) if yes]
    return max(one for one in own if reached(one) >= recall)


@exercise.also_right
def in_tensors(scores: list[float], is_personal: list[bool], recall: float) -> float:
    own = torch.tensor(scores, dtype=torch.float64)[torch.tensor(is_personal)].sort(descending=True).values
    shares = torch.arange(1, len(own) + 1, dtype=torch.float64) / len(own)
    return own[int((shares < recall - 1e-12).sum())].item()


@exercise.mistake("This is the lowest score of a personal word: recall 1, whatever was asked, and more alarms.")
def lowest(scores: list[float], is_personal: list[bool], recall: float) -> float:
    return min(s for s, yes in zip(scores, is_personal, strict=True) if yes)


@exercise.mistake("All words are counted; recall asks only how many of the personal ones are marked.")
def of_all_words(scores: list[float], is_personal: list[bool], recall: float) -> float:
    return my_threshold(scores, [True] * len(scores), recall)


@exercise.mistake("This is one score too high: with it the recall is just missed.")
def one_too_few(scores: list[float], is_personal: list[bool], recall: float) -> float:
    wanted = sorted((s for s, yes in zip(scores, is_personal, strict=True) if yes), reverse=True)
    return wanted[max(0, wanted.index(my_threshold(scores, is_personal, recall)) - 1)]


@exercise.mistake("The scores are sorted from the lowest: the threshold then leaves the surest words out.")
def from_below(scores: list[float], is_personal: list[bool], recall: float) -> float:
    wanted = sorted(s for s, yes in zip(scores, is_personal, strict=True) if yes)
    return next(s for n, s in enumerate(wanted, 1) if n / len(wanted) >= recall)


@exercise.mistake("This is chosen for precision; a de-identification asks what share of the personal words is marked.")
def for_precision(scores: list[float], is_personal: list[bool], recall: float) -> float:
    pairs = sorted(zip(scores, is_personal, strict=True), reverse=True)
    best = pairs[0][0]
    for n in range(1, len(pairs) + 1):
        if sum(yes for _, yes in pairs[:n]) / n >= recall:
            best = pairs[n - 1][0]
    return best


@exercise.mistake("The recall itself is no threshold: a score is a probability of a word, a recall a share of words.")
def recall_as_threshold(scores: list[float], is_personal: list[bool], recall: float) -> float:
    return 1 - recall


@exercise.property("At the threshold, at least the share that was asked for is marked.")
def enough(value: float, case: Case) -> bool:
    own = [s for s, yes in zip(case["scores"], case["is_personal"], strict=True) if yes]
    return sum(s >= value for s in own) / len(own) >= case["recall"]
