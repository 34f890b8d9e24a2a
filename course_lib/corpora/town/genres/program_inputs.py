"""Small inputs for the functions of programs: chosen so that limits, ties and empty lists are tried."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from course_lib.corpora.town.chance import Chance

CASES = 12
LISTS = ("ints", "some_ints", "sorted_ints", "names", "some_names", "pairs", "table")
# Kinds whose values must lie on both sides of a limit in the code, one for each call.
EDGES = {
    "weight": (5, 12, 3, 6, 10, 11, 4, 0, 9, 7, 5, 1),
    "minutes": (125, 70, 9, 60, 69, 600, 0, 59, 131, 10, 5, 70),
}
_WHOLE = ("ints", "sorted_ints", "names", "pairs", "table")  # those that may be empty


def cases(kinds: tuple[str, ...], values: Sequence[str], chance: Chance) -> list[tuple[Any, ...]]:
    """Return the arguments of twelve calls; the last but one has a single item, the last an empty list where it may."""
    few = chance.some(values, min(7, len(values)))
    sizes = [chance.between(4, 6) for _ in range(CASES - 2)] + [1, 0 if set(kinds) & set(_WHOLE) else 5]
    return [_row(kinds, few, chance, size, call) for call, size in enumerate(sizes)]


def _row(kinds: tuple[str, ...], values: Sequence[str], chance: Chance, size: int, call: int) -> tuple[Any, ...]:
    row: list[Any] = []
    for kind in kinds:
        if kind in LISTS:
            row.append(_items(kind, values, chance, size, call))
        elif kind in EDGES:
            row.append(EDGES[kind][call])
        else:
            row.append(_one(kind, row, values, chance, call))
    return tuple(row)


def _items(kind: str, values: Sequence[str], chance: Chance, size: int, call: int) -> Any:
    """Return a list; in some calls the largest number is there twice, or there are only two different ones."""
    size = max(size, 1) if kind.startswith("some") else size
    if kind.endswith("ints"):
        top = chance.pick((6, 12, 25))
        numbers = [chance.between(0, top) if call != 7 else 1 for _ in range(size)]
        if call in (3, 7):
            numbers[1] = numbers[-1] = top + 1
        return sorted(numbers) if kind == "sorted_ints" else numbers
    if kind == "pairs":
        return [(chance.pick(values[:3]), chance.between(0, 9)) for _ in range(size)]
    if kind == "table":
        return {key: chance.between(0, 6) for key in chance.some(values, min(size, len(values)))}
    if call == 3:  # two of the longest name
        names = sorted(values, key=len)
        twins = [at for at in range(1, len(names)) if len(names[at]) == len(names[at - 1])]
        return names[: twins[-1] + 1][::-1] if twins else names
    return [chance.pick(values[: size + 1]) for _ in range(size)]


def _one(kind: str, row: list[Any], values: Sequence[str], chance: Chance, call: int) -> Any:
    """Return one argument that fits those before it."""
    first: Any = row[0] if row else []
    numbers = _numbers(first) if isinstance(first, list | dict) else []
    if kind in ("edge", "low", "high"):
        begin, top = numbers[0], max(numbers)
        at = call + 3 * (kind == "high")
        near = [begin, begin + 1, top, begin - 1, numbers[-1], top - 1, min(numbers)][at : at + 1]
        edge = near[0] if near else chance.pick(numbers) + chance.pick((0, 0, -1, 1))
        return max(edge, row[-1] + call % 3) if kind == "high" else max(edge, 0)
    if kind == "goal":
        return chance.pick(numbers) + chance.between(1, 4)
    if kind == "held":
        return max(1, first.get(row[1], 3) + chance.pick((0, 0, 0, -1, 1)))
    if kind == "total":
        return max(0, sum(numbers) + chance.between(-1, 1))
    if kind == "sum_of_two":
        other = numbers[0] if call == 1 else numbers[-1] if call == 0 else chance.pick(numbers)
        return other + (numbers[0] if call < 2 else chance.pick(numbers))
    if kind == "key":
        keys = [one if isinstance(one, str) else one[0] for one in first]
        return chance.pick(keys) if keys and call != 5 else chance.pick(values)
    if kind == "letter":
        return (chance.pick(first) if first else "A")[0]
    if kind == "length":
        return max(1, len(chance.pick(first)) - chance.below(2)) if first else 3
    if kind == "width":
        return max(1, len(row[0]) + 1 - call % 4)
    if kind == "name":
        return chance.pick(values)
    if kind == "time":
        return f"{chance.between(0, 23)}:{chance.between(0, 59):02}"
    tops = {"small": (1, 4), "extra": (1, 9), "number": (0, 13), "money": (0, 99)}
    return chance.between(*tops[kind])


def _numbers(first: Any) -> list[int]:
    """Return the numbers in a list, in pairs, or in a dictionary."""
    if isinstance(first, dict):
        return list(first.values()) or [3]
    return [one[1] if isinstance(one, tuple) else one for one in first if not isinstance(one, str)] or [3]
