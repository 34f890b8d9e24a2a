"""The kinds of stories of the newspaper: whom and what each needs. Their words are in the phrase bank `news`."""

from __future__ import annotations

from typing import NamedTuple

TOPICS = ("sport", "business", "health", "culture", "weather", "council", "crime", "school", "nature")
# Those who keep a shop, in the order of [= goods] in the phrase bank.
OWNERS = (
    *("baker", "bookseller", "toymaker", "florist", "tailor", "piano tuner", "locksmith", "bicycle mechanic"),
    *("carpenter", "grocer", "pharmacist", "photographer", "vet", "cook"),
)
MEDICS = ("doctor", "nurse", "pharmacist")
ARTISTS = ("painter", "potter", "photographer", "guide", "librarian", "bookseller")
PLAYERS = ("actor", "singer", "street musician", "piano tuner", "teacher")
OBSERVERS = ("sailor", "fisher", "farmer", "gardener", "engineer", "postal worker", "guide")
COUNCIL = ("mayor", "clerk", "lawyer")
TEACHERS = ("teacher", "librarian", "swimming coach")
GREEN = ("gardener", "farmer", "florist", "vet", "carpenter")
POLICE = ("police officer",)


class Story(NamedTuple):
    """A kind of news: its topic, the jobs of its roles (none: anybody), ranges with step, lists, and who is quoted."""

    topic: str
    roles: dict[str, tuple[str, ...]]
    numbers: dict[str, tuple[int, int, int]]
    words: tuple[str, ...]
    speaker: str = "who"


_SUM = (400, 9600, 50)
_CROWD = (40, 260, 1)
_YEARS = (3, 24, 1)
_PERCENT = (12, 48, 1)
_VOTES = {"yes": (7, 11, 1), "no": (2, 6, 1)}
STORIES = {
    "match": Story(
        "sport",
        {"who": ()},
        {"home": (2, 5, 1), "price": (4, 14, 1), "crowd": _CROWD, "years": (3, 9, 1)},
        ("game", "town", "cause"),
    ),
    "race": Story(
        "sport", {"who": ()}, {"minutes": (28, 75, 1), "crowd": _CROWD, "sum": _SUM}, ("race", "cause", "street")
    ),
    "cup": Story(
        "sport",
        {"who": (), "second": ()},
        {"crowd": _CROWD, "years": (3, 6, 1)},
        ("contest", "town", "street", "month"),
    ),
    "opening": Story(
        "business",
        {"who": ()},
        {"posts": (3, 8, 1), "sum": (6000, 48000, 500), "crowd": _CROWD, "percent": (20, 80, 1)},
        ("venture", "street"),
    ),
    "anniversary": Story(
        "business",
        {"who": OWNERS},
        {"years": (20, 60, 5), "percent": (5, 30, 5), "crowd": _CROWD, "few_crowns": (3, 40, 1)},
        ("goods", "shop", "cause"),
    ),
    "demand": Story(
        "business",
        {"who": OWNERS},
        {"percent": _PERCENT, "posts": (3, 5, 1), "sum": _SUM},
        ("reason", "goods", "shop", "street", "town", "month"),
    ),
    "advice": Story("health", {"who": MEDICS}, {"patients": (24, 180, 1), "percent": _PERCENT}, ("illness", "advice")),
    "drive": Story(
        "health",
        {"who": MEDICS},
        {"crowd": _CROWD, "percent": _PERCENT, "helpers": (3, 20, 1)},
        ("drive", "month", "shop"),
    ),
    "gift": Story(
        "health",
        {"speaker": MEDICS},
        {"sum": (2000, 48000, 500), "patients": (20, 180, 10), "years": (3, 9, 1)},
        ("device", "donor", "town"),
        "speaker",
    ),
    "exhibition": Story(
        "culture",
        {"who": ARTISTS},
        {"pieces": (24, 160, 1), "crowd": _CROWD, "few_crowns": (3, 9, 1)},
        ("exhibits", "month", "street", "town"),
    ),
    "concert": Story(
        "culture",
        {"who": PLAYERS},
        {"crowd": _CROWD, "price": (4, 18, 1), "minutes": (4, 15, 1)},
        ("piece", "cause", "street"),
    ),
    "book": Story(
        "culture",
        {"who": ()},
        {"copies": (200, 3000, 100), "years": _YEARS, "crowd": _CROWD},
        ("subject", "shop", "street", "town"),
    ),
    "storm": Story(
        "weather",
        {"speaker": ()},
        {"speed": (85, 140, 5), "sum": _SUM, "trees": (3, 30, 1), "hours": (3, 12, 1), "rain": (12, 48, 1)},
        ("building", "street"),
        "speaker",
    ),
    "forecast": Story(
        "weather",
        {"who": OBSERVERS},
        {"degrees": (2, 4, 1), "hours": (10, 40, 1)},
        ("forecast", "event", "street", "town"),
    ),
    "record": Story(
        "weather",
        {"who": OBSERVERS},
        {"rain": (120, 290, 1), "years": (12, 80, 1), "level": (25, 140, 5), "few_days": (3, 6, 1)},
        ("building", "month", "street", "town"),
    ),
    "vote": Story(
        "council",
        {"speaker": COUNCIL},
        {**_VOTES, "sum": (5000, 90000, 500), "hours": (3, 6, 1), "crowd": (15, 60, 1), "years": (3, 9, 1)},
        ("project", "month", "town"),
        "speaker",
    ),
    "petition": Story(
        "council",
        {"who": (), "speaker": COUNCIL},
        {"signatures": (120, 980, 1), "sum": (2000, 48000, 500), "percent": _PERCENT, "few_days": (5, 9, 1)},
        ("demand", "street"),
        "speaker",
    ),
    "rule": Story(
        "council",
        {"speaker": COUNCIL},
        {"fine": (20, 90, 5), "percent": (52, 78, 1), "letters": (14, 120, 2)},
        ("street", "month", "building"),
        "speaker",
    ),
    "theft": Story("crime", {"who": POLICE}, {"sum": _SUM, "size": (39, 46, 1)}, ("loot", "scene", "colour", "street")),
    "found": Story(
        "crime",
        {"who": ()},
        {"days": (3, 20, 1), "sum": (40, 300, 10), "umbrellas": (12, 60, 1)},
        ("find", "street", "cause", "town"),
    ),
    "trick": Story("crime", {"who": POLICE}, {"victims": (3, 14, 1), "sum": _SUM}, ("disguise", "street", "town")),
    "project": Story(
        "school",
        {"who": TEACHERS},
        {"grade": (3, 8, 1), "pupils": (14, 28, 1), "sum": (60, 900, 10), "weeks": (3, 12, 1)},
        ("work", "shop"),
    ),
    "timetable": Story(
        "school", {"who": TEACHERS}, {"percent": (56, 92, 1), "lessons": (3, 5, 1)}, ("lesson", "month", "town")
    ),
    "prize": Story(
        "school",
        {"pupil": (), "speaker": ("teacher", "librarian")},
        {"points": (82, 99, 1), "rivals": (20, 90, 1), "minutes": (3, 6, 1)},
        ("subject_name", "shop", "town"),
        "speaker",
    ),
    "return": Story(
        "nature", {"who": ()}, {"years": (8, 60, 1), "young": (3, 5, 1)}, ("animal", "habitat", "month", "town")
    ),
    "planting": Story(
        "nature",
        {"who": GREEN},
        {"number": (12, 240, 1), "helpers": (6, 40, 1), "sum": _SUM, "percent": (60, 95, 1)},
        ("plant", "street", "shop", "month"),
    ),
}
