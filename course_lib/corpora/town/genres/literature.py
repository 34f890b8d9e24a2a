"""Abstracts of invented trials with a question that the numbers answer: yes, no or maybe. Made up; not for patients.

Follows the form of PubMedQA (Jin et al. 2019, https://arxiv.org/abs/1909.06146): the question is the title, the
passages are the abstract, and the conclusion is left out. There the answer is an author's opinion; here it follows
from a rule that the abstract states, so that it is exact:
- yes: the 95 % interval of the difference lies above zero (and its estimate reaches the margin);
- no: the interval ends below the smallest difference that matters, which the methods name;
- maybe: the interval holds both zero and differences that matter.

How hard it is made, and why: the words say nothing about the answer. Background and side results praise either group by
the throw of a coin: a bag of words guesses (32 % are right; chance is 33 %). A positive estimate is not yet a yes, and
"no" needs a number from the methods. One shortcut stays: without a minus sign in the interval the answer is yes. A
model that sees pairs of words or characters with their signs finds it, and gets about two thirds right.

Left out: p-values, odds ratios, and trials with faults.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

from course_lib.corpora.records import Decision
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import PLACE, Language, Place, Words
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import capitalised, fill, phrases

LABELS = ("yes", "no", "maybe")
RECRUITED = ("library", "museum", "station", "town hall", "market", "post office")


@dataclass(frozen=True, slots=True)
class Trial:
    """The facts. Differences are in per cent points with one digit, as printed."""

    what: int  # a row of the trials in the phrase bank
    outcome: int
    second: int
    people: int
    place: Place
    drawer: Words  # who drew the lots
    weeks: int
    sizes: tuple[int, int]
    events: tuple[int, int]
    margin: int
    gap: float
    low: float
    high: float
    side: tuple[int, int]  # how many had the second outcome
    praised: int  # 0 for what is tried, 1 for the control: whom the side results praise

    @property
    def label(self) -> str | None:
        """What the printed interval says; None where it says two things at once."""
        if self.low > 0:
            return "yes" if self.gap >= self.margin else None
        return "no" if self.high < self.margin else "maybe"


@dataclass(frozen=True)
class TrialQuestion(Decision):
    """A question with an abstract in passages (background, methods, results); `explanation` reads the numbers."""

    language: Language
    trial: Trial
    combination: str  # what is tried and its outcome, "singing in a choir|feel less alone"

    @property
    def text(self) -> str:
        """The abstract and then the question, a line each."""
        return "\n".join([*self.passages, self.question])


def literature_question(town: Town, language: Language, chance: Chance) -> TrialQuestion:
    """Return a question: the answer is drawn first, each a third; then numbers that give it; then the words."""
    trial = _trial(town, chance)
    say = partial(_said, phrases("literature", language), _slots(trial, language), chance)
    space = " " if language == "en" else ""
    results = [say("results"), say("second")]
    english = _slots(trial, "en")
    return TrialQuestion(
        (say("background"), space.join([say("methods"), say("margin")]), space.join(results)),
        say("question"),
        trial.label or "",
        say(f"why {trial.label}"),
        language,
        trial,
        f"{english['what']}|{english['outcome']}",
    )


def _said(bank: Mapping[str, Sequence[str]], slots: dict[str, str | int], chance: Chance, section: str) -> str:
    return capitalised(fill(chance.pick(bank[section]), **slots).text)


def _trial(town: Town, chance: Chance) -> Trial:
    """Return a trial; numbers are drawn until they give the label that was drawn."""
    label = chance.pick(LABELS)
    bank = phrases("literature", "en")
    what = chance.below(len(bank["trials"]))
    outcome, second = chance.some(range(4), 2)
    people = chance.below(len(bank["people"]))
    place = PLACE[chance.pick(RECRUITED)]
    drawer = chance.pick([one for one in town.people if one.job]).full
    weeks, margin = chance.between(3, 26), chance.between(5, 10)
    praised = chance.below(2)
    while True:
        sizes, events = _numbers(label, chance)
        gap, low, high = interval(events, sizes)
        share = chance.between(20, 80)
        side = (sizes[0] * (share + chance.between(-9, 9)) // 100, sizes[1] * (share + chance.between(-9, 9)) // 100)
        trial = Trial(
            what, outcome, second, people, place, drawer, weeks, sizes, events, margin, gap, low, high, side, praised
        )
        if trial.label == label:
            return trial


def _numbers(label: str, chance: Chance) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return sizes and events that may give the label; only a small trial can never say no."""
    size = chance.between(*{"yes": (60, 900), "no": (150, 900), "maybe": (40, 700)}[label])
    sizes = size, size + chance.between(-9, 9)
    share = chance.between(20, 75)
    gain = {"yes": chance.between(6, 24), "no": chance.between(-12, 3), "maybe": chance.between(-3, 14)}[label]
    return sizes, (sizes[0] * (share + gain) // 100, sizes[1] * share // 100)


def interval(events: tuple[int, int], sizes: tuple[int, int]) -> tuple[float, float, float]:
    """Return the difference of two shares in per cent points and its 95 % interval (Wald's), each with one digit.

    >>> interval((60, 40), (100, 100))
    (20.0, 6.4, 33.6)
    """
    first, second = events[0] / sizes[0], events[1] / sizes[1]
    error = math.sqrt(first * (1 - first) / sizes[0] + second * (1 - second) / sizes[1])
    gap = 100 * (first - second)
    return round(gap, 1) + 0.0, round(gap - 196 * error, 1) + 0.0, round(gap + 196 * error, 1) + 0.0  # no -0.0


def _slots(trial: Trial, language: Language) -> dict[str, str | int]:
    bank = phrases("literature", language)
    what, other, kind = bank["trials"][trial.what].split("|")
    outcome, share = bank[f"outcomes {kind}"][trial.outcome].split("|")
    return {
        "what": what,
        "other": other,
        "outcome": outcome,
        "share": share,
        "secondshare": bank[f"outcomes {kind}"][trial.second].split("|")[1],
        "people": bank["people"][trial.people],
        "place": trial.place.at.en if language == "en" else trial.place.name.zh,
        "drawer": trial.drawer[language],
        "weeks": trial.weeks,
        "n": sum(trial.sizes),
        "na": trial.sizes[0],
        "nb": trial.sizes[1],
        "a": trial.events[0],
        "b": trial.events[1],
        "margin": trial.margin,
        "gap": f"{trial.gap}",
        "low": f"{trial.low}",
        "high": f"{trial.high}",
        "sa": trial.side[0],
        "sb": trial.side[1],
        "lead": (what, other)[trial.praised],
    }
