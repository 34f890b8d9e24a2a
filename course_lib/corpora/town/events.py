"""The kinds of events: who takes part, what must hold, what changes, what may follow. The table is `events.txt`.

The table is read once into `KINDS`. A condition or an effect is a `Rule`, such as `holder(theme) = recipient`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Term:
    """A role (`agent`), a function of terms (`home(owner(theme))`), or a constant (`yes`, `pet shop`)."""

    name: str
    arguments: tuple[Term, ...] = ()
    is_role: bool = False

    @property
    def roles(self) -> frozenset[str]:
        """All roles in it."""
        inner = frozenset(role for one in self.arguments for role in one.roles)
        return inner | {self.name} if self.is_role else inner


@dataclass(frozen=True, slots=True)
class Rule:
    """A fact, an operator and a value; with `believed`, what the agent believes of the fact."""

    fact: Term
    operator: str  # = != >= += -=
    value: Term
    believed: bool
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Consequence:
    """An event that another may lead to. `binding`: a role of the new one and its value; None is drawn."""

    kind: str
    binding: tuple[tuple[str, Term | None], ...]
    probability: float


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of event, one block of the table."""

    name: str
    roles: tuple[tuple[str, str], ...]  # (role, type), in the order they are drawn
    begins: float
    later: bool  # not on the day of its cause
    places: tuple[Term, ...]  # where the agent must be; it goes there first
    needs: tuple[Rule, ...]
    does: tuple[Rule, ...]
    hidden: tuple[Rule, ...]
    then: tuple[tuple[Consequence, ...], ...]


def _term(text: str, roles: frozenset[str]) -> Term:
    text = text.strip()
    if call := re.fullmatch(r"(\w+)\((.*)\)", text):
        return Term(call[1], tuple(_term(one, roles) for one in _comma(call[2])))
    return Term(text, is_role=text in roles)


def _comma(text: str) -> list[str]:
    """Split at the commas that stand outside of brackets."""
    return [part for part in re.split(r",\s*(?![^()]*\))", text) if part]


def _rule(text: str, roles: frozenset[str]) -> Rule:
    parts = re.fullmatch(r"(\??)(.+?)(!=|>=|\+=|-=|=)(.+)", text.strip())
    if parts is None:
        raise ValueError(f"a rule is a fact, an operator and a value, such as holder(theme)=agent; got {text!r}.")
    fact, value = _term(parts[2], roles), _term(parts[4], roles)
    return Rule(fact, parts[3], value, parts[1] == "?", fact.roles | value.roles | ({"agent"} if parts[1] else set()))


def _consequence(text: str, roles: frozenset[str]) -> Consequence:
    kind, *binding, probability = text.split()
    pairs = tuple(one.split("=") for one in binding)
    values = tuple((role, None if value == "?" else _term(value, roles)) for role, value in pairs)
    return Consequence(kind, values, float(probability))


def _kind(block: str) -> Kind:
    first, *lines = block.splitlines()
    name, _, given = first.partition(":")
    typed = tuple((role, kind) for role, kind in (one.split() for one in given.split(",")))
    roles = frozenset(role for role, _ in typed)
    found: dict[str, list[str]] = {
        key: [] for key in ("begins", "later", "with", "at", "needs", "does", "hidden", "then")
    }
    for line in lines:
        key, _, rest = line.strip().partition(" ")
        found[key].append(rest)
    where = [Term("place", (_term(one, roles),)) for one in found["with"]] + [_term(one, roles) for one in found["at"]]
    needs, does, hidden = (
        tuple(_rule(one, roles) for line in found[key] for one in _comma(line)) for key in ("needs", "does", "hidden")
    )
    then = tuple(tuple(_consequence(one, roles) for one in line.split("|")) for line in found["then"])
    begins = sum(map(float, found["begins"]))
    return Kind(name, typed, begins, bool(found["later"]), tuple(where), needs, does, hidden, then)


def _kinds() -> dict[str, Kind]:
    text = files("course_lib.corpora.town").joinpath("events.txt").read_text(encoding="utf-8")
    plain = "\n".join(line for line in text.splitlines() if not line.startswith("#"))
    return {kind.name: kind for kind in map(_kind, re.split(r"\n\s*\n", plain.strip()))}


KINDS = _kinds()
