"""What the clinic knows: symptoms, diagnoses, drugs with their doses, and names that the town has not.

The medicine is that of a textbook for lay people: drugs that fit the diagnosis, with usual doses for adults (for the
few children, drugs that are usual at their age), and no pair of drugs that clash. It is no advice to anybody.
"""

from __future__ import annotations

from dataclasses import dataclass

from course_lib.corpora.town.lexicon import Words, table

PAINKILLERS = ("ibuprofen", "naproxen", "diclofenac")
# drugs for today, and the illnesses of the past that forbid them
CLASHES = {
    **dict.fromkeys(PAINKILLERS, ("hypertension", "angina", "atrial fibrillation", "heart failure", "asthma")),
    "sumatriptan": ("hypertension", "angina", "atrial fibrillation"),
    "aspirin": ("asthma",),
    "bisoprolol": ("asthma",),
    "betahistine": ("asthma",),
    "prednisolone": ("type 2 diabetes", "glaucoma"),
    "co-beneldopa": ("glaucoma",),
}
# illnesses of weeks that pass; those of days all do, those of months do not
PASSING = (
    "eczema",
    "Achilles tendinopathy",
    "reflux disease",
    "migraine",
    "tension headache",
    "allergic conjunctivitis",
)
FAMILY = (
    Words("mother", "母亲"),
    Words("father", "父亲"),
    Words("sister", "姐姐"),
    Words("brother", "哥哥"),
    Words("grandmother", "外婆"),
    Words("grandfather", "爷爷"),
    Words("aunt", "姨妈"),
    Words("uncle", "舅舅"),
)


@dataclass(frozen=True, slots=True)
class Drug:
    """A drug with its usual dose; `often` is a section of the phrase bank; `days` is 0 for treatment without end."""

    name: Words
    dose: Words
    often: str
    days: int
    route: str


@dataclass(frozen=True, slots=True)
class Condition:
    """A diagnosis: whom it befalls, how it shows, and which diagnosis it may be taken for."""

    name: Words
    group: str
    ages: range
    sex: str  # f, m, any
    course: str  # days, weeks, months
    symptoms: tuple[str, ...]
    absent: tuple[str, ...]  # what a doctor would ask about, and the patient has not
    maybe: str
    drugs: tuple[Drug, ...]


def _drug(condition: str, drug: str, zh: str, dose: str, zh_dose: str, often: str, days: str, route: str):
    return condition, Drug(Words(drug, zh), Words(dose, zh_dose), often, int(days), route)


DRUGS = table("clinic_drugs", _drug)


def _condition(
    name: str, zh: str, group: str, low: str, high: str, sex: str, course: str, symptoms: str, absent: str, maybe: str
) -> Condition:
    drugs = tuple(drug for condition, drug in DRUGS if condition == name)
    shows = tuple(symptoms.split(";")), tuple(absent.split(";"))
    return Condition(Words(name, zh), group, range(int(low), int(high) + 1), sex, course, *shows, maybe, drugs)


SYMPTOM = dict(table("clinic_symptoms", lambda name, zh: (name, Words(name, zh))))
CONDITION = {one.name.en: one for one in table("clinic_conditions", _condition)}
GROUPS = tuple(dict.fromkeys(one.group for one in CONDITION.values() if one.drugs))
BY_GROUP = {group: tuple(one for one in CONDITION.values() if one.group == group) for group in GROUPS}
INHERITED = [one for one in CONDITION.values() if one.sex == "any" and one.course != "days"]
STRANGERS = table("clinic_strangers", lambda **row: tuple(row.values()))
