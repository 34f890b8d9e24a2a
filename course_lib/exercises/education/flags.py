"""Precision and recall of feedback that names sentences."""

from itertools import chain

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "education.flags",
    title="How good is the feedback?",
    chapter="25",
    level=2,
    minutes=10,
    hints=[
        "A flag is a pair: which sentence, which criterion. When is it right? Both parts must be.",
        "Make a set of each essay's flags and one of its faults, so that each pair counts once; add up hits, flags and "
        "faults over all essays; divide at the end.",
        "hits += len(set(ours) & set(theirs)) for each essay; then hits / flags and hits / faults, and 0 if there is "
        "nothing to divide by.",
    ],
)

CRITERIA = ["content", "spelling", "language"]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int) -> list[tuple[int, str]]:
        places = torch.randint(5, (n,), generator=rng).tolist()
        kinds = torch.randint(3, (n,), generator=rng).tolist()
        return [(place, CRITERIA[kind]) for place, kind in zip(places, kinds, strict=True)]

    def case(n_essays: int) -> Case:
        truth = [[*draw(3), (1, "spelling"), (1, "spelling"), (0, "content")] for _ in range(n_essays)]
        flags = [
            [*draw(2), (1, "spelling"), (0, "content"), (0, "content"), (2, "content")][: 5 + at % 2]
            for at in range(n_essays)
        ]
        flags[0] = [(1, "language"), (0, "content")]
        truth[1] = [(1, "spelling")]
        return {"flags": flags, "truth": truth}

    few = {"flags": [[(0, "content")], [(3, "spelling")]], "truth": [[(0, "content"), (4, "language")], draw(4)]}
    return [case(3), case(5), few, {"flags": [[], []], "truth": [[(0, "content")], []]}]


@exercise.solution
def my_flag_scores(
    flags: list[list[tuple[int, str]]],
    truth: list[list[tuple[int, str]]],
) -> tuple[float, float]:
    """Return precision and recall of the flags of some essays, all together.

    A flag and a fault are (sentence, criterion). A sentence counts once a criterion.
    Where there is nothing to divide by, the share is 0.
    """
    hits = n_flags = n_faults = 0
    for ours, theirs in zip(flags, truth, strict=True):
        hits += len(set(ours) & set(theirs))
        n_flags += len(set(ours))
        n_faults += len(set(theirs))
    return hits / n_flags if n_flags else 0.0, hits / n_faults if n_faults else 0.0


@exercise.also_right
def by_numbering(flags: list[list[tuple[int, str]]], truth: list[list[tuple[int, str]]]) -> tuple[float, float]:
    ours = {(essay, *flag) for essay, found in enumerate(flags) for flag in found}
    theirs = {(essay, *fault) for essay, found in enumerate(truth) for fault in found}
    return len(ours & theirs) / max(1, len(ours)), len(ours & theirs) / max(1, len(theirs))


@exercise.also_right
def by_sums(flags: list[list[tuple[int, str]]], truth: list[list[tuple[int, str]]]) -> tuple[float, float]:
    pairs = [(set(a), set(b)) for a, b in zip(flags, truth, strict=True)]
    hits = sum(one in b for a, b in pairs for one in a)
    sizes = [sum(len(pair[side]) for pair in pairs) for side in (0, 1)]
    return tuple(hits / size if size else 0.0 for size in sizes)  # type: ignore[return-value]


@exercise.mistake("A flag counts as right if its sentence has any fault: the criterion must be right too.")
def any_fault(flags: list[list[tuple[int, str]]], truth: list[list[tuple[int, str]]]) -> tuple[float, float]:
    return my_flag_scores(
        [[(place, "") for place, _ in one] for one in flags], [[(place, "") for place, _ in one] for one in truth]
    )


@exercise.mistake("A flag counts as right in whatever sentence: feedback must name the sentence.")
def any_sentence(flags: list[list[tuple[int, str]]], truth: list[list[tuple[int, str]]]) -> tuple[float, float]:
    return my_flag_scores(
        [[(0, kind) for _, kind in one] for one in flags], [[(0, kind) for _, kind in one] for one in truth]
    )


@exercise.mistake("A flag counts as right if any essay has such a fault: compare essay by essay.")
def any_essay(flags: list[list[tuple[int, str]]], truth: list[list[tuple[int, str]]]) -> tuple[float, float]:
    return my_flag_scores([[*chain(*flags)]], [[*chain(*truth)]])


@exercise.mistake("Precision and recall have changed places.")
def swapped(flags: list[list[tuple[int, str]]], truth: list[list[tuple[int, str]]]) -> tuple[float, float]:
    return my_flag_scores(truth, flags)


@exercise.mistake(
    "Each essay is scored alone, and the mean taken: an essay with one fault counts as much as one with ten."
)
def mean_of_essays(flags: list[list[tuple[int, str]]], truth: list[list[tuple[int, str]]]) -> tuple[float, float]:
    found = [my_flag_scores([a], [b]) for a, b in zip(flags, truth, strict=True)]
    return sum(one[0] for one in found) / len(found), sum(one[1] for one in found) / len(found)


@exercise.mistake("Repeated flags and faults are counted again: a sentence counts once a criterion.")
def with_repeats(flags: list[list[tuple[int, str]]], truth: list[list[tuple[int, str]]]) -> tuple[float, float]:
    hits = sum(one in b for a, b in zip(flags, truth, strict=True) for one in a)
    return hits / max(1, sum(map(len, flags))), hits / max(1, sum(map(len, truth)))
