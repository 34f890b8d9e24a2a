"""Self-consistency: the most frequent of several answers. Source: Wang et al. (2023)."""

from collections import Counter

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "prompting.majority_vote",
    title="A vote among answers",
    chapter="16",
    level=1,
    minutes=10,
    hints=[
        "Two things before the counting: which answers take part at all? And what, if two are equally frequent?",
        "Leave out None. Counter counts in the order in which the answers came, and its "
        "`most_common` keeps this order among equals.",
        "`votes = [one for one in answers if one is not None]`; no votes: None; else "
        "`Counter(votes).most_common(1)[0][0]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    extra = torch.randint(200, 900, (3,), generator=rng).tolist()
    a, b = str(extra[0]), str(extra[1] + 1000)
    return [
        {"answers": [b, a, a, b, "7"]},
        {"answers": [a, b, b, a, b]},
        {"answers": [None, None, None, a, b, b]},
        {"answers": [None, None]},
        {"answers": [a, b, b, a, "7", "7"]},
        {"answers": ["7", a, "8", a, "9"]},
    ]


@exercise.solution
def my_vote(answers: list[str | None]) -> str | None:
    """Return the most frequent answer; of equally frequent ones the first that came.

    None is no answer (the text had no result) and does not vote; if all are None, None.
    """
    votes = [one for one in answers if one is not None]
    return Counter(votes).most_common(1)[0][0] if votes else None


@exercise.also_right
def by_max(answers: list) -> str | None:
    votes = [one for one in answers if one is not None]
    return max(votes, key=votes.count, default=None)


@exercise.also_right
def by_hand(answers: list) -> str | None:
    counts: dict = {}
    for one in answers:
        if one is not None:
            counts[one] = counts.get(one, 0) + 1
    best = None
    for one, n in counts.items():
        if best is None or n > counts[best]:
            best = one
    return best


@exercise.mistake("None votes too: a text without a result has no opinion.")
def none_votes(answers: list) -> str | None:
    return Counter(answers).most_common(1)[0][0]


@exercise.mistake("Among equals the last one wins; it must be the first that came.")
def last_wins(answers: list) -> str | None:
    return my_vote(answers[::-1])


@exercise.mistake("Among equals the smallest wins (sorted, or of a set); it must be the first that came.")
def smallest_wins(answers: list) -> str | None:
    votes = sorted(one for one in answers if one is not None)
    return max(votes, key=votes.count, default=None)


@exercise.mistake("This is the first answer, whatever the others say.")
def first(answers: list) -> str | None:
    return next((one for one in answers if one is not None), None)


@exercise.mistake("This is how often the winner came, not the winner.")
def count(answers: list) -> int | None:
    votes = [one for one in answers if one is not None]
    return Counter(votes).most_common(1)[0][1] if votes else None


@exercise.mistake("`most_common(1)` is a list of pairs (answer, count): take the answer of the first.")
def pair(answers: list) -> list | None:
    votes = [one for one in answers if one is not None]
    return Counter(votes).most_common(1) if votes else None


@exercise.mistake("More than half of the votes are asked for; the most frequent answer wins, however few it has.")
def absolute_majority(answers: list) -> str | None:
    winner, votes = my_vote(answers), [one for one in answers if one is not None]
    return winner if votes.count(winner) > len(votes) / 2 else None
