"""What happened at the clinic: who came, with what, what was found, and what was given. No word of the note yet.

Made up, and no advice.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_tables import (
    BY_GROUP,
    CLASHES,
    CONDITION,
    FAMILY,
    GROUPS,
    INHERITED,
    PASSING,
    STRANGERS,
    Condition,
    Drug,
)
from course_lib.corpora.town.lexicon import FOODS, HOBBIES, JOBS, Words
from course_lib.corpora.town.people import KINSHIP, Person, Town
from course_lib.corpora.town.phrases import phrases

FORMS = ("headed", "brief", "referral", "discharge", "phone", "visit")


@dataclass(frozen=True, slots=True)
class Past:
    """An illness of other days, of another specialty; `lasting` if its drug is still taken."""

    condition: Condition
    drug: Drug
    symptoms: tuple[str, ...]
    lasting: bool
    dosed: bool  # whether the dose is told


@dataclass(frozen=True, slots=True)
class Case:
    """One contact of a patient with the clinic. `told` names the parts that the note has."""

    patient: Person
    stranger: bool  # whether the names are missing in the town's tables
    kin: tuple[Words, Person] | None
    form: str
    told: tuple[str, ...]
    condition: Condition
    symptoms: tuple[str, ...]
    absent: tuple[str, ...]
    lasted: int  # in the unit of condition.course
    drug: Drug
    past: Past | None
    family: tuple[Words, Condition]
    doctor: Person
    colleague: Person
    seen: datetime.date
    again: datetime.date
    birth: datetime.date
    phone: str
    number: str  # ten digits, the last one a check digit
    batch: str  # ten digits that fail the check: no personal number


def check_digit(digits: str) -> int | None:
    """Return the check digit (modulus 11) of nine digits; None where they have none and no number may be made of them.

    Raises:
        ValueError: if these are not nine digits.

    >>> check_digit("943476591")
    9
    """
    if len(digits) != 9 or not digits.isdecimal():
        raise ValueError(f"a clinic number begins with 9 digits, got {digits!r}; leave out blanks and the check digit.")
    rest = -sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), digits, strict=True)) % 11
    return rest if rest < 10 else None


def draw_case(town: Town, chance: Chance) -> Case:
    """Return a contact: first a diagnosis, all groups equally likely, then somebody whom it can befall."""
    condition = chance.pick(BY_GROUP[chance.pick(GROUPS)])
    patient, stranger, kin = _patient(town, condition, chance)
    drug = chance.pick(condition.drugs)
    past = _past(patient, condition, drug, chance)
    form = chance.pick(FORMS)
    seen = datetime.date(2022, 1, 1) + datetime.timedelta(chance.below(1460))
    doctor, colleague = chance.some([one for one in _doctors(town) if one.surname != patient.surname], 2)
    digits, check = _number(chance)
    symptoms = chance.some(condition.symptoms, chance.between(2, min(4, len(condition.symptoms))))
    return Case(
        patient,
        stranger,
        kin,
        form,
        _told(form, patient, past is not None, chance),
        condition,
        tuple(symptoms),
        _absent(condition, symptoms, past, chance),
        chance.between(2, 9),
        drug,
        past,
        (
            chance.pick(FAMILY),
            chance.pick([one for one in INHERITED if one not in (condition, past and past.condition)]),
        ),
        doctor,
        colleague,
        seen,
        seen + datetime.timedelta(chance.between(5, 40)),
        _birth(patient.age, seen, chance),
        chance.pick(("07700900", "01632960")) + f"{chance.below(1000):03d}",
        f"{digits}{check}",
        _spoilt(chance),
    )


def _absent(condition: Condition, symptoms: list[str], past: Past | None, chance: Chance) -> tuple[str, ...]:
    """Return what was asked for in vain: what goes with today's illness, and what the old one began with."""
    absent = chance.some(condition.absent, chance.between(1, min(3, len(condition.absent))))
    old = [one for one in (past.symptoms if past else ()) if one not in (*condition.symptoms, *absent)]
    return tuple(chance.shuffled([*absent, *old[: chance.between(1, 2)]]))


def _number(chance: Chance) -> tuple[str, int]:
    while True:
        digits = f"999{chance.below(1_000_000):06d}"
        check = check_digit(digits)
        if check is not None:
            return digits, check


def _spoilt(chance: Chance) -> str:
    digits, check = _number(chance)
    return f"{digits}{(check + chance.between(1, 9)) % 10}"


def _birth(age: int, seen: datetime.date, chance: Chance) -> datetime.date:
    month, day = chance.between(1, 12), chance.between(1, 28)
    still_to_come = (month, day) > (seen.month, seen.day)
    return datetime.date(seen.year - age - still_to_come, month, day)


def _told(form: str, patient: Person, past: bool, chance: Chance) -> tuple[str, ...]:
    likely = {"complaint": 1, "absent": 0.9, "past": 0.9 * past, "family": 0.45, "social": 0.6, "trap": 0.65}
    if form != "phone":
        likely |= {"vitals": 0.65, "exam": 0.33}
    elif patient.age < 18:
        del likely["trap"]
    likely |= {"impression": 0.45, "plan": 1, "follow": 0.7}
    parts = [part for part, probability in likely.items() if chance.happens(probability)]
    if "past" in parts and chance.happens(0.35):
        parts = ["past", *(part for part in parts if part != "past")]
    return tuple(parts)


def _lasting(drug: Drug) -> bool:
    return not drug.days and drug.often != "need"


def _past(patient: Person, condition: Condition, drug: Drug, chance: Chance) -> Past | None:
    """Return an old illness, told with as many words as today's: its drug may still be taken if it does not clash."""
    clashes = CLASHES.get(drug.name.en.split()[0], ())
    fitting = [
        (one, taken)
        for one in CONDITION.values()
        for taken in one.drugs
        if (_lasting(taken) or one.course == "days" or one.name.en in PASSING)
        and patient.age in range(one.ages.start, one.ages.stop + 20)
        and one.sex in ("any", patient.sex)
        and one.group != condition.group
        and one.name.en not in clashes
        and not {*one.symptoms} & {*condition.absent}
        and condition.name.en not in CLASHES.get(taken.name.en.split()[0], ())
    ]
    if not fitting:
        return None
    old, taken = chance.pick(fitting)
    symptoms = tuple(chance.some(old.symptoms, chance.between(2, 3)))
    return Past(old, taken, symptoms, _lasting(taken), chance.happens(0.5))


def _patient(town: Town, condition: Condition, chance: Chance) -> tuple[Person, bool, tuple[Words, Person] | None]:
    fitting = [one for one in town.people if one.age in condition.ages and condition.sex in ("any", one.sex)]
    if not fitting or chance.happens(0.35):
        patient, kin = _stranger(town, condition, chance)
        return patient, True, kin
    patient = chance.pick(fitting)
    grown = [one for one in town.family(patient) if one.job]
    if not grown:
        return patient, False, None
    kin_person = chance.pick(grown)
    return patient, False, (KINSHIP[town.kin(patient, kin_person) or ""], kin_person)


def _stranger(town: Town, condition: Condition, chance: Chance) -> tuple[Person, tuple[Words, Person]]:
    """Return a guest or newcomer with a name of their own, and the relative in town."""
    rows = [row for row in STRANGERS if condition.sex in ("any", row[4])]
    given, surname, zh, zh_surname, sex, origin = chance.pick(rows)
    very_old = condition.ages.stop > 91 and chance.happens(0.35)
    low = 90 if very_old else max(19, condition.ages.start)
    age = chance.between(low, condition.ages.stop - 1)
    job = chance.pick(JOBS) if age <= 66 else None
    host = chance.pick([one for one in town.people if one.job and one.origin == origin])
    street = chance.below(len(phrases("clinic_notes", "en")["streets elsewhere"]))
    elsewhere = Words(*(phrases("clinic_notes", language)["streets elsewhere"][street] for language in ("en", "zh")))
    home = (host.street, host.number) if chance.happens(0.3) else (elsewhere, chance.between(1, 60))
    words = Words(given, zh), Words(surname, zh_surname)
    return Person(*words, sex, age, job, *home, FOODS[0], HOBBIES[0], origin), (_relation(age, host), host)


def _relation(age: int, host: Person) -> Words:
    """Return what someone of the town is to a guest of this age."""
    if age >= host.age + 20:
        return Words("niece", "外甥女") if host.sex == "f" else Words("nephew", "外甥")
    older = host.age > age
    if host.sex == "f":
        return Words("cousin", "表姐" if older else "表妹")
    return Words("cousin", "表哥" if older else "表弟")


def _doctors(town: Town) -> list[Person]:
    """Return the doctors: those of the town's people, and eight who came from elsewhere."""
    home = town.people[0]
    hired = (
        Person(
            Words(given, zh), Words(surname, zh_surname), sex, 45, None, home.street, 1, FOODS[0], HOBBIES[0], origin
        )
        for given, surname, zh, zh_surname, sex, origin in STRANGERS[5::6]
    )
    return [*(one for one in town.people if one.job and one.job.name.en == "doctor"), *hired]
