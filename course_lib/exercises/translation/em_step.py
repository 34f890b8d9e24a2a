"""One step of expectation maximisation for IBM model 1."""

from collections import defaultdict

import torch

from course_lib.exercises.exercise import Case, Exercise

Pairs = list[tuple[list[str], list[str]]]
Table = dict[str, dict[str, float]]

exercise = Exercise(
    "translation.em_step",
    title="One step of IBM model 1",
    chapter="19",
    level=3,
    minutes=20,
    hints=[
        "Each target word comes from one word of its source. You can't see which: share one count out among them.",
        "Source word s gets table[s][t] divided by the sum of table[.][t] over the sentence's source words. Add these "
        "shares up over all sentences; then let each source word's row sum to 1.",
        "Two loops over pairs and targets; `total = sum(table[s][t] for s in source)`; `counts[s][t] += table[s][t] / "
        "total`; at the end divide each `counts[s]` by its sum.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(pairs: Pairs, by_chance: bool) -> Case:
        table: Table = {}
        for source, target in pairs:
            for s in source:
                table.setdefault(s, {}).update(dict.fromkeys(target, 1.0))
        for row in table.values():
            for t in row:
                row[t] = 0.1 + float(torch.rand(1, generator=rng)) if by_chance else 1.0
            total = sum(row.values())
            row.update({t: value / total for t, value in row.items()})
        return {"pairs": pairs, "table": table}

    house = [(["house"], ["房"]), (["red", "house"], ["红", "房"])]
    longer = [
        (["the", "red", "cat"], ["红", "猫"]),
        (["the", "cat"], ["猫"]),
        (["red", "red"], ["红", "红", "红"]),
        (["the", "house"], ["房", "子"]),
    ]
    return [case(house, False), case(longer, True)]


@exercise.solution
def my_em_step(
    pairs: list[tuple[list[str], list[str]]], table: dict[str, dict[str, float]]
) -> dict[str, dict[str, float]]:
    """Return the next table; table[s][t] is the probability of target t given source s.

    Each pair is (source words, target words); there is no NULL word.
    """
    counts: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for source, target in pairs:
        for t in target:
            total = sum(table[s][t] for s in source)
            for s in source:
                counts[s][t] += table[s][t] / total
    return {s: {t: count / sum(row.values()) for t, count in row.items()} for s, row in counts.items()}


def shares(pairs: Pairs, table: Table) -> Table:
    counts: Table = {}
    for source, target in pairs:
        for t in target:
            total = sum(table[s][t] for s in source)
            for s in source:
                row = counts.setdefault(s, {})
                row[t] = row.get(t, 0.0) + table[s][t] / total
    return counts


def rows_to_one(counts: Table) -> Table:
    return {s: {t: value / sum(row.values()) for t, value in row.items()} for s, row in counts.items()}


@exercise.also_right
def in_two_steps(pairs: Pairs, table: Table) -> Table:
    return rows_to_one(shares(pairs, table))


@exercise.also_right
def by_links(pairs: Pairs, table: Table) -> Table:
    links = [
        (s, t, table[s][t] / sum(table[other][t] for other in source))
        for source, target in pairs
        for t in target
        for s in source
    ]
    sums: dict[str, float] = defaultdict(float)
    new: Table = defaultdict(dict)
    for s, _, share in links:
        sums[s] += share
    for s, t, share in links:
        new[s][t] = new[s].get(t, 0) + share / sums[s]
    return dict(new)


@exercise.mistake("The counts are not divided by their row's sum: a row must be a distribution.")
def counts_only(pairs: Pairs, table: Table) -> Table:
    return shares(pairs, table)


@exercise.mistake("The columns sum to 1; each source word's row must.")
def columns(pairs: Pairs, table: Table) -> Table:
    counts = shares(pairs, table)
    sums: dict[str, float] = defaultdict(float)
    for row in counts.values():
        for t, value in row.items():
            sums[t] += value
    return {s: {t: value / sums[t] for t, value in row.items()} for s, row in counts.items()}


@exercise.mistake("A target's count is shared out over the wrong side: divide by the sum over the source words.")
def wrong_side(pairs: Pairs, table: Table) -> Table:
    counts: Table = {}
    for source, target in pairs:
        for s in source:
            total = sum(table[s][t] for t in target)
            for t in target:
                row = counts.setdefault(s, {})
                row[t] = row.get(t, 0.0) + table[s][t] / total
    return rows_to_one(counts)


@exercise.mistake("The shares of a target do not sum to 1: divide by the total over the sentence's source words.")
def not_shared(pairs: Pairs, table: Table) -> Table:
    counts: Table = {}
    for source, target in pairs:
        for t in target:
            for s in source:
                row = counts.setdefault(s, {})
                row[t] = row.get(t, 0.0) + table[s][t]
    return rows_to_one(counts)


@exercise.mistake("The old table is not used: this is counting who stands together, the same at every step.")
def together(pairs: Pairs, table: Table) -> Table:
    counts: Table = {}
    for source, target in pairs:
        for t in target:
            for s in source:
                row = counts.setdefault(s, {})
                row[t] = row.get(t, 0.0) + 1 / len(source)
    return rows_to_one(counts)


@exercise.mistake("Only the likeliest source word is counted; every one gets its share.")
def winner_takes_all(pairs: Pairs, table: Table) -> Table:
    counts: Table = {s: dict.fromkeys(row, 0.0) for s, row in table.items()}
    for source, target in pairs:
        for t in target:
            counts[max(source, key=lambda s: table[s][t])][t] += 1
    return {s: {t: v / (sum(row.values()) or 1) for t, v in row.items()} for s, row in counts.items()}


@exercise.mistake("A word that comes twice in a sentence counts once: let the loops run over the words as they stand.")
def as_sets(pairs: Pairs, table: Table) -> Table:
    return rows_to_one(shares([(list(dict.fromkeys(a)), list(dict.fromkeys(b))) for a, b in pairs], table))


@exercise.property("Each row sums to 1.")
def rows_sum(table: dict, case: Case) -> bool:
    return all(abs(sum(row.values()) - 1) < 1e-6 for row in table.values())
