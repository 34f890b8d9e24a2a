"""The parts of a file in JSON, by their path (`model.vocab`): what is missing or of another kind is refused by name."""

import json
from pathlib import Path
from typing import Any

Json = dict[str, Any]
KINDS = {dict: "an object", list: "a list", str: "a text", int: "a whole number", float: "a number"}


def read_json(path: str | Path) -> Json:
    """Return the object that the file holds.

    Raises:
        ValueError: if it is not JSON, or not an object.
    """
    try:
        data = json.loads(Path(path).read_text(encoding="utf-8"))
    except ValueError as error:  # not JSON, or not even text
        raise ValueError(f"{path} is not JSON ({error}): fetch it again.") from None
    if not isinstance(data, dict):
        raise ValueError(f"{path} must hold an object of JSON, got {type(data).__name__}.")
    return data


def find(data: Any, path: str) -> Any:
    """Return the part at the path, None if it is not there; where a value bars the path, that.

    >>> data = {"model": {"type": "BPE"}, "version": 7}
    >>> find(data, "model.type"), find(data, "model.vocab"), find(data, "version.main")
    ('BPE', None, 7)
    """
    for name in path.split("."):
        if not isinstance(data, dict):
            return data
        data = data.get(name)
    return data


def part(data: Any, path: str, kind: type) -> Any:
    """Return the part at the path, which must be there and of this kind.

    Raises:
        ValueError: if it is not.
    """
    found = find(data, path)
    kinds = (int, float) if kind is float else kind
    if not isinstance(found, kinds) or isinstance(found, bool):
        raise ValueError(f"{path} must be {KINDS[kind]}, got {json.dumps(found)[:80]}: is the file complete?")
    return found


def one_of(data: Any, path: str, *allowed: Any) -> Any:
    """Return the part at the path (None if it is not there), one of those `allowed`.

    Raises:
        ValueError: if it is another.
    """
    found = find(data, path)
    if found not in allowed:
        can_be = " or ".join(map(json.dumps, allowed))
        raise ValueError(f"{path} must be {can_be} to be read here, got {json.dumps(found)[:80]}.")
    return found
