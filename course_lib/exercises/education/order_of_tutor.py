"""The lines of a tutor's answer, shuffled, among them two that do not belong."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "education.order_of_tutor",
    title="Put the tutor in order",
    chapter="25",
    level=2,
    minutes=10,
    hints=[
        "A right answer is praised; then comes the message of a known mistake; a hint is the last resort.",
        "Hints stand in the order in which each says more: after the first attempt the first one. And whatever is "
        "said, the right value is not.",
        "First B and D, then E with A in it, then F and H, one after the other. Which two are left out?",
    ],
    signature="def my_tutor(answer, right, bank, hints, n_attempts):",
    lines=[
        "    return bank[answer]",
        "if answer == right:",
        'return f"{hints[at]} It is {right}."',
        '    return "well done"',
        "if answer in bank:",
        "at = min(n_attempts, len(hints)) - 1",
        "at = len(hints) - n_attempts",
        "return hints[at]",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    right = int(torch.randint(20, 90, (1,), generator=rng))
    bank = {right + 1: "one too many", right: "this is never said", 2 * right: "counted twice"}
    hints = ["first hint", "second hint", "third hint", "fourth hint"]
    given = ((right, 1), (right + 1, 2), (2 * right, 1), (right - 5, 1), (right - 5, 3), (right + 7, 9))
    return [{"answer": answer, "right": right, "bank": bank, "hints": hints, "n_attempts": n} for answer, n in given]


exercise.solution("BDEAFH")
exercise.also_right("b d e a f h")
exercise.also_right(list("FBDEAH"))

exercise.mistake("Line C tells the right value with the hint: nothing is left to do.")("BDEAFC")
exercise.mistake(
    "Line G begins with the last hint, and fails after the fourth attempt: hints should say more each time."
)("BDEAGH")
exercise.mistake("The bank is looked at before the answer is compared: a right answer that stands in it is blamed.")(
    "EABDFH"
)
exercise.mistake("A known mistake gets a hint instead of its message: lines E and A are missing.")("BDFH")
exercise.mistake("Line H needs `at`, which line F makes: F must stand before it.")("BDEAHF")
exercise.mistake("Nothing is returned at the end: line H is missing.")("BDEAF")
