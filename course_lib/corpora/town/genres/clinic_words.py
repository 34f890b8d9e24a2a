"""How a clinic writes who somebody is: names in all their forms, dates, numbers and addresses, each marked."""

from __future__ import annotations

import datetime
from functools import cache

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_cases import Case
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Person
from course_lib.corpora.town.phrases import Filled, phrases, with_article

Slots = dict[str, str | int | Filled]


def marked(text: str, label: str, before: str = "", after: str = "") -> Filled:
    """Return the text as one span of this label; what stands before and after stays outside of it."""
    return Filled(before + text + after, (Span(len(before), len(before) + len(text), label),))


def personal_slots(case: Case, language: Language, chance: Chance) -> Slots:
    """Return the slots that say who, when and where, in one way of writing a note."""
    slots = _name_slots(case, language, chance) | _date_slots(case, language, chance)
    patient, female = case.patient, case.patient.sex == "f"
    child = patient.age < 18
    phone = case.phone
    phone = chance.pick([phone, f"{phone[:5]} {phone[5:]}", f"{phone[:5]} {phone[5:8]} {phone[8:]}"])
    if language == "zh" and chance.happens(0.5):
        phone = phone.replace(" ", "-")
    number = case.number
    number = chance.pick([number, number, f"{number[:3]}{' ' if language == 'en' else '-'}{number[3:]}"])
    given, surname = patient.name.en.lower(), patient.surname.en.lower()
    email = chance.pick([f"{given}.{surname}", f"{given}{case.birth.year % 100:02d}", f"{given[0]}_{surname}"])
    slots |= {
        "age": marked(str(patient.age), "AGE"),
        "anage": marked(
            str(patient.age), "AGE", "an " if str(patient.age)[0] == "8" or patient.age in (11, 18) else "a "
        ),
        "address": marked(patient.address[language], "ADDRESS"),
        "phone": marked(phone, "PHONE"),
        "id": marked(number, "ID"),
        "email": marked(f"{email}@{chance.pick(['post', 'mail', 'town'])}.example", "EMAIL"),
        "famkin": marked(case.family[0][language], "RELATIVE"),
    }
    if patient.job:
        job = patient.job.name[language]
        slots["job"] = marked(job, "JOB")
        slots["ajob"] = marked(job, "JOB", with_article(job)[: -len(job)])
    if language == "zh":
        man = "女" if female else "男"
        return slots | {"man": man, "he": "她" if female else "他", "pt": "患儿" if child else "患者"}
    he, him, his = ("she", "her", "her") if female else ("he", "him", "his")
    man = ("girl" if female else "boy") if child else chance.pick(["woman", "lady"] if female else ["man", "gentleman"])
    return slots | {"he": he, "him": him, "his": his, "man": man, "letter": "F" if female else "M"}


def _name_slots(case: Case, language: Language, chance: Chance) -> Slots:
    patient = case.patient
    given, surname, full = _given(patient, language), patient.surname[language], patient.full[language]
    formal = marked(given, "NAME") if patient.age < 18 else _formal(patient, language)
    short = _nickname(patient, language, chance)
    if language == "en":
        initials = chance.pick([f"{given[0]}{surname[0]}", f"{given[0]}. {surname}"])
        listed = chance.pick([f"{surname.upper()}, {given}", f"{surname}, {given}", f"{surname.upper()} {given}"])
    else:
        initials = f"{surname}某" if patient.origin in ("china", "japan") else given
        listed = full
    again = [formal, marked(given, "NAME"), marked(short, "NAME"), marked(full, "NAME"), marked(initials, "NAME")]
    wrong = _misspelt(given, language, chance)
    slots: Slots = {
        "name": marked(_misspelt(full, language, chance) if chance.happens(0.04) else full, "NAME"),
        "listed": marked(listed, "NAME"),
        "formal": formal,
        "given": marked(chance.pick([given, given, short]), "NAME"),
        "initials": marked(initials, "NAME"),
        "again": marked(wrong, "NAME") if chance.happens(0.25) else chance.pick(again),
        "doctor": _doctor(case.doctor, language),
        "colleague": _doctor(case.colleague, language),
    }
    if case.kin:
        relation, person = case.kin
        slots["kin"] = marked(relation[language], "RELATIVE")
        slots["kinname"] = marked(chance.pick([person.full[language], _given(person, language)]), "NAME")
    return slots


def _given(person: Person, language: Language) -> str:
    """Return what friends say; in Chinese, nobody is called by a given name of one character alone."""
    alone = language == "zh" and len(person.name.zh) == 1 and person.origin in ("china", "japan")
    return person.full.zh if alone else person.name[language]


def _formal(person: Person, language: Language) -> Filled:
    if language == "en":
        return marked(person.surname.en, "NAME", "Ms " if person.sex == "f" else "Mr ")
    return marked(person.surname.zh, "NAME", after="女士" if person.sex == "f" else "先生")


def _doctor(person: Person, language: Language) -> Filled:
    surname = person.surname[language]
    return marked(surname, "NAME", "Dr ") if language == "en" else marked(surname, "NAME", after="医生")


@cache
def _pairs(section: str, language: Language) -> dict[str, str]:
    return dict(line.split("|") for line in phrases("clinic_notes", language)[section])


def _nickname(person: Person, language: Language, chance: Chance) -> str:
    if language == "en":
        return _pairs("nicknames", "en").get(person.name.en, person.name.en)
    surname = person.surname.zh
    if person.origin != "china":
        return _given(person, "zh")
    return chance.pick([f"阿{person.name.zh[-1]}", f"老{surname}" if person.age > 45 else f"小{surname}"])


def _misspelt(name: str, language: Language, chance: Chance) -> str:
    """Return the name with two letters exchanged, or with a character that sounds alike."""
    if language == "zh":
        alike = _pairs("homophones", "zh")
        places = [at for at, character in enumerate(name) if character in alike]
        if not places:
            return name
        at = chance.pick(places)
        return name[:at] + alike[name[at]] + name[at + 1 :]
    places = [at for at in range(1, len(name) - 1) if name[at : at + 2].islower() and name[at] != name[at + 1]]
    if not places:
        return name
    at = chance.pick(places)
    return name[:at] + name[at + 1] + name[at] + name[at + 2 :]


def _date_slots(case: Case, language: Language, chance: Chance) -> Slots:
    bank = phrases("clinic_notes", language)
    units = {"days": 1, "weeks": 7, "months": 30}
    onset = case.seen - datetime.timedelta(case.lasted * units[case.condition.course])
    short = onset.year == case.seen.year and chance.happens(0.6)
    return {
        "date": _date(case.seen, chance.pick(bank["dates"]), language),
        "dob": _date(case.birth, chance.pick(bank["dates"][:4]), language),
        "next": _date(case.again, chance.pick(bank["short dates" if chance.happens(0.6) else "dates"]), language),
        "onset": _date(onset, chance.pick(bank["short dates" if short else "dates"]), language),
    }


def _date(day: datetime.date, form: str, language: Language) -> Filled:
    month, mon = phrases("clinic_notes", "en")["months"][day.month - 1].split("|")
    values = {"d": day.day, "m": day.month, "y": day.year, "yy": f"{day.year % 100:02d}", "month": month, "mon": mon}
    return marked(form.format(**values), "DATE")
