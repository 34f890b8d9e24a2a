"""Translations that are wrong in one word that matters: what a score should see.

Tested by tests/applications/translation/test_blind_spots.py.
Left out: wrong numbers, wrong times, what is left out or added.
"""

from course_lib.applications.translation.told import Told
from course_lib.corpora.town.people import Person
from course_lib.corpora.town.reader import Reader


def names_swapped(told: Told) -> str | None:
    """Return the reference with two people's names exchanged: who did it to whom is turned round.

    None if it does not name exactly two people.
    """
    people = [one.entity for one in told.chinese.mentions if isinstance(one.entity, Person)]
    names = list(dict.fromkeys(person.name.zh for person in people))
    if len(names) != 2:
        return None
    first, second = names
    return told.target.replace(first, "\0").replace(second, first).replace("\0", second)


def denied(told: Told) -> str | None:
    """Return the reference with 没有, not, before its verb, so that it did not happen.

    None where the town's reader does not read the result as a denial.
    """
    if len(told.chinese.triggers) != 1:
        return None
    verb = told.chinese.triggers[0]
    word = told.target[verb.start : verb.end].removesuffix("了")
    rest = told.target[verb.end :].removeprefix("了")
    text = f"{told.target[: verb.start]}没有{word}{rest}"
    clauses = Reader(told.world, "zh").read(text)
    is_denial = all(clauses) and any(claim.negated for claims in clauses for claim in claims)
    return text if is_denial else None
