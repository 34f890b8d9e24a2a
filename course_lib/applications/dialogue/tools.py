"""The desk's requests as tools: how a hosted language model is told what a program can do.

    {"name": "price", "arguments": "{\"thing\": \"coat\"}"}

A model that is given tools answers with such a call: an intent with its slots, as JSON in
JSON. Nothing in a call can be trusted, so `heard_from` refuses what the desk does not know
before any of it is believed; state and policy then go on as after any other reader.
Source: the arguments are described in JSON Schema, https://json-schema.org/specification.
Left out: sending them (finetuning/hosted.py); several calls at once.
Tested by tests/applications/dialogue/test_tools.py.
"""

import json
from collections.abc import Mapping
from typing import Any

from course_lib.applications.dialogue.understanding import Heard, Rules
from course_lib.corpora.town.genres.desk_records import INTENTS, NEEDS


def tool(intent: str) -> dict[str, Any]:
    """Return the description of one request.

    No slot is required: the customer may not have named it yet, and the desk asks.

    Raises:
        ValueError: if the desk has no such request.
    """
    if intent not in INTENTS:
        raise ValueError(f"the intent must be one of {', '.join(INTENTS)}; got {intent!r}.")
    slots = {slot: {"type": "string"} for slot in NEEDS[intent]}
    return {
        "type": "function",
        "function": {
            "name": intent,
            "description": f"The customer wants: {intent.replace('_', ' ')}.",
            "parameters": {"type": "object", "properties": slots, "required": []},
        },
    }


def heard_from(call: Mapping[str, Any], rules: Rules) -> Heard:
    """Return a call as what was heard.

    Args:
        call: with a "name", and "arguments" as a JSON text.
        rules: know what the values of a slot look like.

    Raises:
        ValueError: if there is no such request, the arguments are no JSON object, one is no
            slot of the request, or a value is not what the slot holds.
    """
    intent = call.get("name", "")
    if intent not in INTENTS:
        raise ValueError(f"the call must name a request of the desk, got {intent!r}.")
    try:
        given = json.loads(call.get("arguments", "{}"))
    except (TypeError, json.JSONDecodeError) as error:
        raise ValueError(f"the arguments must be JSON, got {call.get('arguments')!r}.") from error
    if not isinstance(given, dict):
        raise ValueError(f"the arguments must be a JSON object, got {given!r}.")
    for slot, value in given.items():
        if slot not in NEEDS[intent]:
            raise ValueError(f"{intent} must have arguments among {NEEDS[intent]}, got {slot!r}.")
        if not isinstance(value, str) or not rules.patterns[slot].fullmatch(value):
            raise ValueError(f"{slot} must hold a value that the desk knows, got {value!r}.")
    return Heard(intent, given)
