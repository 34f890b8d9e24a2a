"""Other names, dates and numbers in the place of the real ones, the same ones each time.

A note full of [NAME] is hard to read, and each name that was missed leaps to the eye.
Among surrogates it hides (Carrell et al., 2013, https://doi.org/10.1136/amiajnl-2012-001034).
The same word becomes the same surrogate in all notes; all dates of a patient move by the
same number of days, so that what lies between them stays.
Tested by tests/applications/medicine_and_law/test_surrogates.py.
Left out: that a surrogate be of the same sex or origin; misspelt names and nicknames,
which get surrogates of their own; jobs and relatives, which stay.
"""

import datetime
import re
from collections.abc import Sequence

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_cases import check_digit
from course_lib.corpora.town.lexicon import STREETS
from course_lib.corpora.town.phrases import phrases

MONTHS = [line.split("|") for line in phrases("clinic_notes", "en")["months"]]
BEGINNINGS = "Bal Cor Dren Fal Gar Hol Jor Kel Lam Mor Nev Por Quil Ras Sel Tam Ul Vor Wex Zan"
ENDINGS = "da den dis ka lin lo mar na nor ra ric sa ston ta vin wen"
OLDEST = 89  # HIPAA: all ages above are one group, "90 or older"
DATE_PARTS = re.compile(r"[A-Za-z]+|\d+")


class Surrogates:
    """Writes surrogates; keep it secret, or throw it away: who has it can undo them.

    Args:
        secret: any number; another one, other surrogates.
        real_names: words that must not come out, since they are somebody's name.
    """

    def __init__(self, secret: int, real_names: Sequence[str] = ()) -> None:
        self.secret = secret
        names = [a + b for a in BEGINNINGS.split() for b in ENDINGS.split()]
        real = {name.lower() for name in real_names}
        free = [name for name in names if name.lower() not in real]
        self.free = Chance("surrogates", secret).shuffled(free)
        self.names: dict[str, str] = {}

    def name(self, text: str) -> str:
        """Return other words for the words of a name: capitals stay, an initial stays one."""
        return re.sub(r"[^\W\d_]+", lambda match: self._word(match[0]), text)

    def _word(self, word: str) -> str:
        chance = Chance("letters", self.secret, word)
        if len(word) <= 2 and word.isupper():  # initials
            return "".join(chr(65 + chance.below(26)) for _ in word)
        key = word.lower()
        if key not in self.names:
            if not self.free:
                raise ValueError(f"there are {len(self.names)} surrogates, and no more left.")
            self.names[key] = self.free.pop()
        new = self.names[key]
        return new.upper() if word.isupper() else new

    def days(self, patient: str) -> int:
        """Return by how many days this patient's dates move: 1 to 364, back or forth."""
        chance = Chance("days", self.secret, patient)
        return chance.pick((-1, 1)) * chance.between(1, 364)

    def digits(self, text: str) -> str:
        """Return other digits in the form of a telephone number or address, 0 for 0."""
        chance = Chance("digits", self.secret, re.sub(r"\D", "", text))
        return re.sub(r"[1-9]", lambda _: str(chance.between(1, 9)), text)

    def clinic_number(self, text: str) -> str:
        """Return another clinic number in the same form, with the check digit it needs."""
        chance = Chance("number", self.secret, re.sub(r"\D", "", text))
        while True:
            body = f"999{chance.below(1_000_000):06d}"
            last = check_digit(body)
            if last is not None and f"{body}{last}" != re.sub(r"\D", "", text):
                return in_the_form_of(text, f"{body}{last}")

    def replace(self, text: str, kind: str, patient: str, year: int) -> str:
        """Return what stands in the place of a span of this kind.

        Args:
            text: of the span.
            kind: NAME, DATE …; a job or relative is left as it is.
            patient: whose note it is, for the dates.
            year: of a date that names none.
        """
        if kind == "NAME":
            return self.name(text)
        if kind == "DATE":
            return shift_date(text, self.days(patient), year)
        if kind == "ID":
            return self.clinic_number(text)
        if kind == "PHONE":
            return self.digits(text)
        if kind == "ADDRESS":
            chance = Chance("address", self.secret, text)
            return f"{chance.between(30, 99)} {chance.pick(STREETS).en}"
        if kind == "EMAIL":
            return f"{self.name(text.split('@')[0]).lower()}@post.example"
        return "90 or older" if kind == "AGE" and int(text) > OLDEST else text


def with_surrogates(
    text: str,
    spans: Sequence[Span],
    surrogates: Surrogates,
    patient: str = "",
) -> str:
    """Return the text with a surrogate for each span; from the end, so that places hold.

    >>> spans = [Span(3, 7, "NAME"), Span(9, 15, "DATE")]
    >>> with_surrogates("Mr Bell, 3.2.24.", spans, Surrogates(1), "Bell") != "Mr Bell, 3.2.24."
    True
    """
    year = next((y for one in spans if (y := year_of(text[one.start : one.end]))), 2024)
    for one in sorted(spans, reverse=True):
        old = text[one.start : one.end]
        new = surrogates.replace(old, one.label, patient, year)
        text = text[: one.start] + new + text[one.end :]
    return text


def in_the_form_of(text: str, digits: str) -> str:
    """Return the text with these digits in the place of its own.

    >>> in_the_form_of("943 476", "123456")
    '123 456'
    """
    new = iter(digits)
    return re.sub(r"\d", lambda _: next(new), text)


def year_of(text: str) -> int | None:
    """Return the year that a date names, if it does."""
    found = re.search(r"\b\d{4}\b", text)
    return int(found[0]) if found else None


def shift_date(text: str, days: int, year: int = 2024) -> str:
    """Return the date so many days later (or earlier), written in the same form.

    What can't be read as a date becomes "a day": better a gap than a leak.

    Args:
        text: such as 3.2.24, 2024-02-03, 3 February 2024, Feb 3 or 3/2.
        days: by how many to move it.
        year: of a date that names none.

    >>> shift_date("28.2.24", 2), shift_date("Dec 30", 5), shift_date("2024-02-03", -3)
    ('1.3.24', 'Jan 4', '2024-01-31')
    """
    order = parts_of(text)
    values = dict(order)
    try:
        written = int(values.get("y", year))
        full = written if written > 99 else written + (2000 if written <= 30 else 1900)
        old = datetime.date(full, month_number(values["m"]), int(values["d"]))
    except (KeyError, ValueError):
        return "a day"
    new = old + datetime.timedelta(days)
    padded = "-" in text or text.count("/") == 2 or re.search(r"\b0\d", text) is not None
    numbers = {"d": new.day, "m": new.month, "y": new.year}
    parts = iter([written_like(was, numbers[name], padded) for name, was in order])
    return DATE_PARTS.sub(lambda _: next(parts), text)


def parts_of(text: str) -> list[tuple[str, str]]:
    """Return which part of a date stands where: d, m, y.

    >>> parts_of("2024-02-03"), parts_of("Feb 3")
    ([('y', '2024'), ('m', '02'), ('d', '03')], [('m', 'Feb'), ('d', '3')])
    """
    parts = DATE_PARTS.findall(text)
    if parts and len(parts[0]) == 4 and parts[0].isdigit():
        names = "ymd"
    else:
        names = "mdy" if parts and parts[0].isalpha() else "dmy"
    return [*zip(names, parts, strict=False)] if len(parts) <= 3 else []


def month_number(text: str) -> int:
    """Return 1 to 12 for a month in figures or letters.

    Raises:
        ValueError: if it is none.
    """
    if text.isdigit():
        return int(text)
    for number, names in enumerate(MONTHS, 1):
        if text in names:
            return number
    raise ValueError(f"a month must be one of {MONTHS[0]} … or a number, got {text!r}.")


def written_like(old: str, number: int, padded: bool = False) -> str:
    """Return a part of a date as the old one was written: long, short, in figures.

    >>> written_like("7", 3, padded=True), written_like("7", 12), written_like("24", 1999)
    ('03', '12', '99')
    """
    if not old.isdigit():
        long_name, short_name = MONTHS[number - 1]
        return short_name if any(old == short for _, short in MONTHS) else long_name
    if number > 99:  # a year
        return f"{number % 100:02d}" if len(old) == 2 else str(number)
    return f"{number:02d}" if padded else str(number)
