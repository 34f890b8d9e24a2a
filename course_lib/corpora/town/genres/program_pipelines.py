"""Programs that are put together from a filter, a change and an aggregate: a few parts, many programs."""

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.program_families import INTS, Family, named

WIDTH = 88  # of a line of code
# The parts of which a pipeline is made: which items count, what is made of each, and what of all of them.
FILTERS = {
    "all": ("", ()),
    "above": ("ITEM > limit", ("limit",)),
    "at_least": ("ITEM >= limit", ("limit",)),
    "below": ("ITEM < limit", ("limit",)),
    "at_most": ("ITEM <= limit", ("limit",)),
    "between": ("low <= ITEM <= high", ("low", "high")),
    "multiple": ("ITEM % N == 0", ()),
    "other_than": ("ITEM != limit", ("limit",)),
}
MAPS = {
    "same": ("ITEM", ()),
    "plus": ("ITEM + extra", ("extra",)),
    "times": ("ITEM * N", ()),
    "square": ("ITEM * ITEM", ()),
    "half": ("ITEM // 2", ()),
    "distance": ("abs(ITEM - goal)", ("goal",)),
}
# start, what is done with MADE, end
AGGREGATES = {
    "total": ("total = 0", "total += MADE", "return total"),
    "count": ("count = 0", "count += 1", "return count"),
    "list": ("chosen = []", "chosen.append(MADE)", "return chosen"),
    "largest": ("largest = 0", "largest = max(largest, MADE)", "return largest"),
    "last": ("last = -1", "last = MADE", "return last"),
    "sorted": ("chosen = []", "chosen.append(MADE)", "return sorted(chosen)"),
    "first": ("", "return MADE", "return -1"),
}


def pipeline(chance: Chance) -> Family:
    """Return a filter, a change and an aggregate as one family; without a filter and a change there is none."""
    aggregate = chance.pick(tuple(AGGREGATES))
    which = chance.pick(tuple(FILTERS)[aggregate in ("first", "count") :])
    change = "same" if aggregate == "count" else chance.pick(tuple(MAPS)[which == "all" :])
    (condition, given), (made, needs) = FILTERS[which], MAPS[change]
    inputs = (("ITEMS", "ints"), *((one, "edge" if one == "limit" else one) for one in given + needs))
    code = _short(aggregate, condition, made) if aggregate in SHORT and chance.happens(0.3) else ""
    if not code or len(named(code, {"ITEMS": "deliveries", "ITEM": "delivery"})) > WIDTH - 4:
        code = _loop(aggregate, condition, made)
    level = min(3, 1 + (change != "same") + (which == "between" or aggregate in ("largest", "last", "sorted")))
    returns = INTS if aggregate in ("list", "sorted") else "int"
    name = "_".join([aggregate, "ITEMS", which] + [change] * (change != "same"))
    return Family(name, level, "ints", inputs, returns, code, (which, change, aggregate))


def _loop(aggregate: str, condition: str, made: str) -> str:
    start, step, end = AGGREGATES[aggregate]
    lines = [start] if start else []
    lines.append("for ITEM in ITEMS:")
    lines += [f"    if {condition}:"] if condition else []
    lines.append(("        " if condition else "    ") + step.replace("MADE", made))
    return "\n".join([*lines, end])


# The same in one line; X is "change for item in items if condition".
SHORT = {"total": "sum(X)", "count": "len([X])", "list": "[X]", "sorted": "sorted([X])", "largest": "max([0, *(X)])"}


def _short(aggregate: str, condition: str, made: str) -> str:
    every = f"{made} for ITEM in ITEMS" + (f" if {condition}" if condition else "")
    return "return " + SHORT[aggregate].replace("X", every)
