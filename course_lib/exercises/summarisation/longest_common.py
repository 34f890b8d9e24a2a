"""The longest common subsequence: what ROUGE-L counts."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.longest_common",
    title="The longest common row of words",
    chapter="20",
    level=2,
    minutes=15,
    hints=[
        "Compare prefixes: if you know the answer for all shorter pairs of prefixes, what does one word more change?",
        "table[i][j] is the length for the first i and the first j words. If the last two words are "
        "equal, it is one more than table[i-1][j-1]; else the better of leaving out either.",
        "Start with a row and a column of zeros; `table[i-1][j-1] + 1` if equal, else `max(table[i-1][j], "
        "table[i][j-1])`; the answer is the last entry.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    pairs = [
        ("the dog saw the cat on the mat", "on the mat the cat saw the dog"),
        ("a b c d", "x a y c z d a"),
        ("a a b", "b a a a"),
        ("red", "blue green"),
    ]
    return [{"first": one.split(), "second": other.split()} for one, other in pairs]


@exercise.solution
def longest_common(first: list[str], second: list[str]) -> int:
    """Return the length of the longest row of words in both texts, gaps allowed."""
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i in range(1, len(first) + 1):
        for j in range(1, len(second) + 1):
            if first[i - 1] == second[j - 1]:
                table[i][j] = table[i - 1][j - 1] + 1
            else:
                table[i][j] = max(table[i - 1][j], table[i][j - 1])
    return table[-1][-1]


@exercise.also_right
def one_row(first: list[str], second: list[str]) -> int:
    row = [0] * (len(second) + 1)
    for word in first:
        before = row[:]
        for j, other in enumerate(second):
            row[j + 1] = before[j] + 1 if word == other else max(before[j + 1], row[j])
    return row[-1]


@exercise.also_right
def by_recursion(first: list[str], second: list[str]) -> int:
    if not first or not second:
        return 0
    if first[-1] == second[-1]:
        return by_recursion(first[:-1], second[:-1]) + 1
    return max(by_recursion(first[:-1], second), by_recursion(first, second[:-1]))


@exercise.mistake("This counts shared words in any order: the row must have the same order in both texts.")
def any_order(first: list[str], second: list[str]) -> int:
    left, shared = second[:], 0
    for word in first:
        if word in left:
            left.remove(word)
            shared += 1
    return shared


@exercise.mistake("This is the longest run without gaps; gaps are allowed.")
def without_gaps(first: list[str], second: list[str]) -> int:
    runs = [first[i:j] for i in range(len(first)) for j in range(i + 1, len(first) + 1)]
    return max(
        (len(run) for run in runs for k in range(len(second)) if second[k : k + len(run)] == run),
        default=0,
    )


@exercise.mistake("Each word is matched with the first place where it fits, and never reconsidered.")
def greedy(first: list[str], second: list[str]) -> int:
    place = shared = 0
    for word in first:
        if word in second[place:]:
            place += second[place:].index(word) + 1
            shared += 1
    return shared


@exercise.mistake("Equal words add 1 to the better neighbour; add it to the diagonal, or a word counts twice.")
def not_diagonal(first: list[str], second: list[str]) -> int:
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, word in enumerate(first, 1):
        for j, other in enumerate(second, 1):
            table[i][j] = max(table[i - 1][j], table[i][j - 1]) + (word == other)
    return table[-1][-1]


@exercise.mistake("Where words differ, the diagonal is carried over: take the better of the two neighbours.")
def diagonal_only(first: list[str], second: list[str]) -> int:
    table = [[0] * (len(second) + 1) for _ in range(len(first) + 1)]
    for i, word in enumerate(first, 1):
        for j, other in enumerate(second, 1):
            table[i][j] = table[i - 1][j - 1] + (word == other)
    return table[-1][-1]


@exercise.mistake("The last word of each text is never compared: the loops stop one too early.")
def too_short(first: list[str], second: list[str]) -> int:
    return longest_common(first[:-1], second[:-1])


@exercise.property("A common row cannot be longer than the shorter text.")
def not_longer(length: int, case: Case) -> bool:
    return int(length) <= min(len(case["first"]), len(case["second"]))
