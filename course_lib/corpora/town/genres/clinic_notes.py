"""Notes that the town's clinic writes after a visit, with personal data and findings marked. Made up; not for patients.

Follows the labels of de-identification work (HIPAA's list, the i2b2 notes) in a small way, and marks more: every age
(HIPAA protects those over 89), jobs and relatives too, since together they lead to a person in a small town.

How hard it is made, and why:
- A third of the patients and most of the doctors have names that are not in the town's tables, and many of these are
  words as well (Rose, Will, Mr Baker, 高, 白, 于): a list of names finds fewer than half of all mentions, and it also
  marks what is no person. Eponyms (Bell's palsy, Murphy's sign, 何首乌) and numbers that look like dates (3/7 for three
  days, 6/9 for sight) or like a clinic number (a batch, whose last digit fails the check) stand beside the real ones.
- One mention in about thirty is misspelt, some are nicknames or initials, and dates have five forms.
- `label`, the specialty, is often not named: what the patient has not, the family's illnesses, old illnesses with their
  drugs, and the diagnosis that was thought of and put aside come from other specialties. Only the status of each
  finding tells them apart; a bag of words, which does not see it, is right on 91 to 94 % of the notes.

Left out: names of hospitals and towns; vaccines, herbs and home remedies are not marked as drugs. Traps are a closed
list, so a model that has seen many notes knows them: hold out combinations, and names.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from typing import NamedTuple

from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_cases import Case, draw_case
from course_lib.corpora.town.genres.clinic_tables import CONDITION, SYMPTOM
from course_lib.corpora.town.genres.clinic_words import Slots, marked, personal_slots
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import Filled, capitalised, fill, join, phrases

PERSONAL = ("NAME", "AGE", "ADDRESS", "PHONE", "DATE", "ID", "EMAIL", "JOB", "RELATIVE")
FINDINGS = ("SYMPTOM", "DIAGNOSIS", "DRUG", "DOSE", "DURATION", "BODY_PART")
NOTES = ("headed", "brief", "phone")  # the forms in clipped style; the others are in whole sentences
ARTICLES = {  # of the diagnoses that need one in a whole sentence
    **dict.fromkeys(("kidney stone", "lumbar strain", "middle ear infection", "deep vein thrombosis"), "a "),
    **dict.fromkeys(("ankle sprain", "ankle fracture", "enlarged prostate"), "an "),
}
UNITS = {"days": "days", "weeks": "weeks", "months": "months of illness"}


class Finding(NamedTuple):
    """A medical span; `status` is present, absent, possible, past (an old illness and its drug) or family."""

    start: int
    end: int
    label: str
    status: str

    @property
    def negated(self) -> bool:
        """Whether the text says that the patient has it not."""
        return self.status == "absent"


@dataclass(frozen=True)
class ClinicNote:
    """A note: `spans` are personal data, `findings` the medicine; `label` is the specialty of today's problem."""

    text: str
    language: Language
    case: Case
    spans: tuple[Span, ...]
    findings: tuple[Finding, ...]

    @property
    def patient(self) -> str:
        """The patient's full name, which the text may spell in another way or not have at all."""
        return self.case.patient.full[self.language]

    @property
    def label(self) -> str:
        """The specialty, in English: respiratory, skin, heart …"""
        return self.case.condition.group

    @property
    def combination(self) -> str:
        """The specialty and the form of the note, such as "skin|phone"."""
        return f"{self.label}|{self.case.form}"

    @property
    def annotated(self) -> Annotated:
        """The text with its personal data, whose `masked()` is the de-identified note."""
        return Annotated(self.text, self.spans, self.label)


def clinic_note(town: Town, language: Language, chance: Chance) -> ClinicNote:
    """Return a note: what happened is drawn first, and is the same in both languages; then the wording."""
    case = draw_case(town, chance)
    slots = personal_slots(case, language, chance) | _finding_slots(case, language, chance)
    note = _layout(case, language, slots, chance)
    marks = [(span, *span.label.partition("|")[::2]) for span in note.spans]
    return ClinicNote(
        note.text,
        language,
        case,
        tuple(span for span, label, _ in marks if label in PERSONAL),
        tuple(Finding(span.start, span.end, label, status) for span, label, status in marks if label in FINDINGS),
    )


def _layout(case: Case, language: Language, slots: Slots, chance: Chance) -> Filled:
    """Return the note: lines (headed), lines with headings (discharge), or running text between first and last line."""
    space = " " if language == "en" else ""
    style = "notes" if case.form in NOTES else "prose"
    first = _say(f"opening {case.form}", case, language, slots, chance)
    last = _say(f"closing {case.form}", case, language, slots, chance)
    lines: list[list[Filled]] = []
    for part in case.told:
        said = _say(_section(part, style, case), case, language, slots, chance)
        if not said.text:
            continue
        if not lines or part not in ("absent", "trap", "exam") or (part == "exam" and "vitals" not in case.told):
            lines.append([_heading(part, language, chance)] if case.form == "discharge" else [])
        lines[-1].append(said)
    body = [join(line, space) for line in lines]
    if case.form in ("headed", "discharge"):
        return join([first, *body, last], "\n")
    if case.form in ("brief", "phone"):
        return join([first, *body, last], space)
    return join([first, join(body, space), last], "\n")


def _section(part: str, style: str, case: Case) -> str:
    if part == "exam":
        return f"exam {case.condition.name.en}"
    if part == "trap" and (case.patient.age < 18 or case.form == "phone"):
        return "trap child" if case.patient.age < 18 else "trap phone"
    if part == "past" and case.past and not case.past.lasting:
        part = "old"
    return f"{part} {style}"


def _heading(part: str, language: Language, chance: Chance) -> Filled:
    heading = chance.pick(phrases("clinic_notes", language)[f"heading {'exam' if part == 'vitals' else part}"])
    return Filled(f"{heading}{':' if language == 'en' else '：'}")


@cache
def _lines(section: str, language: Language, adult: bool, lacking: tuple[str, ...]) -> tuple[str, ...]:
    """Return the templates of a section that fit the patient: children, people without a job, people without family."""
    lines = phrases("clinic_notes", language)[section]
    if not adult:
        lines = tuple(line for line in lines if not re.match(r"\(adult\)|（成人）", line))
    lines = tuple(re.sub(r"^(\(adult\) ?|（成人）)", "", line) for line in lines)
    return tuple(line for line in lines if not any(f"{{{slot}" in line for slot in lacking))


def _say(section: str, case: Case, language: Language, slots: Slots, chance: Chance) -> Filled:
    """Return a template of the section with its slots filled, its parts of the body and its first letter in order."""
    lacking = (*(() if case.patient.job else ("job", "ajob")), *(() if case.kin else ("kin",)))
    lines = _lines(section, language, case.patient.age >= 18, lacking)
    if not lines:
        return Filled("")
    pieces = re.split(r"<([^<>]+)>", chance.pick(lines))
    parts = [marked(piece, "BODY_PART|present") if at % 2 else fill(piece, **slots) for at, piece in enumerate(pieces)]
    whole = join(parts, "")
    return Filled(capitalised(whole.text), whole.spans)


def _listed(names: Sequence[str], status: str, last: str, language: Language) -> Filled:
    """Return symptoms as a list: "cough, fever and rash", "咳嗽、发热"."""
    words = [marked(SYMPTOM[name][language], f"SYMPTOM|{status}") for name in names]
    if language == "zh":
        return join(words, "、")
    return words[0] if len(words) == 1 else join([join(words[:-1], ", "), words[-1]], f" {last} ")


def _finding_slots(case: Case, language: Language, chance: Chance) -> Slots:
    """Return the slots of the medicine; a span's label is its kind and its status, "SYMPTOM|absent"."""
    bank = phrases("clinic_notes", language)
    pick = partial(_pick, bank, case.drug.dose.en.endswith("%"), chance)
    span = partial(_duration, bank, pick)
    diagnosis = partial(_diagnosis, case.form, language)
    slots: Slots = {
        "has": _listed(case.symptoms, "present", chance.pick(["and", "and", "plus"]), language),
        "first": _listed(case.symptoms[:1], "present", "", language),
        "rest": _listed(case.symptoms[1:], "present", "and", language),
        "lacks": _listed(case.absent, "absent", "or", language),
        "lack": _listed(case.absent[:1], "absent", "", language),
        "since": span(case.lasted, case.condition.course),
        "diagnosis": diagnosis(case.condition.name.en, "present"),
        "maybe": diagnosis(case.condition.maybe, "possible"),
        "fam": diagnosis(case.family[1].name.en, "family"),
        "rx": _prescription(case, language, pick, span),
    }
    if case.past:
        slots["past"] = diagnosis(case.past.condition.name.en, "past")
        drug = marked(case.past.drug.name[language], "DRUG|past")
        dose = marked(case.past.drug.dose[language], "DOSE|past")
        slots["pastdrug"] = join([drug, dose], " " if language == "en" else "") if case.past.dosed else drug
        slots["oldhas"] = _listed(case.past.symptoms, "past", "and", language)
    return slots | _numbers(case, chance)


def _pick(bank: Mapping[str, Sequence[str]], per_cent: bool, chance: Chance, section: str) -> str:
    return chance.pick([line for line in bank[section] if not (per_cent and "每次" in line)])


def _duration(bank: Mapping[str, Sequence[str]], pick: Callable[[str], str], number: int, unit: str) -> Filled:
    return marked(fill(pick(UNITS[unit]), n=number, word=bank["numbers"][number - 1]).text, "DURATION|present")


def _diagnosis(form: str, language: Language, name: str, status: str) -> Filled:
    before = ARTICLES.get(name, "") if language == "en" and form not in NOTES else ""
    return marked(CONDITION[name].name[language], f"DIAGNOSIS|{status}", before)


def _prescription(
    case: Case, language: Language, pick: Callable[[str], str], span: Callable[[int, str], Filled]
) -> Filled:
    drug = case.drug
    weeks = drug.days % 7 == 0 and drug.days > 7
    return fill(
        pick("rx short" if drug.days else "rx long"),
        drug=marked(drug.name[language], "DRUG|present"),
        dose=marked(drug.dose[language], "DOSE|present"),
        often=pick(f"often {drug.often}"),
        dotted=pick(f"dotted {drug.often}") if language == "en" else "",
        route=drug.route,
        course=span(drug.days // 7 if weeks else drug.days, "weeks" if weeks else "days") if drug.days else "",
    )


def _numbers(case: Case, chance: Chance) -> Slots:
    """Return what was measured: warm where there is fever, high pressure where that is the diagnosis."""
    high = case.condition.name.en == "hypertension"
    tenths = chance.between(380, 392) if "fever" in case.symptoms else chance.between(363, 371)
    upper, lower = (
        (chance.between(154, 178), chance.between(92, 104))
        if high
        else (
            chance.between(112, 136),
            chance.between(66, 84),
        )
    )
    if case.patient.age < 18:
        upper, lower = upper - 14, lower - 8
    quick = case.condition.name.en == "Graves' disease" or {"palpitations", "fever"} & {*case.symptoms}
    return {
        "bp": f"{upper}/{lower}",
        "temp": f"{tenths // 10}.{tenths % 10}",
        "pulse": str(chance.between(92, 108) if quick else chance.between(62, 84)),
        "sats": str(chance.between(92, 95) if case.condition.name.en == "pneumonia" else chance.between(96, 99)),
        "batch": case.batch,
    }
