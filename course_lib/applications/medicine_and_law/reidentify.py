"""Whom could it be? What a note still says, and how many people of the town it fits.

An adversary has the town's public register: who lives there, of which sex and age, with
which job and family. What is left in a note (an age, a job, a husband, "she") are
quasi-identifiers: none is a name, together they are one.
Source: Sweeney (2002), k-anonymity, https://doi.org/10.1142/S0218488502001648.
Tested by tests/applications/medicine_and_law/test_reidentify.py.
Left out: birth dates, times of visits, rare illnesses that the neighbours know of,
and patients who are not in the register.
"""

import re
from collections import Counter
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from course_lib.applications.medicine_and_law.leaks import removed
from course_lib.corpora.annotations import Span
from course_lib.corpora.town.genres.clinic_notes import ClinicNote
from course_lib.corpora.town.people import Person, Town

FEMALE = re.compile(r"\b(?:she|her|woman|lady|girl|Ms)\b|\d+F\b", re.IGNORECASE)
MALE = re.compile(r"\b(?:he|his|him|man|gentleman|boy|Mr)\b|\d+M\b", re.IGNORECASE)


@dataclass(frozen=True)
class Facts:
    """What a note says of its patient; None or empty where it is silent.

    Args:
        sex: f or m.
        ages: the ages that fit, as a range of whole years.
        job: in English.
        kin: what relatives they live with, "husband" or "elder sister".
        address: house and street.
        names: given names and surnames.
    """

    sex: str | None = None
    ages: tuple[int, int] | None = None
    job: str | None = None
    kin: frozenset[str] = frozenset()
    address: str | None = None
    names: frozenset[str] = frozenset()

    def __or__(self, other: "Facts") -> "Facts":
        """Return both together: what two notes of one patient say."""
        return Facts(
            sex=self.sex or other.sex,
            ages=self.ages or other.ages,
            job=self.job or other.job,
            kin=self.kin | other.kin,
            address=self.address or other.address,
            names=self.names | other.names,
        )


def left_in(note: ClinicNote, found: Sequence[Span], age_band: int = 1) -> Facts:
    """Return what a note says of the patient where `found` has been taken out.

    The simulator says which words are the patient's own, so that this is the best reader
    there can be; only the sex is guessed, from the pronouns.

    Args:
        note: with its case.
        found: the spans that were removed.
        age_band: ages are told in groups of so many years; 1 for the age itself.

    Raises:
        ValueError: if the band is not positive.
    """
    if age_band < 1:
        raise ValueError(f"age_band must be at least 1 year, got {age_band}.")
    patient = note.case.patient
    left = [one for one in note.spans if not removed(note.text, one, found)]
    kinds = {one.label: note.text[one.start : one.end] for one in left}
    names = " ".join(note.text[a:b] for a, b, label in left if label == "NAME")
    words = {word.capitalize() for word in re.findall(r"\w+", names)}
    low = patient.age // age_band * age_band
    home = patient.address.en
    return Facts(
        sex_of(note.text),
        (low, low + age_band - 1) if "AGE" in kinds else None,
        kinds["JOB"].lower() if "JOB" in kinds else None,
        _kin_left(note, left),
        home if kinds.get("ADDRESS") == home else None,
        frozenset({*patient.full.en.split()} & words),
    )


def sex_of(text: str) -> str | None:
    """Return what most words say that tell a woman from a man; None if it is a draw.

    >>> sex_of("Her husband says that she sleeps badly."), sex_of("Pt, 50M"), sex_of("Pt")
    ('f', 'm', None)
    """
    women, men = len(FEMALE.findall(text)), len(MALE.findall(text))
    return None if women == men else "f" if women > men else "m"


def _kin_left(note: ClinicNote, left: Iterable[Span]) -> frozenset[str]:
    """Return the relative with whom the patient lives, if the note says so."""
    if note.case.kin is None:
        return frozenset()
    relation = note.case.kin[0].en
    words = [note.text[a:b].lower() for a, b, label in left if label == "RELATIVE"]
    return frozenset({relation} if relation in words else ())


@dataclass(frozen=True)
class Resident:
    """A line of the public register: a person, and what their family is to them."""

    person: Person
    kin: frozenset[str]

    def fits(self, facts: Facts) -> bool:
        """Return whether nothing that is known speaks against this person."""
        one = self.person
        low, high = facts.ages or (one.age, one.age)
        return (
            facts.sex in (None, one.sex)
            and low <= one.age <= high
            and (facts.job is None or bool(one.job and one.job.name.en == facts.job))
            and facts.kin <= self.kin
            and facts.address in (None, one.address.en)
            and facts.names <= {*one.full.en.split()}
        )


def register(towns: Iterable[Town]) -> list[Resident]:
    """Return everybody who lives in these towns."""
    return [
        Resident(one, frozenset(town.kin(one, other) or "" for other in town.family(one)))
        for town in towns
        for one in town.people
    ]


def candidates(facts: Facts, residents: Sequence[Resident]) -> list[Person]:
    """Return all whom the facts fit."""
    return [one.person for one in residents if one.fits(facts)]


def who(person: Person) -> str:
    """Return a name and address: one person, though the town be made twice."""
    return f"{person.full.en}, {person.address.en}"


def share_found(
    facts: Mapping[str, Sequence[Facts]],
    residents: Sequence[Resident],
    joined: bool = False,
) -> float:
    """Return the share of notes that fit one resident alone, who is the patient.

    Args:
        facts: of each patient, as `who` names them, what each note says.
        residents: the register.
        joined: whether an adversary can tell which notes belong to one patient, as
            consistent surrogates show: then each note says what all of them say.

    Raises:
        ValueError: if there is no note.
    """
    right = []
    for patient, notes in facts.items():
        together = Facts()
        for one in notes:
            together = together | one
        for one in [together] * len(notes) if joined else notes:
            right.append([who(fit) for fit in candidates(one, residents)] == [patient])
    if not right:
        raise ValueError("there must be a note of a resident, got 0.")
    return sum(right) / len(right)


def group_sizes(rows: Iterable[Hashable]) -> list[int]:
    """Return for each row how many rows are equal to it, itself included.

    >>> group_sizes([("f", 30), ("m", 30), ("f", 30)])
    [2, 1, 2]
    """
    rows = list(rows)
    counts = Counter(rows)
    return [counts[row] for row in rows]


def k_anonymity(rows: Iterable[Hashable]) -> int:
    """Return k: each row is equal to at least k - 1 others.

    Raises:
        ValueError: if there are no rows.

    >>> k_anonymity([("f", 30), ("m", 30), ("f", 30)])
    1
    """
    sizes = group_sizes(rows)
    if not sizes:
        raise ValueError("there must be a row, got 0.")
    return min(sizes)


def facts_by_patient(
    notes: Sequence[ClinicNote],
    kinds: Collection[str],
    age_band: int = 1,
) -> dict[str, list[Facts]]:
    """Return what the notes of each resident say once all spans of these kinds are gone."""
    said: dict[str, list[Facts]] = {}
    for note in notes:
        if not note.case.stranger:
            gone = [one for one in note.spans if one.label in kinds]
            said.setdefault(who(note.case.patient), []).append(left_in(note, gone, age_band))
    return said
