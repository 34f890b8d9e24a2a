"""Every template of the phrase banks as a pattern that its sentences fit, for reading them back.

Before a sentence is matched, the names and things of the world are replaced by marks (⟦0⟧, ⟦1⟧ …): see `reader`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from course_lib.corpora.town.events import KINDS
from course_lib.corpora.town.lexicon import FOODS, THINGS, Language
from course_lib.corpora.town.people import KINSHIP
from course_lib.corpora.town.phrases import phrases
from course_lib.corpora.town.teller import Part, parts
from course_lib.corpora.town.verbs import conjugate

_STATES = ("mood", "job", "workplace", "home", "kin", "likes", "owner", "holder", "place", "thinks", "knows", "ill")
_MORE_STATES = ("age", "quarrelled", "friends", "weather")
_OPENINGS = ("open", "then", "but", "so", "finally", "suddenly")
KIN_WORDS = ("brother", "sister", "mother", "father", "son", "daughter", "husband", "wife")
_KIN_ZH = "|".join(words.zh for words in KINSHIP.values())
_PERSON = {
    "en": rf"⟦\d+⟧(?:'s)?|she|he|her|him|his|(?:his|her) (?:{'|'.join(KIN_WORDS)})(?:'s)?",
    "zh": rf"⟦\d+⟧|[她他](?:{_KIN_ZH})|她|他|自己",
}
_THING = {"en": r"⟦\d+⟧|it", "zh": r"⟦\d+⟧|它"}
_FIXED = {"their": "his|her", "them": "him|her", "they": "he|she", "self": "himself|herself"}
_DETERMINER = re.compile(r"\b(?:the|a|an|his|her) $")
PERSON_SLOTS = ("agent", "recipient", "partner", "owner", "other")
THING_SLOTS = ("theme", "other thing")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A template as a pattern. `anchors`: one of these words is in every sentence that fits it."""

    section: str
    negated: bool
    regex: re.Pattern[str]
    slots: tuple[tuple[str, Part], ...]  # (group, slot)
    tenses: tuple[str, ...]  # of the groups v0, v1 …: the base forms of the verbs
    anchors: frozenset[str]


def is_person(section: str, slot: str) -> bool:
    """Tell whether a slot of a section is filled by a person ("other" is a thing in a swap)."""
    types = dict(KINDS[section.split(" ")[0]].roles) if section.split(" ")[0] in KINDS else {}
    return types.get(slot, "person" if slot in PERSON_SLOTS else "") in ("person", "adult")


def is_thing(section: str, slot: str) -> bool:
    """Tell whether a slot of a section is filled by a thing."""
    return slot == "theme" or (slot == "other" and section.startswith("swap"))


@cache
def patterns(language: Language) -> tuple[Pattern, ...]:
    """Return the patterns of all clauses. What is said, planned or asked is none."""
    clauses = [
        (section, template)
        for section, templates in phrases("events", language).items()
        for template in templates
        if re.fullmatch(r"\w+( of another)?( not)?", section)
    ]
    clauses += [
        (section, template)
        for section, templates in phrases("states", language).items()
        if section.split(" ")[0] in (*_STATES, *_MORE_STATES)
        for template in templates
    ]
    if language == "en":  # "did not give" is denied in words that say it plainly: "gave" says the same of what was
        clauses += [
            (section.removesuffix(" not"), re.sub(r"did not (\w+)", r"<\1>", template))
            for section, template in clauses
            if section.endswith(" not") and re.search(r"^{agent} did not \w+", template)
        ]
    if language == "zh":
        clauses += [
            (section, one.removeprefix("{agent}")) for section, one in clauses if one.startswith("{agent}")
        ]  # a subject that is left out
    return tuple(_pattern(section, template, language) for section, template in clauses)


def _pattern(section: str, template: str, language: Language) -> Pattern:
    pieces = _merged(parts(template), section)
    source = ""
    slots: list[tuple[str, Part]] = []
    verbs: list[Part] = []
    for part in pieces:
        if part.kind == "letters":
            source += _letters(part.text, language)
        elif part.kind != "slot":
            source += f"(?P<v{len(verbs)}>{'|'.join(_forms(part, language))})"
            verbs.append(part)
        elif language == "en" and part.form in _FIXED:
            source += f"(?:{_FIXED[part.form]})"
        else:
            group = f"s{len(slots)}"
            slots.append((group, part))
            kind = _PERSON if is_person(section, part.text) else _THING if is_thing(section, part.text) else None
            source += f"(?P<{group}>{kind[language] if kind else '.+?'})"
    negated = section.endswith(" not") and section != "knows not"
    name = section.removesuffix(" not") if negated else section
    return Pattern(
        name.removesuffix(" of another"),
        negated,
        re.compile(source),
        tuple(slots),
        tuple(part.text for part in verbs),
        _anchors(pieces, language),
    )


def _forms(verb: Part, language: Language) -> list[str]:
    """Return a verb in all the tenses of the tellers."""
    if language == "zh":
        return [verb.text]
    return [conjugate(verb.text, tense, verb.kind == "verb of several") for tense in ("past", "perfect", "present")]


def _merged(pieces: tuple[Part, ...], section: str) -> list[Part]:
    """Leave out what stands before a thing and is read as a part of it: "the", "her", "Anna's"."""
    merged: list[Part] = []
    for part in pieces:
        if part.kind == "slot" and is_thing(section, part.text) and merged and merged[-1].kind == "letters":
            before = merged.pop()
            letters = _DETERMINER.sub("", before.text)
            if letters == " " and merged and merged[-1].form in ("own", "their"):
                merged.pop()
            elif letters:
                merged.append(Part(letters, "letters"))
        merged.append(part)
    return merged


@cache
def _nouns() -> re.Pattern[str]:
    nouns = sorted((noun.name.en for noun in (*THINGS, *FOODS)), key=len, reverse=True)
    return re.compile(rf"(?:(?:the|a|an|his|her) )?\b(?:{'|'.join(nouns)})\b")


def _letters(text: str, language: Language) -> str:
    """Return a pattern for plain letters; a noun in them may be read as a thing of the world."""
    if language == "zh":
        return re.escape(text)
    source, end = "", 0
    for noun in _nouns().finditer(text):
        source += re.escape(text[end : noun.start()]) + rf"(?:{re.escape(noun[0])}|⟦\d+⟧)"
        end = noun.end()
    return source + re.escape(text[end:])


def _anchors(pieces: list[Part], language: Language) -> frozenset[str]:
    letters = [part.text for part in pieces if part.kind == "letters" and part.text.strip()]
    if language == "zh":
        marked = [part.text for part in pieces if part.kind == "verb"]
        return frozenset(marked[:1] or ([max(letters, key=len)] if letters else ()))
    words = [word for text in letters for word in re.findall(r"\w{3,}", _nouns().sub("", text)) if word != "the"]
    verbs = [part for part in pieces if part.kind.startswith("verb") and part.text not in ("be", "have")]
    if words and (not verbs or max(map(len, words)) > 5):
        return frozenset({max(words, key=len)})
    verb = next(iter(verbs or [part for part in pieces if part.kind.startswith("verb")]))
    return frozenset(form.split()[-1] for form in _forms(verb, language))


@cache
def by_anchor(language: Language) -> dict[str, tuple[Pattern, ...]]:
    """Return the patterns by their anchors."""
    index: dict[str, list[Pattern]] = {}
    for one in patterns(language):
        for anchor in sorted(one.anchors) or [""]:
            index.setdefault(anchor, []).append(one)
    return {anchor: tuple(found) for anchor, found in index.items()}


@cache
def opening(language: Language) -> re.Pattern[str]:
    """Return the pattern of what may open a sentence: "in the afternoon, "."""
    sections = phrases("states", language).items()
    words = [re.escape(one) for name, found in sections if name.split(" ")[0] in _OPENINGS for one in found]
    return re.compile(f"(?:{'|'.join(sorted(words, key=len, reverse=True))})[,，]? ?", re.IGNORECASE)


@cache
def because(language: Language) -> tuple[re.Pattern[str], ...]:
    """Return the patterns of sentences with a reason, with the groups main and reason."""
    return tuple(
        re.compile(_joint(template, language), re.IGNORECASE) for template in phrases("states", language)["because"]
    )


def _joint(template: str, language: Language) -> str:
    source = ""
    for part in parts(template):
        match part.kind:
            case "slot":
                source += f"(?P<{part.text}>.+)"
            case "letters":
                source += re.escape(part.text)
            case _:
                source += f"(?:{'|'.join(_forms(part, language))})"
    return source
