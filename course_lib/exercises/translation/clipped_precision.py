"""The share of n-grams of a translation that a reference has too, none counted too often."""

from collections import Counter
from fractions import Fraction

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "translation.clipped_precision",
    title="Clipped precision",
    chapter="19",
    level=2,
    minutes=10,
    hints=[
        "Count the n-grams of the translation and those of each reference. How often may an "
        "n-gram of the translation count as right?",
        "At most as often as it stands in the one reference that has most of it: "
        "`min(count, max(counts in the references))`. Divide by the number of the translation's n-grams.",
        "With `Counter(zip(*(words[i:] for i in range(n))))` for each text: `most |= counts of a "
        "reference` keeps the larger count, `(ours & most).total() / ours.total()` is the answer.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n_words: int) -> list[str]:
        return ["abcde"[i] for i in torch.randint(5, (n_words,), generator=rng).tolist()]

    fixed = {"translation": ["a", "a", "a", "a", "z"], "references": [["a", "b"], ["a", "c", "a"]]}
    return [
        {**fixed, "n": 1},
        {"translation": [*"abab", "c"], "references": [[*"abcabb"], [*"babd"]], "n": 2},
        {"translation": draw(9), "references": [draw(5), draw(11)], "n": 2},
        {"translation": draw(12), "references": [draw(7), draw(6)], "n": 1},
    ]


@exercise.solution
def my_clipped_precision(
    translation: list[str],
    references: list[list[str]],
    n: int,
) -> float:
    """Return the share of the translation's n-grams that stand in a reference.

    An n-gram counts at most as often as in the one reference that has most of it.
    """
    ours = Counter(zip(*(translation[i:] for i in range(n)), strict=False))
    right = 0
    for gram, count in ours.items():
        most = 0
        for reference in references:
            theirs = Counter(zip(*(reference[i:] for i in range(n)), strict=False))
            most = max(most, theirs[gram])
        right += min(count, most)
    return right / ours.total()


@exercise.also_right
def with_union(translation: list[str], references: list[list[str]], n: int) -> float:
    most: Counter[tuple[str, ...]] = Counter()
    for reference in references:
        most |= Counter(tuple(reference[i : i + n]) for i in range(len(reference) - n + 1))
    ours = Counter(tuple(translation[i : i + n]) for i in range(len(translation) - n + 1))
    return (ours & most).total() / ours.total()


@exercise.also_right
def by_using_up(translation: list[str], references: list[list[str]], n: int) -> float:
    def grams(words: list[str]) -> list[str]:
        return [" ".join(words[i : i + n]) for i in range(len(words) - n + 1)]

    right = sum(
        min(grams(translation).count(gram), max(grams(one).count(gram) for one in references))
        for gram in set(grams(translation))
    )
    return float(Fraction(right, len(grams(translation))))


def counted(words: list[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


@exercise.mistake("Nothing is clipped: a word that is repeated counts as right every time.")
def unclipped(translation: list[str], references: list[list[str]], n: int) -> float:
    known = {gram for one in references for gram in counted(one, n)}
    ours = counted(translation, n)
    return sum(count for gram, count in ours.items() if gram in known) / ours.total()


@exercise.mistake("The counts of the references are added up; take the largest of them.")
def summed(translation: list[str], references: list[list[str]], n: int) -> float:
    most: Counter[tuple[str, ...]] = Counter()
    for one in references:
        most += counted(one, n)
    return (counted(translation, n) & most).total() / counted(translation, n).total()


@exercise.mistake("Only the first reference is looked at.")
def first_only(translation: list[str], references: list[list[str]], n: int) -> float:
    ours = counted(translation, n)
    return (ours & counted(references[0], n)).total() / ours.total()


@exercise.mistake("An n-gram must be in every reference; it is enough that one has it.")
def in_all(translation: list[str], references: list[list[str]], n: int) -> float:
    most = counted(references[0], n)
    for one in references[1:]:
        most &= counted(one, n)
    return (counted(translation, n) & most).total() / counted(translation, n).total()


@exercise.mistake("This is a share of the reference's n-grams, a recall: divide by the translation's.")
def recall(translation: list[str], references: list[list[str]], n: int) -> float:
    most: Counter[tuple[str, ...]] = Counter()
    for one in references:
        most |= counted(one, n)
    return (counted(translation, n) & most).total() / most.total()


@exercise.mistake("Each different n-gram counts once; a repeated one that is right must count again.")
def different_ones(translation: list[str], references: list[list[str]], n: int) -> float:
    ours = set(counted(translation, n))
    return len(ours & {gram for one in references for gram in counted(one, n)}) / len(ours)


@exercise.mistake("All orders from 1 to n are mixed; count the n-grams of length n alone.")
def all_orders(translation: list[str], references: list[list[str]], n: int) -> float:
    orders = range(1, n + 1)
    right = sum(with_union(translation, references, k) * counted(translation, k).total() for k in orders)
    return right / sum(counted(translation, k).total() for k in orders)
