"""The share of summaries of which every statement is true."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.consistency_share",
    title="The share of true summaries",
    chapter="20",
    level=1,
    minutes=8,
    hints=[
        "When is one summary true? What may none of its statements be?",
        "A summary counts if it has a statement and all its statements are true: neither false nor unknown.",
        '`bool(one) and all(verdict == "true" for verdict in one)`; the share is the number of these, divided by the '
        "number of summaries.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    verdicts = [
        ["true", "true", "true"],
        ["true", "false"],
        ["true", "unknown", "true", "true"],
        ["true"],
        [],
        ["unknown"],
        ["false", "true", "true"],
        ["true", "true"],
    ]
    return [{"verdicts": verdicts}, {"verdicts": verdicts[:4]}, {"verdicts": verdicts[3:]}]


@exercise.solution
def my_consistency(verdicts: list[list[str]]) -> float:
    """Return the share of summaries that state something, all of it true.

    verdicts[i] holds "true", "false" or "unknown" for each statement of summary i.
    """
    true = [bool(one) and all(verdict == "true" for verdict in one) for one in verdicts]
    return sum(true) / len(true)


@exercise.also_right
def by_sets(verdicts: list[list[str]]) -> float:
    return sum(set(one) == {"true"} for one in verdicts) / len(verdicts)


@exercise.also_right
def by_counting(verdicts: list[list[str]]) -> float:
    n = 0
    for one in verdicts:
        n += len(one) > 0 and one.count("true") == len(one)
    return n / len(verdicts)


@exercise.mistake("This is the share of true statements; one false statement spoils a whole summary.")
def of_statements(verdicts: list[list[str]]) -> float:
    every = [verdict for one in verdicts for verdict in one]
    return every.count("true") / len(every)


@exercise.mistake("One true statement is enough here; all of them must be true.")
def any_true(verdicts: list[list[str]]) -> float:
    return sum("true" in one for one in verdicts) / len(verdicts)


@exercise.mistake("Unknown statements pass for true: nobody can rely on them.")
def not_false(verdicts: list[list[str]]) -> float:
    return sum(bool(one) and "false" not in one for one in verdicts) / len(verdicts)


@exercise.mistake("An empty summary passes for true: `all` of nothing is True.")
def empty_passes(verdicts: list[list[str]]) -> float:
    return sum(all(verdict == "true" for verdict in one) for one in verdicts) / len(verdicts)


@exercise.mistake("Empty summaries are left out of the count; they are failures too.")
def empty_left_out(verdicts: list[list[str]]) -> float:
    return my_consistency([one for one in verdicts if one])


@exercise.mistake("This is the number of true summaries; divide it by the number of all.")
def number(verdicts: list[list[str]]) -> float:
    return float(sum(set(one) == {"true"} for one in verdicts))


@exercise.mistake("This is the share of summaries that are not consistent: the other way round.")
def other_way_round(verdicts: list[list[str]]) -> float:
    return 1 - my_consistency(verdicts)


@exercise.property("A share lies between 0 and 1.")
def is_share(share: float, case: Case) -> bool:
    return 0 <= float(share) <= 1
