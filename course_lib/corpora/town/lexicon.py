"""The words of the town: names, jobs, places, things, foods and hobbies, each in English and in Chinese.

The words are the tables in `tables/`, one row a word: to widen the town, add a row. Each is there once: two are the
same if they are the same object.
"""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.resources import files
from typing import Literal, TypeVar

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")
Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages. `words["en"]` and `words.en` are the English one."""

    en: str
    zh: str

    def __getitem__(self, language: Language) -> str:
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True, eq=False)
class Name:
    """A given name; `origin` says which surnames go with it."""

    words: Words
    sex: Literal["f", "m"]
    origin: str


@dataclass(frozen=True, slots=True, eq=False)
class Place:
    """A place: `name` is "park" and "公园", `at` is "in the park" and "公园里"."""

    name: Words
    at: Words
    kind: str  # shop, open, public, container, town


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A job and where it is done."""

    name: Words
    workplace: Place


@dataclass(frozen=True, slots=True, eq=False)
class Noun:
    """A thing that can be bought, with its Chinese measure word (一把雨伞) and its price in whole crowns."""

    name: Words
    plural: str
    measure: str
    category: str
    price: int
    shop: Place
    size: str  # small (fits into a drawer), medium (can be carried), large


@dataclass(frozen=True, slots=True, eq=False)
class Hobby:
    """A hobby: `name` is "painting" and "画画", `do` is "paint"."""

    name: Words
    do: str


@dataclass(frozen=True, slots=True, eq=False)
class Adjective:
    """What a thing looks like; in Chinese with its 的."""

    words: Words
    kind: str  # colour, look


@dataclass(frozen=True, slots=True, eq=False)
class Chore:
    """A piece of work in house and garden; `name` is "water the plants" and "浇花"."""

    name: Words
    did: str
    doing: str


@dataclass(frozen=True, slots=True, eq=False)
class Illness:
    """An illness, in English with its article, and the medicine that helps."""

    name: Words
    medicine: Words


@dataclass(frozen=True, slots=True)
class Street:
    """What has nothing but a name: a street."""

    name: Words


@dataclass(frozen=True, slots=True, eq=False)
class Shop:
    """A shop, café, restaurant or hotel with a name of its own."""

    name: Words
    place: Place

    @property
    def full(self) -> Words:
        """Return the name that says what it is, in Chinese with its kind: "Two Wheels" and "两轮自行车店"."""
        return Words(self.name.en, self.name.zh + self.place.name.zh)


def table(file: str, row: Callable[..., Row]) -> tuple[Row, ...]:
    """Return the rows of a table of the town.

    Args:
        file: its name in `tables/`, without the ending.
        row: makes a row, called with each cell by the name of its column.
    """
    text = files("course_lib.corpora.town").joinpath("tables", f"{file}.tsv").read_text(encoding="utf-8")
    header, *lines = (line.split("\t") for line in text.splitlines())
    return tuple(row(**dict(zip(header, line, strict=True))) for line in lines)


def _noun(name: str, zh: str, price: str, shop: str, **rest: str) -> Noun:
    return Noun(name=Words(name, zh), price=int(price), shop=PLACE[shop], **rest)


NAMES = table("names", lambda name, sex, zh, origin: Name(Words(name, zh), sex, origin))
SURNAMES = table("surnames", lambda surname, zh, origin: (Words(surname, zh), origin))
PLACES = table("places", lambda name, at, zh, zh_at, kind: Place(Words(name, zh), Words(at, zh_at), kind))
PLACE = {place.name.en: place for place in PLACES}
JOBS = table("jobs", lambda name, zh, workplace: Job(Words(name, zh), PLACE[workplace]))
THINGS = table("things", _noun)
FOODS = table("foods", _noun)
HOBBIES = table("hobbies", lambda name, do, zh: Hobby(Words(name, zh), do))
ADJECTIVES = table("adjectives", lambda name, zh, kind: Adjective(Words(name, zh), kind))
CHORES = table("chores", lambda do, did, doing, zh: Chore(Words(do, zh), did, doing))
ILLNESSES = table(
    "illnesses", lambda name, medicine, zh, zh_medicine: Illness(Words(name, zh), Words(medicine, zh_medicine))
)
CONTAINERS = table("containers", lambda name, at, zh, zh_at: Place(Words(name, zh), Words(at, zh_at), "container"))
TOWNS = table("towns", lambda name, zh: Place(Words(name, zh), Words(f"in {name}", zh), "town"))
STREETS = table("streets", lambda name, zh: Words(name, zh))
SHOPS = table("shops", lambda name, zh, place: Shop(Words(name, zh), PLACE[place]))
VERBS = dict(table("verbs", lambda base, past, participle: (base, (past, participle))))
DAYS = (
    Words("Monday", "星期一"),
    Words("Tuesday", "星期二"),
    Words("Wednesday", "星期三"),
    Words("Thursday", "星期四"),
    Words("Friday", "星期五"),
    Words("Saturday", "星期六"),
    Words("Sunday", "星期日"),
)
WEEKDAYS = DAYS[:6]  # on which shops and offices are open
