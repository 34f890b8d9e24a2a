"""Joint goal accuracy."""

import torch

from course_lib.exercises.exercise import Case, Exercise

States = list[dict[str, str]]

exercise = Exercise(
    "dialogue.joint_goal",
    title="How often is the whole state right?",
    chapter="22",
    level=1,
    minutes=6,
    hints=[
        "The unit is a turn, not a slot: a turn counts 1 or 0.",
        "The whole state must be equal: no slot may be wrong, missing, or too many.",
        "Count the pairs with `mine == true`, and divide by the number of turns.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    full = {
        "intent": "gift_card",
        "name": "Rosa Ito",
        "amount": f"{20 + int(torch.randint(60, (1,), generator=rng))} crowns",
    }
    less, wrong = {k: v for k, v in full.items() if k != "name"}, {**full, "name": "Ben Ito"}
    return [
        {"predicted": [full, less, full], "truth": [full, full, full]},
        {"predicted": [full, full, wrong, {}], "truth": [less, full, full, {}]},
        {"predicted": [full, wrong, less, full, full], "truth": [full, full, full, less, full]},
        {"predicted": [{}, {}], "truth": [{}, full]},
        {"predicted": [wrong, full, full], "truth": [full] * 3},
        {"predicted": [full, full, wrong, less], "truth": [less, full, full, wrong]},
        {"predicted": [full] * 2, "truth": [full] * 2},
    ]


@exercise.solution
def my_joint_goal_accuracy(
    predicted: list[dict[str, str]],
    truth: list[dict[str, str]],
) -> float:
    """Return the share of turns after which the predicted state is wholly right."""
    right = sum(mine == true for mine, true in zip(predicted, truth, strict=True))
    return right / len(truth)


@exercise.also_right
def by_items(predicted: States, truth: States) -> float:
    pairs = zip(predicted, truth, strict=True)
    hits = [1.0 if sorted(a.items()) == sorted(b.items()) else 0.0 for a, b in pairs]
    return sum(hits) / len(hits)


@exercise.also_right
def by_differences(predicted: States, truth: States) -> float:
    wrong = [bool(set(a.items()) ^ set(b.items())) for a, b in zip(predicted, truth, strict=True)]
    return 1 - sum(wrong) / len(wrong)


@exercise.mistake("This is the share of right slots; one wrong slot makes the whole turn wrong.")
def by_slot(predicted: States, truth: States) -> float:
    pairs = [(a.get(slot), v) for a, b in zip(predicted, truth, strict=True) for slot, v in b.items()]
    return sum(x == y for x, y in pairs) / len(pairs)


@exercise.mistake("A state with a slot too many counts as right: it must be equal, not only hold the true slots.")
def more_is_right(predicted: States, truth: States) -> float:
    return sum(b.items() <= a.items() for a, b in zip(predicted, truth, strict=True)) / len(truth)


@exercise.mistake("A state with a slot missing counts as right: it must be equal, not only free of wrong slots.")
def less_is_right(predicted: States, truth: States) -> float:
    return sum(a.items() <= b.items() for a, b in zip(predicted, truth, strict=True)) / len(truth)


@exercise.mistake("Only the names of the slots are compared; their values must be right too.")
def names_only(predicted: States, truth: States) -> float:
    return sum(a.keys() == b.keys() for a, b in zip(predicted, truth, strict=True)) / len(truth)


@exercise.mistake("This looks at the last turn only; every turn counts.")
def last_turn(predicted: States, truth: States) -> float:
    return float(predicted[-1] == truth[-1])


@exercise.mistake("This is a number of turns; divide by how many there are.")
def count(predicted: States, truth: States) -> float:
    return float(sum(a == b for a, b in zip(predicted, truth, strict=True)))


@exercise.property("A share lies between 0 and 1.")
def is_a_share(value: float, case: Case) -> bool:
    return 0 <= value <= 1
