"""English verbs: their forms for a tense, from a table of the irregular ones and the rules of spelling.

The table also has those that double their last letter (stop, stopped).
"""

from functools import cache

from course_lib.corpora.town.lexicon import VERBS


@cache
def past(base: str) -> str:
    """Return the simple past: lend → lent, carry → carried."""
    return VERBS[base][0] if base in VERBS else _regular(base)


@cache
def participle(base: str) -> str:
    """Return the past participle: write → written, carry → carried."""
    return VERBS[base][1] if base in VERBS else _regular(base)


@cache
def third_person(base: str) -> str:
    """Return the present for he, she and it: go → goes, carry → carries."""
    if base in ("be", "have"):
        return {"be": "is", "have": "has"}[base]
    if base.endswith(("s", "sh", "ch", "x", "z", "o")):
        return base + "es"
    return base[:-1] + "ies" if base[-1] == "y" and base[-2] not in "aeiou" else base + "s"


def _regular(base: str) -> str:
    if base.endswith("e"):
        return base + "d"
    if base[-1] == "y" and base[-2] not in "aeiou":
        return base[:-1] + "ied"
    return base + "ed"


def conjugate(base: str, tense: str, plural: bool = False) -> str:
    """Return a verb in the third person.

    Raises:
        ValueError: if `tense` is not past, perfect (the past perfect) or present.

    >>> conjugate("lend", "past"), conjugate("lend", "perfect"), conjugate("lend", "present")
    ('lent', 'had lent', 'lends')
    >>> conjugate("be", "past", plural=True), conjugate("stop", "past"), conjugate("carry", "present")
    ('were', 'stopped', 'carries')
    """
    match tense:
        case "past":
            return "were" if base == "be" and plural else past(base)
        case "perfect":
            return f"had {participle(base)}"
        case "present":
            return ("are" if base == "be" else base) if plural else third_person(base)
        case _:
            raise ValueError(f'tense must be "past", "perfect" or "present", got {tense!r}.')
