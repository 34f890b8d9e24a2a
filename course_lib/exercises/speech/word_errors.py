"""Word error rate over several texts: all edits by all words that were said."""

from collections.abc import Sequence

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "speech.word_errors",
    title="Word error rate",
    chapter="23",
    level=3,
    minutes=20,
    hints=[
        "For one text, fill a table: at [i][j] the fewest edits from the first i words that were said to the first j "
        "that were heard. Its edges are 0, 1, 2 …",
        "A cell is the smallest of: the one above + 1 (a word missed), the one to the left + 1 (a word too much), "
        "and the one diagonally before + 1 if the two words differ.",
        "Sum the edits of all texts, and divide by the sum of all words that were *said*: no mean of rates.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    words = ["order", "one", "two", "six", "nine", "please"]

    def text(n: int) -> str:
        return " ".join(words[i] for i in torch.randint(0, 6, (n,), generator=rng))

    long = text(9)
    return [
        {"said": ["order one two", "yes"], "heard": ["order one six", "yes"]},
        {"said": ["order one two", long], "heard": ["one two", long]},  # everything moves by one
        {"said": ["please", long], "heard": ["please one two six", f"{long} nine"]},  # too much
        {"said": ["one two two six"], "heard": ["one two six"]},
        {"said": ["six nine"], "heard": ["nine six"]},
        {"said": ["yes", "cancel order two"], "heard": ["no", ""]},
    ]


@exercise.solution
def my_word_errors(said: Sequence[str], heard: Sequence[str]) -> float:
    """Return the word error rate: edits / words that were said, each over all texts.

    An edit is a word that was changed, missed or added.
    """
    n_edits = n_words = 0
    for spoken, found in zip(said, heard, strict=True):
        reference, words = spoken.split(), found.split()
        row = list(range(len(words) + 1))
        for i, one in enumerate(reference, 1):
            above, row = row, [i]
            for j, other in enumerate(words, 1):
                row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + (one != other)))
        n_edits += row[-1]
        n_words += len(reference)
    return n_edits / n_words


@exercise.also_right
def with_a_whole_table(said: Sequence[str], heard: Sequence[str]) -> float:
    def edits(a: list[str], b: list[str]) -> int:
        table = [[i + j if i * j == 0 else 0 for j in range(len(b) + 1)] for i in range(len(a) + 1)]
        for i in range(1, len(a) + 1):
            for j in range(1, len(b) + 1):
                swap = table[i - 1][j - 1] + (a[i - 1] != b[j - 1])
                table[i][j] = min(swap, table[i - 1][j] + 1, table[i][j - 1] + 1)
        return table[-1][-1]

    pairs = [(a.split(), b.split()) for a, b in zip(said, heard, strict=True)]
    return sum(edits(a, b) for a, b in pairs) / sum(len(a) for a, _ in pairs)


@exercise.also_right
def with_the_library(said: Sequence[str], heard: Sequence[str]) -> float:
    from course_lib.metrics.error_rates import word_error_rate

    return word_error_rate(heard, said)


def distance(a: Sequence[str], b: Sequence[str], swap: int = 1) -> int:
    row = list(range(len(b) + 1))
    for i, one in enumerate(a, 1):
        above, row = row, [i]
        for j, other in enumerate(b, 1):
            row.append(min(above[j] + 1, row[-1] + 1, above[j - 1] + swap * (one != other)))
    return row[-1]


def pairs(said: Sequence[str], heard: Sequence[str]) -> list[tuple[list[str], list[str]]]:
    return [(a.split(), b.split()) for a, b in zip(said, heard, strict=True)]


@exercise.mistake("This is the mean of the texts' rates: a short text would count as much as a long one.")
def mean_of_rates(said: Sequence[str], heard: Sequence[str]) -> float:
    both = pairs(said, heard)
    return sum(distance(a, b) / len(a) for a, b in both) / len(both)


@exercise.mistake("The edits are divided by the words that were heard: divide by those that were said.")
def by_heard(said: Sequence[str], heard: Sequence[str]) -> float:
    both = pairs(said, heard)
    return sum(distance(a, b) for a, b in both) / max(1, sum(len(b) for _, b in both))


@exercise.mistake("Words are compared place by place: after one that is missing, all others count as wrong.")
def place_by_place(said: Sequence[str], heard: Sequence[str]) -> float:
    both = pairs(said, heard)
    wrong = sum(sum(x != y for x, y in zip(a, b, strict=False)) + abs(len(a) - len(b)) for a, b in both)
    return wrong / sum(len(a) for a, _ in both)


@exercise.mistake("Letters are compared, not words: split the texts.")
def letters(said: Sequence[str], heard: Sequence[str]) -> float:
    return sum(distance(a, b) for a, b in zip(said, heard, strict=True)) / sum(len(a) for a in said)


@exercise.mistake("A changed word counts 2, as one missed and one added: it is one edit.")
def changed_counts_two(said: Sequence[str], heard: Sequence[str]) -> float:
    both = pairs(said, heard)
    return sum(distance(a, b, swap=2) for a, b in both) / sum(len(a) for a, _ in both)


@exercise.mistake("Words that were heard and not said are not counted: they are edits too.")
def without_insertions(said: Sequence[str], heard: Sequence[str]) -> float:
    both = pairs(said, heard)
    missed = sum(distance(a, b) - max(0, len(b) - len(a)) for a, b in both)
    return missed / sum(len(a) for a, _ in both)


@exercise.mistake("This is the share of texts with an error, not of words.")
def share_of_texts(said: Sequence[str], heard: Sequence[str]) -> float:
    return sum(a != b for a, b in zip(said, heard, strict=True)) / len(said)


@exercise.property("The rate must be a whole number of edits divided by the words that were said.")
def whole_edits(rate: float, case: Case) -> bool:
    edits = rate * sum(len(one.split()) for one in case["said"])
    return abs(edits - round(edits)) < 1e-6
