"""When is reading back worth a turn?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "dialogue.confirm_threshold",
    title="When is reading back worth a turn?",
    chapter="22",
    level=2,
    minutes=10,
    hints=[
        "Compare two costs: the certain one of a further turn, and the expected one of an error.",
        "An error comes with probability 1 - confidence, and costs `error_cost` then.",
        "Read back where `(1 - confidence) * error_cost > turn_cost`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    drawn = [round(float(x), 3) for x in torch.rand(7, generator=rng)]
    return [
        {"confidences": [0.0, 0.2, 0.5, 0.85, 0.95, 1.0, *drawn], "turn_cost": 1.0, "error_cost": 8.0},
        {"confidences": [0.1, 0.45, 0.55, 0.7, 0.9, *drawn], "turn_cost": 2.0, "error_cost": 4.0},
        {"confidences": [0.0, 0.3, 0.999], "turn_cost": 3.0, "error_cost": 2.0},  # never worth it
        {"confidences": [0.5], "turn_cost": 1.0, "error_cost": 2.0},  # as dear: do not ask
    ]


@exercise.solution
def my_reads_back(
    confidences: list[float],
    turn_cost: float,
    error_cost: float,
) -> list[bool]:
    """Return for each confidence whether reading back is worth its turn.

    The confidence is the probability that the desk has understood. Reading back costs
    `turn_cost`; not reading back costs `error_cost` where it has misunderstood. If both
    cost the same, the desk does not ask.
    """
    return [(1 - confidence) * error_cost > turn_cost for confidence in confidences]


@exercise.also_right
def by_threshold(confidences: list[float], turn_cost: float, error_cost: float) -> list[bool]:
    threshold = 1 - turn_cost / error_cost
    return [confidence < threshold for confidence in confidences]


@exercise.also_right
def by_saving(confidences: list[float], turn_cost: float, error_cost: float) -> list[bool]:
    wrong = [1 - confidence for confidence in confidences]
    return [share * error_cost - turn_cost > 0 for share in wrong]


@exercise.mistake("The confidence is the probability of being right; an error has 1 - confidence.")
def right_for_wrong(confidences: list[float], turn_cost: float, error_cost: float) -> list[bool]:
    return [c * error_cost > turn_cost for c in confidences]


@exercise.mistake("The sign is turned round: this reads back where the desk is sure.")
def turned(confidences: list[float], turn_cost: float, error_cost: float) -> list[bool]:
    return [(1 - c) * error_cost < turn_cost for c in confidences]


@exercise.mistake("A fixed threshold of one half ignores what turn and error cost.")
def half(confidences: list[float], turn_cost: float, error_cost: float) -> list[bool]:
    return [c < 0.5 for c in confidences]


@exercise.mistake("Where both cost the same, the desk does not ask: > and not >=.")
def or_equal(confidences: list[float], turn_cost: float, error_cost: float) -> list[bool]:
    return [(1 - c) * error_cost >= turn_cost for c in confidences]


@exercise.mistake("The threshold is 1 - turn_cost / error_cost; this is turn_cost / error_cost.")
def other_end(confidences: list[float], turn_cost: float, error_cost: float) -> list[bool]:
    return [c < turn_cost / error_cost for c in confidences]


@exercise.mistake("The two costs have changed places.")
def swapped(confidences: list[float], turn_cost: float, error_cost: float) -> list[bool]:
    return [(1 - c) * turn_cost > error_cost for c in confidences]
