"""What the desk does next."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "dialogue.next_question",
    title="Ask, read back, or answer?",
    chapter="22",
    level=2,
    minutes=10,
    hints=[
        "Three steps, in this order: is something missing? must it be read back first? else answer.",
        "Go through `needs` in its own order, not through the state. Reading back is for what cannot be "
        "undone, and only until the customer has said yes.",
        "`next((slot for slot in needs if slot not in state), None)`, then `cannot_undo and not confirmed`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    needs = ["thing", "day", "time", "name"]
    known = {"name": "Rosa Ito", "time": f"{1 + int(torch.randint(6, (1,), generator=rng))} pm"}
    full = {**known, "thing": "kettle", "day": "Friday"}
    rows = [
        (needs, known, True, False),
        (needs, {**known, "thing": "kettle"}, False, False),
        (needs, full, True, False),
        (needs, full, True, True),
        (needs, full, False, False),
        (needs, {**known, "day": "Friday"}, True, True),  # confirmed once, but something is missing
        ([], {}, False, False),
        ([], {}, True, False),
    ]
    names = ("needs", "state", "cannot_undo", "confirmed")
    return [dict(zip(names, row, strict=True)) for row in rows]


@exercise.solution
def my_next_step(
    needs: list[str],
    state: dict[str, str],
    cannot_undo: bool,
    confirmed: bool,
) -> str:
    """Return "ask " and the first slot of `needs` that the state lacks, or what comes.

    With nothing missing: "confirm" if the act cannot be undone and the customer has not
    confirmed it, and "answer" otherwise.
    """
    for slot in needs:
        if slot not in state:
            return f"ask {slot}"
    return "confirm" if cannot_undo and not confirmed else "answer"


@exercise.also_right
def with_a_list(needs: list[str], state: dict[str, str], cannot_undo: bool, confirmed: bool) -> str:
    missing = [slot for slot in needs if slot not in state]
    if missing:
        return "ask " + missing[0]
    return "answer" if confirmed or not cannot_undo else "confirm"


@exercise.also_right
def with_next(needs: list[str], state: dict[str, str], cannot_undo: bool, confirmed: bool) -> str:
    settled = "confirm" if (cannot_undo, confirmed) == (True, False) else "answer"
    return next((f"ask {slot}" for slot in needs if slot not in state.keys()), settled)  # noqa: SIM118


def step(needs: list[str], state: dict[str, str], cannot_undo: bool, confirmed: bool, how: str) -> str:
    missing = [slot for slot in needs if slot not in state]
    if how == "form":
        missing = needs
    if how == "confirms first" and cannot_undo and not confirmed:
        return "confirm"
    if how == "confirmed is enough" and confirmed:
        return "answer"
    if missing:
        return f"ask {missing[-1]}" if how == "last" else missing[0] if how == "bare" else f"ask {missing[0]}"
    if how == "always":
        return "answer" if confirmed else "confirm"
    if how == "again":
        return "confirm" if cannot_undo else "answer"
    if how == "never":
        return "answer"
    return "confirm" if cannot_undo and not confirmed else "answer"


for how, message in {
    "form": "It asks for what is known already: only what the state lacks may be asked.",
    "last": "It asks for the last missing slot; the desk goes through `needs` from the front.",
    "bare": 'The step is "ask " and then the slot\'s name.',
    "confirms first": "It reads back before everything is known: ask for what is missing first.",
    "confirmed is enough": "A yes was said, but a slot is missing: the desk cannot answer yet.",
    "always": "It reads back what can be undone too: that costs a turn and saves nothing.",
    "again": "It reads back although the customer has said yes: the talk would never end.",
    "never": "It never reads back: what cannot be undone must be confirmed first.",
}.items():

    def wrong(needs: list[str], state: dict[str, str], cannot_undo: bool, confirmed: bool, how: str = how) -> str:
        return step(needs, state, cannot_undo, confirmed, how)

    exercise.mistake(message)(wrong)
