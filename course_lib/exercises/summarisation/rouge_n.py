"""ROUGE-N: the runs of n words that a summary shares with a reference."""

from collections import Counter

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.rouge_n",
    title="ROUGE-N from scratch",
    chapter="20",
    level=2,
    minutes=15,
    hints=[
        "Count the runs of n neighbouring words of each text. Which of them are in both, and how often?",
        "A run counts as often as both texts have it: the smaller of the two counts. Divide the "
        "sum by the number of runs of the summary (precision) and of the reference (recall).",
        "`Counter(zip(*(words[i:] for i in range(n))))` counts runs, `(a & b).total()` is the "
        "sum of the smaller counts, and F1 = 2 · shared / (both totals together).",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(summary: str, reference: str, n: int) -> Case:
        return {"summary": summary.split(), "reference": reference.split(), "n": n}

    return [
        case("the cat and the dog and the cat", "the dog saw the cat and a bird in the tree", 1),
        case("the cat and the dog and the cat", "the dog saw the cat and the cat in the tree", 2),
        case("she ran", "he slept all day", 2),
        case("a", "a b", 2),
    ]


@exercise.solution
def my_rouge_n(
    summary: list[str],
    reference: list[str],
    n: int,
) -> tuple[float, float, float]:
    """Return precision, recall and F1 of the runs of n words; 0 for 0/0."""
    ours = Counter(zip(*(summary[i:] for i in range(n)), strict=False))
    theirs = Counter(zip(*(reference[i:] for i in range(n)), strict=False))
    shared = (ours & theirs).total()
    return (
        shared / max(ours.total(), 1),
        shared / max(theirs.total(), 1),
        2 * shared / max(ours.total() + theirs.total(), 1),
    )


def runs(words: list[str], n: int) -> list[tuple[str, ...]]:
    return [tuple(words[i : i + n]) for i in range(len(words) - n + 1)]


def scores(shared: float, ours: float, theirs: float) -> tuple[float, float, float]:
    total = ours + theirs
    return shared / ours if ours else 0.0, shared / theirs if theirs else 0.0, 2 * shared / total if total else 0.0


@exercise.also_right
def by_striking_out(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    left, shared = runs(reference, n), 0
    for run in runs(summary, n):
        if run in left:
            left.remove(run)
            shared += 1
    return scores(shared, len(runs(summary, n)), len(runs(reference, n)))


@exercise.also_right
def by_counting(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    ours, theirs = runs(summary, n), runs(reference, n)
    shared = sum(min(ours.count(run), theirs.count(run)) for run in set(ours))
    precision, recall, _ = scores(shared, len(ours), len(theirs))
    both = precision + recall
    return precision, recall, 2 * precision * recall / both if both else 0.0


@exercise.mistake("Each run counts once, however often it stands there: count with a Counter, not with a set.")
def as_sets(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    ours, theirs = set(runs(summary, n)), set(runs(reference, n))
    return scores(len(ours & theirs), len(ours), len(theirs))


@exercise.mistake("A repeated run of the summary counts each time: it may count only as often as the reference has it.")
def unclipped(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    ours, theirs = runs(summary, n), runs(reference, n)
    return scores(sum(run in theirs for run in ours), len(ours), len(theirs))


@exercise.mistake("Precision and recall are exchanged: precision divides by the summary's runs.")
def exchanged(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    precision, recall, f1 = my_rouge_n(summary, reference, n)
    return recall, precision, f1


@exercise.mistake("n is ignored: these are the scores of single words.")
def always_one(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    return my_rouge_n(summary, reference, 1)


@exercise.mistake("The runs do not overlap: `words[i : i + n]` must start at every word, not at every n-th.")
def not_overlapping(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    ours, theirs = (Counter(runs(words, n)[::n]) for words in (summary, reference))
    return scores((ours & theirs).total(), ours.total(), theirs.total())


@exercise.mistake("F1 is the plain mean of precision and recall; it must be their harmonic mean.")
def plain_mean(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    precision, recall, _ = my_rouge_n(summary, reference, n)
    return precision, recall, (precision + recall) / 2


@exercise.mistake("Precision and recall are divided by the number of words; divide by the number of runs.")
def per_word(summary: list[str], reference: list[str], n: int) -> tuple[float, float, float]:
    shared = (Counter(runs(summary, n)) & Counter(runs(reference, n))).total()
    return scores(shared, len(summary), len(reference))


@exercise.property("Precision, recall and F1 are shares: none may exceed 1.")
def shares(output: list[float], case: Case) -> bool:
    return max(output) <= 1 + 1e-6 and output[1] * 11 < 7
