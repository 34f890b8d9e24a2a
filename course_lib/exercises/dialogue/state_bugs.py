"""Three bugs in a program that keeps the states of several customers."""

from collections.abc import Callable
from typing import Any

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_states(talks):
    """Return the state at the end of each talk: its intent and its slots.

    A talk is a list of turns; a turn has an "intent", "" where it names none, and
    "slots", None where it does not speak of one.
    """
    empty = {"intent": ""}

    def track(turns, state=empty):
        for turn in turns:
            state["intent"] = turn["intent"]
            for slot, value in turn["slots"].items():
                state[slot] = value
        return state

    return [dict(track(turns)) for turns in talks]
'''

exercise = FindTheBug(
    "dialogue.state_bugs",
    title="The next customer's order number",
    chapter="22",
    level=2,
    minutes=12,
    hints=[
        "Run it on two talks, and look whether the second knows something that only the first has said. Then look at "
        "a turn that names no intent, and at a slot that is None.",
        "A default value is one and the same object in every call, and whoever changes it changes it for all. The "
        "other two bugs let a turn that says nothing of a thing overwrite what is known.",
        'Begin with `state = {"intent": ""}` inside `track`; set the intent only `if turn["intent"]`, and a slot '
        "only `if value is not None`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    number = str(1000 + int(torch.randint(9000, (1,), generator=rng)))

    def turn(intent: str = "", **slots: str | None) -> dict[str, Any]:
        return {"intent": intent, "slots": slots}

    first = [turn("track_order", order_number=number)]
    second = [turn("price", thing="lamp")]
    silent = [turn("price", thing="lamp"), turn("", thing=None)]
    answer = [turn("availability", thing="coat"), turn("", colour="red")]
    fixed = [turn("price", thing="lamp"), turn("refund", thing="coat")]
    return [{"talks": talks} for talks in ([first, second], [silent], [answer], [fixed], [second, first, answer])]


@exercise.solution
def my_states(talks: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    """Return the state at the end of each talk: its intent and its slots."""

    def track(turns: list[dict[str, Any]]) -> dict[str, Any]:
        state = {"intent": ""}
        for turn in turns:
            state["intent"] = turn["intent"] or state["intent"]
            for slot, value in turn["slots"].items():
                if value is not None:
                    state[slot] = value
        return state

    return [track(turns) for turns in talks]


@exercise.also_right
def joined(talks: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    states = []
    for turns in talks:
        named = [turn["intent"] for turn in turns if turn["intent"]]
        slots = {k: v for turn in turns for k, v in turn["slots"].items() if v is not None}
        states.append({"intent": named[-1] if named else "", **slots})
    return states


@exercise.also_right
def with_none_default(talks: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
    def track(turns: list[dict[str, Any]], state: dict[str, Any] | None = None) -> dict[str, Any]:
        state = {"intent": ""} if state is None else state
        for turn in turns:
            news = {slot: value for slot, value in turn["slots"].items() if value is not None}
            state |= ({"intent": turn["intent"]} if turn["intent"] else {}) | news
        return state

    return [track(turns) for turns in talks]


def leaving_in(*bugs: str) -> Callable[..., list[dict[str, Any]]]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(talks: list[list[dict[str, Any]]]) -> list[dict[str, Any]]:
        states: list[dict[str, Any]] = []
        state: dict[str, Any] = {"intent": ""}
        for turns in talks:
            state = state if "shared" in bugs else {"intent": ""}
            for turn in turns:
                if "first intent" in bugs:
                    state["intent"] = state["intent"] or turn["intent"]
                elif turn["intent"] or "last intent" in bugs:
                    state["intent"] = turn["intent"]
                for slot, value in turn["slots"].items():
                    if "none" in bugs or (value is not None and not ("first value" in bugs and slot in state)):
                        state[slot] = value
                    elif "deleted" in bugs:
                        state.pop(slot, None)
            states.append(dict(state))
        return states

    return program


for bugs, message in {
    ("shared", "last intent", "none"): "No bug is mended yet. Begin with two talks: what does the second know?",
    ("shared",): "The second customer's state still has the first one's slots: all calls share one default dictionary.",
    ("last intent",): "A turn that names no intent still wipes out the wish of the turn before.",
    ("none",): "A slot that a turn does not speak of is still overwritten by None.",
    ("first intent",): "The first intent stays for ever: a customer may change its mind.",
    ("deleted",): "None deletes the slot; it must stay as it was.",
    ("first value",): "The first value of a slot stays for ever: a customer may correct itself.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
