"""How many people each row of a table could be."""

from collections import Counter

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "medicine_and_law.k_anonymity",
    title="The k of a table",
    chapter="26",
    level=2,
    minutes=10,
    hints=[
        "Which rows can't be told apart by one who sees the quasi-identifiers alone? How large is the smallest group?",
        "Make of each row the tuple of its values in the columns `quasi`, and count equal tuples.",
        "`min(Counter(tuple(row[name] for name in quasi) for row in rows).values())`",
    ],
)
Rows = list[dict[str, str]]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def row(age: str, street: str, finding: str) -> dict[str, str]:
        return {"age": age, "street": street, "finding": finding}

    n = 2 + int(torch.randint(2, (1,), generator=rng))
    rows = [
        *[row("30-39", "Mill", "gout"), row("30-39", "Mill", "hives"), row("30-39", "Mill", "gout")] * n,
        *[row("40-49", "Mill", "asthma"), row("40-49", "Mill", "gout")],
        *[row("40-49", "Hill", "gout"), row("40-49", "Hill", "hives"), row("40-49", "Hill", "asthma")],
        row("40-49", "Hill", "sinusitis"),
    ]
    return [
        {"rows": rows, "quasi": ["age", "street"]},
        {"rows": rows, "quasi": ["age"]},
        {"rows": rows, "quasi": ["street", "age"]},
        {"rows": rows, "quasi": ["age", "street", "finding"]},
    ]


@exercise.solution
def my_k(rows: list[dict[str, str]], quasi: list[str]) -> int:
    """Return the largest k for which the table is k-anonymous.

    Each row must be equal to at least k - 1 others in the columns named by `quasi`.
    """
    groups = Counter(tuple(row[name] for name in quasi) for row in rows)
    return min(groups.values())


@exercise.also_right
def by_comparing(rows: Rows, quasi: list[str]) -> int:
    return min(sum(all(one[n] == other[n] for n in quasi) for other in rows) for one in rows)


@exercise.also_right
def by_sorting(rows: Rows, quasi: list[str]) -> int:
    keys = sorted("|".join(row[name] for name in quasi) for row in rows)
    return min(keys.count(key) for key in keys)


@exercise.mistake("This is the largest group; the person in the smallest one is the one at risk.")
def largest(rows: Rows, quasi: list[str]) -> int:
    return max(Counter(tuple(row[name] for name in quasi) for row in rows).values())


@exercise.mistake("This is the number of groups; what counts is how many rows the smallest one has.")
def number_of_groups(rows: Rows, quasi: list[str]) -> int:
    return len({tuple(row[name] for name in quasi) for row in rows})


@exercise.mistake("All columns are compared; an adversary knows only those named by `quasi`.")
def all_columns(rows: Rows, quasi: list[str]) -> int:
    return min(Counter(tuple(row.values()) for row in rows).values())


@exercise.mistake("Each column is counted by itself; together they tell people apart who are alike in each.")
def column_by_column(rows: Rows, quasi: list[str]) -> int:
    return min(min(Counter(row[name] for row in rows).values()) for name in quasi)


@exercise.mistake("This is how many others there are; k counts the row itself too.")
def others_only(rows: Rows, quasi: list[str]) -> int:
    return my_k(rows, quasi) - 1


@exercise.mistake("This is the mean size of the groups; one group of 1 is enough to find somebody.")
def mean_size(rows: Rows, quasi: list[str]) -> int:
    groups = Counter(tuple(row[name] for name in quasi) for row in rows)
    return round(len(rows) / len(groups))


@exercise.property("k is at least 1 and at most the number of rows.")
def in_range(value: int, case: Case) -> bool:
    return 1 <= value <= len(case["rows"])
