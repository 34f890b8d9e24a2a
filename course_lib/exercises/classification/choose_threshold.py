"""From which score on is a letter spam?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "classification.choose_threshold",
    title="Choose a threshold",
    chapter="13",
    level=3,
    minutes=15,
    hints=[
        "Only the scores themselves need be tried: between two of them nothing "
        "changes. What is the precision if "
        "everything from this score on is marked?",
        "The lower the threshold, the more spam is caught. So of all thresholds "
        "that keep the precision, the lowest "
        "is wanted; precision can fall and rise again on the way.",
        "For each `threshold in sorted(set(scores))`: `marked = [s for x, s in "
        "zip(scores, is_spam) if x >= threshold]`; "
        "return the first one with `sum(marked) / len(marked) >= least`; at the end"
        " return None.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    scores = [0.9, 0.8, 0.7, 0.6, 0.5, 0.4, 0.3, 0.2, 0.1]
    spam = [True, True, False, True, True, False, True, False, False]
    order = torch.randperm(9, generator=rng).tolist()
    first = {"scores": [scores[i] for i in order], "is_spam": [spam[i] for i in order]}
    return [
        {**first, "least": 0.8},  # kept at 0.8, lost at 0.7, kept again at 0.5
        {**first, "least": 0.7},
        {"scores": [0.7, 0.7, 0.9, 0.2], "is_spam": [True, False, True, False], "least": 1.0},
        {"scores": [0.6, 0.4], "is_spam": [False, True], "least": 0.9},
    ]


@exercise.solution
def my_threshold(
    scores: list[float],
    is_spam: list[bool],
    least: float,
) -> float | None:
    """Return the score from which on letters are to be marked as spam.

    Of the scores, the one that catches most spam while at least the share `least` of
    the marked letters is spam; None if no score does. A letter is marked if its score
    is the threshold or more.
    """
    for threshold in sorted(set(scores)):
        pairs = zip(scores, is_spam, strict=True)
        marked = [spam for score, spam in pairs if score >= threshold]
        if sum(marked) / len(marked) >= least:
            return threshold
    return None


@exercise.also_right
def from_the_top(scores: list[float], is_spam: list[bool], least: float) -> float | None:
    found, right, marked = None, 0, 0
    pairs = sorted(zip(scores, is_spam, strict=True), reverse=True)
    for place, (score, spam) in enumerate(pairs):
        right, marked = right + spam, marked + 1
        last_of_its_score = place + 1 == len(pairs) or pairs[place + 1][0] < score
        if last_of_its_score and right / marked >= least:
            found = score
    return found


@exercise.also_right
def with_min(scores: list[float], is_spam: list[bool], least: float) -> float | None:
    def precision(threshold: float) -> float:
        marked = [s for x, s in zip(scores, is_spam, strict=True) if x >= threshold]
        return sum(marked) / len(marked)

    return min((one for one in scores if precision(one) >= least), default=None)


@exercise.mistake("This is the highest threshold that keeps the precision; the lowest one catches most spam.")
def highest(scores: list[float], is_spam: list[bool], least: float) -> float | None:
    def precision(threshold: float) -> float:
        marked = [s for x, s in zip(scores, is_spam, strict=True) if x >= threshold]
        return sum(marked) / len(marked)

    return max((one for one in scores if precision(one) >= least), default=None)


@exercise.mistake(
    "Going down from the highest score, you stop where the precision first falls; lower down it may rise again."
)
def stops_early(scores: list[float], is_spam: list[bool], least: float) -> float | None:
    found = None
    for threshold in sorted(set(scores), reverse=True):
        marked = [s for x, s in zip(scores, is_spam, strict=True) if x >= threshold]
        if sum(marked) / len(marked) < least:
            break
        found = threshold
    return found


@exercise.mistake("Letters whose score equals the threshold are left out: mark with >=, not with >.")
def strictly_above(
    scores: list[float],
    is_spam: list[bool],
    least: float,
) -> float | None:
    for threshold in sorted(set(scores)):
        marked = [s for x, s in zip(scores, is_spam, strict=True) if x > threshold]
        if marked and sum(marked) / len(marked) >= least:
            return threshold
    return None


@exercise.mistake("The recall is held to `least`; it is the precision that must reach it.")
def recall_instead(
    scores: list[float],
    is_spam: list[bool],
    least: float,
) -> float | None:
    kept = []
    for threshold in sorted(set(scores)):
        marked = [s for x, s in zip(scores, is_spam, strict=True) if x >= threshold]
        if sum(marked) / sum(is_spam) >= least:
            kept.append(threshold)
    return max(kept, default=None)


@exercise.mistake("The accuracy is held to `least`; asked for is the precision, of the marked letters alone.")
def accuracy_instead(
    scores: list[float],
    is_spam: list[bool],
    least: float,
) -> float | None:
    for threshold in sorted(set(scores)):
        pairs = list(zip(scores, is_spam, strict=True))
        if sum((x >= threshold) == s for x, s in pairs) / len(pairs) >= least:
            return threshold
    return None


@exercise.mistake("The precision must only be `least` or more: `>=`; with `>` a threshold that reaches it is lost.")
def must_exceed(scores: list[float], is_spam: list[bool], least: float) -> float | None:
    for threshold in sorted(set(scores)):
        marked = [s for x, s in zip(scores, is_spam, strict=True) if x >= threshold]
        if sum(marked) / len(marked) > least:
            return threshold
    return None


@exercise.mistake("Where no threshold keeps the precision you return the highest score; asked for is None.")
def never_none(scores: list[float], is_spam: list[bool], least: float) -> float | None:
    found = with_min(scores, is_spam, least)
    return max(scores) if found is None else found


@exercise.mistake("The letters below the threshold are marked; spam has the high scores.")
def below(scores: list[float], is_spam: list[bool], least: float) -> float | None:
    for threshold in sorted(set(scores), reverse=True):
        marked = [s for x, s in zip(scores, is_spam, strict=True) if x <= threshold]
        if sum(marked) / len(marked) >= least:
            return threshold
    return None
