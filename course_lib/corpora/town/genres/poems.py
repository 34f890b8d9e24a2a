"""Poems about the town, in a fixed form that can be scored exactly, with their topic and mood.

English: quatrains rhymed abab or aabb. Each line has exactly eight syllables, weak and strong in turns: no word of two
or more syllables has its main stress on a weak place, and no "a", "an" or "the" stands on a strong one (iambic
tetrameter). Chinese: four lines of five or seven characters, of which the second and the fourth rhyme (xaxa).
The first two lines of a stanza tell of the topic and the last two bear the mood; a poem has one stanza or two.

Difficulty: a model has to learn syllables and rhyme from spelling (quay and tea; bear and square), and the rhyme of
a line depends on one that stands one, two or more lines before. The mood is in whole lines, not in one word: people
smile when wistful, and hearts, friends and songs come in every mood.
"""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.metre import last, off_beat, rhyme_classes, rhymes, syllables
from course_lib.corpora.town.lexicon import STREETS, Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

Form = Literal["tetrameter", "five", "seven"]
Pair = tuple[str, str]
TOPICS = (
    *("rain", "snow", "spring", "summer", "autumn", "night"),
    *("market", "river", "harbour", "library", "baker", "bicycle"),
)
MOODS = ("happy", "sad", "calm", "wistful")
CHINESE_FORMS: tuple[Form, ...] = ("five", "seven")
SIZES = {"five": 5, "seven": 7}
SCHEMES = {"abab": ((0, 2), (1, 3)), "aabb": ((0, 1), (2, 3)), "xaxa": ((1, 3),)}


@dataclass(frozen=True)
class Poem:
    """A poem; `lines` have their punctuation, and their number is four or eight."""

    title: str
    lines: tuple[str, ...]
    language: Language
    form: Form
    rhyme_scheme: str  # of each stanza: abab, aabb; in Chinese xaxa
    mood: str
    topic: str

    @property
    def text(self) -> str:
        """The title and the lines, one below the other."""
        return "\n".join((self.title, *self.lines))

    @property
    def combination(self) -> str:
        """What is new in a compositional split: "snow|wistful"."""
        return f"{self.topic}|{self.mood}"


def poem(town: Town, language: Language, chance: Chance) -> Poem:
    """Return a poem. Topic, mood, length, the friend and the street are facts: the same in both languages."""
    topic, mood, stanzas = chance.pick(TOPICS), chance.pick(MOODS), chance.pick([1, 1, 2])
    names = frozenset(" ".join(phrases("poems", "en")["words names"]).split())
    friend = chance.pick([person.name for person in town.people if person.name.en in names])
    street = chance.pick(STREETS)
    scheme, form = chance.pick(("abab", "aabb")), chance.pick(CHINESE_FORMS)
    title = chance.pick(phrases("poems", language)[f"{topic}.title"]).format(street=street[language])
    lines: list[str] = []
    for _ in range(stanzas):
        if language == "en":
            lines += _quatrain(topic, mood, scheme, lines, chance)
        else:
            lines += _verses(topic, mood, str(SIZES[form]), lines, chance)
    if language == "zh":
        ended = [line + "，。"[place % 2] for place, line in enumerate(lines)]
        return Poem(title, _named(ended, friend.zh), "zh", form, "xaxa", mood, topic)
    ended = [f"{line}{',.'[place % 2]}" for place, line in enumerate(lines)]
    return Poem(title, _named(ended, friend.en), "en", "tetrameter", scheme, mood, topic)


def _named(lines: list[str], name: str) -> tuple[str, ...]:
    return tuple(line.replace("{name}", name) for line in lines)


@cache
def _pairs(first: str, second: str, language: Language) -> tuple[Pair, ...]:
    """Return each line of one section with each of another that it rhymes with."""
    bank = phrases("poems", language)
    return tuple((a, b) for a in bank[first] for b in bank[second] if rhymes(a, b, language))


def _apart(new: Pair, old: list[str], language: Language) -> bool:
    """Whether two lines can join a poem: no end word, no first words and no name come back."""
    both = (*old, *new)
    ends = {last(line, language) for line in both}
    heads = {line[:2] if language == "zh" else line for line in both}
    return len(ends) == len(both) == len(heads) and sum("{name}" in line for line in both) < 2


def _quatrain(topic: str, mood: str, scheme: str, before: list[str], chance: Chance) -> list[str]:
    sections = f"{topic}.1", f"{topic}.2", f"{mood}.3", f"{mood}.4"
    (a, b), (c, d) = SCHEMES[scheme]
    first = chance.pick([pair for pair in _pairs(sections[a], sections[b], "en") if _apart(pair, before, "en")])
    sound = rhyme_classes(first[0], "en")
    before = [*before, *first]
    others = [
        pair
        for pair in _pairs(sections[c], sections[d], "en")
        if not sound & rhyme_classes(pair[0], "en") and _apart(pair, before, "en")
    ]
    second = chance.pick(others)
    place = {a: first[0], b: first[1], c: second[0], d: second[1]}
    return [place[line] for line in range(4)]


def _verses(topic: str, mood: str, size: str, before: list[str], chance: Chance) -> list[str]:
    bank = phrases("poems", "zh")
    pairs = _pairs(f"{topic}.{size}.2", f"{mood}.{size}.4", "zh")
    rhymed = chance.pick([pair for pair in pairs if _apart(pair, before, "zh")])
    openings = ((a, b) for a in bank[f"{topic}.{size}.1"] for b in bank[f"{mood}.{size}.3"])
    opening = chance.pick([pair for pair in openings if _apart(pair, [*before, *rhymed], "zh")])
    return [opening[0], rhymed[0], opening[1], rhymed[1]]


def faults(poem: Poem) -> tuple[str, ...]:
    """Return one message for each place where a poem breaks its form, in order: none for a poem of this module.

    A line with a word that the lexicon lacks is a fault, not an error, so that what a model writes can be scored.

    >>> line = "The river sings to me"
    >>> faults(Poem("Song", (line, line, line, line), "en", "tetrameter", "aabb", "calm", "river"))[0]
    'line 1: 6 syllables, not 8'
    """
    found = [] if poem.lines and len(poem.lines) % 4 == 0 else [f"{len(poem.lines)} lines, not whole stanzas of 4"]
    for number, line in enumerate(poem.lines, 1):
        found += (f"line {number}: {fault}" for fault in _line_faults(line, poem.form))
    for start in range(0, len(poem.lines) - 3, 4):
        for a, b in SCHEMES[poem.rhyme_scheme]:
            try:
                sounds = rhymes(poem.lines[start + a], poem.lines[start + b], poem.language)
            except ValueError as unknown:
                found.append(f"line {start + b + 1}: no rhyme with line {start + a + 1}: {unknown}")
                continue
            if not sounds:
                found.append(f"line {start + b + 1}: does not rhyme with line {start + a + 1}")
    return tuple(found)


def _line_faults(line: str, form: Form) -> list[str]:
    if form != "tetrameter":
        size = sum(character.isalnum() for character in line)
        return [] if size == SIZES[form] else [f"{size} characters, not {SIZES[form]}"]
    try:
        size, wrong = syllables(line), off_beat(line)
    except ValueError as unknown:
        return [str(unknown)]
    if size != 8:
        return [f"{size} syllables, not 8"]
    return [f"{', '.join(wrong)} against the beat"] if wrong else []
