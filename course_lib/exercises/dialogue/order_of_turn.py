"""The lines of one turn of the desk, shuffled."""

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "dialogue.order_of_turn",
    title="One turn of the desk, in order",
    chapter="22",
    level=1,
    minutes=5,
    hints=[
        "Understand, remember, decide, speak. Which line makes what the next one needs?",
        "The state must be carried: one of the lines begins a new one in each turn and does not belong. Another asks "
        "for what is known instead of what is missing.",
        "F comes first and C last; D merges what is known with what was heard, and A looks for what is missing.",
    ],
    signature="def my_turn(text, state, needs, read):",
    lines=[
        "missing = [slot for slot in needs if slot not in state]",
        "state = heard",
        "return reply, state",
        "state = {**state, **heard}",
        'reply = f"Which {missing[0]}?" if missing else "Done."',
        "heard = read(text)",
        "missing = [slot for slot in needs if slot in state]",
    ],
)


def reads(text: str) -> dict[str, str]:
    """Read "day Friday, name Rosa" as slots."""
    return dict(part.split(" ", 1) for part in text.split(", ") if part)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    number = str(1000 + int(torch.randint(9000, (1,), generator=rng)))
    needs = ["number", "colour", "name"]
    known = {"number": number}
    return [
        {"text": "colour red", "state": known, "needs": needs, "read": reads},
        {"text": f"number {number}, name Rosa", "state": {"number": "0"}, "needs": needs, "read": reads},
        {"text": "colour red, name Rosa", "state": known, "needs": needs, "read": reads},
    ]


exercise.solution("FDAEC")
exercise.also_right("f d a e c")
exercise.also_right(["F", "D", "A", "E", "C"])

exercise.mistake("Line B forgets what was known: each turn would be the first.")("FBAEC")
exercise.mistake("Line G lists what is known; the desk asks for what is missing.")("FDGEC")
exercise.mistake("What is missing is worked out before the turn has been remembered: the desk asks again.")("FADEC")
exercise.mistake("The turn is remembered before it has been read.")("DFAEC")
exercise.mistake("The desk speaks before it knows what is missing.")("FDEAC")
exercise.mistake("The state is never updated: line D is missing.")("FAEC")
