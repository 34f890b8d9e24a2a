"""A turn changes the state."""

import torch

from course_lib.exercises.exercise import Case, Exercise

State = dict[str, str]
Turn = dict[str, str | None]

exercise = Exercise(
    "dialogue.state_update",
    title="What a turn does to the state",
    chapter="22",
    level=2,
    minutes=10,
    hints=[
        "There are three kinds of value: None, the empty text, and all others. Say for each what happens to the slot.",
        "Start from a copy of the state, so that the caller's stays as it is. Then go through the "
        "turn's slots one by one.",
        "`None`: pass on. `''`: `new.pop(slot, None)`. Anything else: `new[slot] = value`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    number, other = (str(1000 + int(n)) for n in torch.randperm(8000, generator=rng)[:2])
    state = {"intent": "book_repair", "thing": "kettle", "day": "Thursday"}
    return [
        {"state": {}, "turn": {"intent": "price", "thing": "lamp", "colour": None}},
        {"state": state, "turn": {"intent": None, "day": "Friday", "name": None}},  # corrected
        {"state": {**state, "order_number": number}, "turn": {"day": None, "order_number": ""}},
        {"state": {"order_number": number}, "turn": {"order_number": other, "colour": "red"}},
        {"state": state, "turn": {"time": ""}},  # taken back what nobody had said
        {"state": state, "turn": {}},
    ]


@exercise.solution
def my_update(state: dict[str, str], turn: dict[str, str | None]) -> dict[str, str]:
    """Return a new state: what was known before, changed by what the turn says.

    A slot of the turn is None where the turn does not speak of it, and "" where the
    customer takes it back; it is then no longer in the state.
    """
    new = dict(state)
    for slot, value in turn.items():
        if value:
            new[slot] = value
        elif value is not None:
            new.pop(slot, None)
    return new


@exercise.also_right
def in_one_go(state: State, turn: Turn) -> Turn:
    said = {slot: value for slot, value in turn.items() if value is not None}
    return {slot: value for slot, value in {**state, **said}.items() if value != ""}


@exercise.also_right
def from_both(state: State, turn: Turn) -> Turn:
    slots = [*state, *(slot for slot in turn if slot not in state)]
    values = {slot: state.get(slot) if turn.get(slot) is None else turn[slot] for slot in slots}
    return {slot: value for slot, value in values.items() if value}


@exercise.mistake("A slot that the turn does not speak of (None) must keep its value, and is overwritten.")
def overwrites(state: State, turn: Turn) -> Turn:
    return {slot: value for slot, value in {**state, **turn}.items() if value != ""}


@exercise.mistake("None means that nothing was said; here it deletes what was known.")
def deletes(state: State, turn: Turn) -> Turn:
    return {slot: value for slot, value in {**state, **turn}.items() if value}


@exercise.mistake("Only this turn's slots are left: the state must be carried from turn to turn.")
def forgets(state: State, turn: Turn) -> Turn:
    return {slot: value for slot, value in turn.items() if value}


@exercise.mistake("The old value wins over the new one: a customer could never correct itself.")
def stubborn(state: State, turn: Turn) -> Turn:
    new = in_one_go(state, turn)
    return {slot: state.get(slot, value) for slot, value in new.items()}


@exercise.mistake("A slot that is taken back must leave the state; here its value becomes the empty text.")
def empties(state: State, turn: Turn) -> Turn:
    return {**state, **{slot: value for slot, value in turn.items() if value is not None}}


@exercise.mistake("A slot that is taken back stays as it was: '' is not the same as None.")
def keeps(state: State, turn: Turn) -> Turn:
    return {**state, **{slot: value for slot, value in turn.items() if value}}


@exercise.mistake("Only slots that the state has already are changed: new ones must come in.")
def closed(state: State, turn: Turn) -> Turn:
    new = in_one_go(state, turn)
    return {slot: value for slot, value in new.items() if slot in state}
