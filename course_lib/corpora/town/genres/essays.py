"""Short essays by the town's pupils, with planted faults, the scores of a rubric (see `rubric`) and two raters.

An essay is first written without a fault (opening, four or five points with their reasons, ending), then damaged.
Each fault keeps the place and the right words: `Essay.corrected()` is the essay without a fault, exactly. The structure
(prompt, points, what is missing, out of order, off the topic or contradicted) is the same in both languages; faults of
grammar and spelling are each language's own. Essays have 55 to 185 words, in Chinese 95 to 320 characters.

Difficulty: faults of grammar and half of the misspellings are right words in a wrong place, and the others are made
letter by letter. What contradicts a point is also said rightly elsewhere ("Some people say ... They are wrong."), and
a sentence off the topic is right under its own prompt. A ridge regression on the counts of words (in Chinese, of
characters) of 1,600 essays reaches a weighted kappa of 0.75 (0.79) with the total; two raters reach 0.89. Length tells
little: the number of points is drawn apart from the scores. A pupil's `group` (an invented first language) changes
which kinds of faults are likely, not how many: the rubric is fair to the groups by design.
"""

from bisect import bisect_left
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.essay_mistakes import GROUPS, Change, mistakes
from course_lib.corpora.town.genres.essay_plan import Plan, draw_plan
from course_lib.corpora.town.genres.rubric import STRUCTURE, Fault, Scores, corrected, rating, scores
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import capitalised, phrases


@dataclass(frozen=True)
class Essay:
    """An essay; `sentences` are its spans, labelled opening, claim, reason, reply, contradiction, off topic, ending."""

    text: str
    prompt: str
    pupil: Person
    group: str
    language: Language
    faults: tuple[Fault, ...]
    scores: Scores
    ratings: tuple[Scores, Scores]
    sentences: tuple[Span, ...]
    combination: str  # the prompt, the stance taken, and the point that comes first: "library.yes|3"

    @property
    def total(self) -> int:
        """The sum of the four scores, from 4 to 20."""
        return self.scores.total

    def corrected(self) -> str:
        """Return the essay with every fault put right."""
        return corrected(self.text, self.faults, gap=1 if self.language == "en" else 0)

    def sentence_of(self, fault: Fault) -> Span:
        """Return the sentence that a fault is or begins in; where one is missing, the sentence before."""
        before = [sentence for sentence in self.sentences if sentence.start <= fault.span.start]
        inside = [sentence for sentence in before if fault.span.start < sentence.end]
        return inside[-1] if inside else before[-1]


def essay(town: Town, language: Language, chance: Chance) -> Essay:
    """Return an essay. Pupil, prompt, points and the faults of the whole are facts: the same in both languages.

    Also the number of faults in grammar and in spelling, but for a text that offers too few places for them.
    """
    plan = draw_plan(town, chance)
    noise = chance.below(2**30)
    writer = _write(plan, language, chance)
    group = GROUPS[plan.pupil.number % 3]
    taken = [fault.span for fault in writer.faults if fault.kind == "no connective"]
    changes = mistakes(writer.text, taken, (plan.n_language, plan.n_spelling), group, language, chance)
    text, sentences, faults = _changed(writer, changes)
    true = scores(faults)
    raters = rating(true, Chance(noise, "first rater")), rating(true, Chance(noise, "second rater"))
    prompt = next(line for line in phrases("essays", language)["prompts"] if line.startswith(f"{plan.prompt} "))
    combination = f"{plan.prompt}|{plan.points[0] + 1}"
    title = prompt.split(" | ")[2]
    return Essay(text, title, plan.pupil, group, language, faults, true, raters, sentences, combination)


class _Writer:
    """A text that grows sentence by sentence, with its structural faults."""

    def __init__(self, between: str):
        self.between, self.text = between, ""
        self.sentences: list[Span] = []
        self.faults: list[Fault] = []

    def say(self, sentence: str, label: str) -> int:
        start = len(self.text) + (len(self.between) if self.text else 0)
        self.text += (self.between if self.text else "") + sentence
        self.sentences.append(Span(start, len(self.text), label))
        return start

    def fault(self, kind: str, start: int, correction: str, end: int | None = None) -> None:
        span = Span(start, len(self.text) if end is None else end, kind)
        self.faults.append(Fault(span, correction, STRUCTURE[kind]))

    def missing(self, kind: str, sentence: str) -> None:
        right = self.between + sentence if self.text else sentence + self.between
        self.fault(kind, len(self.text), right)


class _Point(NamedTuple):
    connective: str
    claim: str
    reason: str
    denial: str
    reply: str  # who thinks otherwise, and wrongly; often ""

    def joined(self, language: Language) -> tuple[str, str]:
        """The claim with and without its connective."""
        if language == "zh":
            return f"{self.connective}{self.claim}。", f"{self.claim}。"
        return f"{self.connective} {self.claim}.", f"{capitalised(self.claim)}."

    def whole(self, language: Language) -> str:
        """All that there is to say about the point."""
        parts = (self.joined(language)[0], self.reason, self.reply)
        return (" " if language == "en" else "").join(filter(None, parts))


def _told(
    prompt: str,
    points: tuple[int, ...],
    replies: frozenset[int],
    friend: Person,
    language: Language,
    chance: Chance,
) -> list[_Point]:
    bank = phrases("essays", language)
    order = next(line.split(" | ")[1] for line in bank["prompts"] if line.startswith(f"{prompt} "))
    middle = chance.some(bank[f"middle.{order}"], len(points) - 2)
    connectives = [chance.pick(bank[f"first.{order}"]), *middle, chance.pick(bank[f"last.{order}"])]
    told = []
    for number, (point, connective) in enumerate(zip(points, connectives, strict=True)):
        claim, reason, denial = _filled(bank[f"{prompt}.points"][point], friend, language).split(" | ")
        reply = chance.pick(bank["reply"]).format(denial=denial) if number in replies else ""
        told.append(_Point(connective, claim, reason, denial, reply))
    return told


def _filled(line: str, friend: Person, language: Language) -> str:
    he, his, him = ("she", "her", "her") if friend.sex == "f" else ("he", "his", "him")
    slots = {"friend": friend.name, "street": friend.street, "hobby": friend.hobby.name}
    words = {slot: value[language] for slot, value in slots.items()}
    return line.format(**words, he=he, He=he.capitalize(), his=his, him=him, ta="她" if friend.sex == "f" else "他")


def _write(plan: Plan, language: Language, chance: Chance) -> _Writer:
    bank = phrases("essays", language)
    writer = _Writer(" " if language == "en" else "")
    opening, ending = (
        _filled(chance.pick(bank[f"{plan.prompt}.{part}"]), plan.friend, language) for part in ("opening", "ending")
    )
    right = _told(plan.prompt, plan.points, plan.replies, plan.friend, language, chance)
    strange = _told(*plan.strange, frozenset(), plan.friend, language, chance)
    if ("no opening", 0) in plan.flaws:
        writer.missing("no opening", opening)
    else:
        writer.say(opening, "opening")
    _body(writer, plan, right, strange, language)
    if ("no ending", 0) in plan.flaws:
        writer.missing("no ending", ending)
    else:
        writer.say(ending, "ending")
    return writer


def _body(writer: _Writer, plan: Plan, right: list[_Point], strange: list[_Point], language: Language) -> None:
    whole, swapped = ("off topic essay", 0) in plan.flaws, ("order", 0) in plan.flaws
    n = len(right)
    shown = strange if whole else right
    order = [*range(n - 2), n - 1, n - 2] if swapped else list(range(n))
    denied = {min(point + 1, n - 1): point for kind, point in plan.flaws if kind == "contradiction"}
    starts = {}
    for number in order:
        starts[number] = _tell(writer, number, shown[number], plan, language)
        if number in denied:
            _intrude(writer, "contradiction", right[denied[number]].denial)
        if ("off topic", number) in plan.flaws:
            _intrude(writer, "off topic", strange[number].joined(language)[1])
    if whole:
        writer.fault("off topic essay", starts[0], writer.between.join(point.whole(language) for point in right))
    if swapped:
        writer.fault("order", starts[n - 1], writer.between.join(point.whole(language) for point in right[-2:]))


def _tell(writer: _Writer, number: int, point: _Point, plan: Plan, language: Language) -> int:
    """Write claim and reason, or what is there of them, and return where they start."""
    full, bare = point.joined(language)
    if ("no connective", number) in plan.flaws:
        start = writer.say(bare, "claim")
        first = len(bare.split(" ")[0]) if language == "en" else 2
        with_it = full[: len(full) - len(bare) + first]
        writer.fault("no connective", start, with_it, start + first)
    else:
        start = writer.say(full, "claim")
    if ("no reason", number) in plan.flaws:
        writer.missing("no reason", point.reason)
    else:
        writer.say(point.reason, "reason")
    if point.reply:
        writer.say(point.reply, "reply")
    return start


def _intrude(writer: _Writer, kind: str, sentence: str) -> None:
    start = writer.say(sentence, kind)
    writer.fault(kind, start, "")


def _changed(writer: _Writer, changes: list[Change]) -> tuple[str, tuple[Span, ...], tuple[Fault, ...]]:
    """Return text, sentences and faults after the changes of words, which move all that stands behind them."""
    text, done, starts, moved = "", 0, [], [0]
    faults = []
    for change in changes:
        text += writer.text[done : change.start]
        span = Span(len(text), len(text) + len(change.wrong), change.kind)
        faults.append(Fault(span, change.right, change.criterion))
        text += change.wrong
        done = change.start + len(change.right)
        starts.append(change.start)
        moved.append(len(text) - done)
    text += writer.text[done:]

    move = partial(_moved, starts, moved)
    faults += [fault._replace(span=move(fault.span)) for fault in writer.faults]
    faults.sort(key=lambda fault: (fault.span.start, fault.span.start < fault.span.end, -fault.span.end))
    return text, tuple(map(move, writer.sentences)), tuple(faults)


def _moved(starts: list[int], moved: list[int], span: Span) -> Span:
    start, end = (place + moved[bisect_left(starts, place)] for place in span[:2])
    return Span(start, end, span.label)
