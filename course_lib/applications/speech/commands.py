"""What a customer says to the desk on the telephone: few words, known truth, and how they sound.

    cancel order four seven one two      act: cancel_order      order_number: 4712

Tested by tests/applications/speech/test_commands.py.
Left out: Chinese; names, streets and things, of which there are too many for a small recogniser.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.applications.speech.formants import Voice, speak
from course_lib.corpora.town.chance import Chance

DIGITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
COLOURS = ("red", "blue", "green", "yellow", "black", "white", "brown", "grey", "orange", "purple")
SOUNDS = {
    **dict(zip(DIGITS, ("z ih r ow", "w ah n", "t uw", "th r iy", "f ao r"), strict=False)),
    **dict(zip(DIGITS[5:], ("f ay v", "s ih k s", "s eh v ah n", "ey t", "n ay n"), strict=True)),
    **dict(zip(DAYS, ("m ah n d ey", "t uw z d ey", "w eh n z d ey", "th er z d ey"), strict=False)),
    **dict(zip(DAYS[4:], ("f r ay d ey", "s ae t er d ey", "s ah n d ey"), strict=True)),
    **dict(zip(COLOURS, ("r eh d", "b l uw", "g r iy n", "y eh l ow", "b l ae k"), strict=False)),
    **dict(zip(COLOURS[5:], ("w ay t", "b r aw n", "g r ey", "ao r ih n jh", "p er p uh l"), strict=True)),
    **{"where": "w eh r", "is": "ih z", "my": "m ay", "order": "ao r d er", "cancel": "k ae n s uh l"},
    **{"exchange": "eh k s ch ey n jh", "for": "f ao r", "please": "p l iy z", "are": "aa r", "you": "y uw"},
    **{"open": "ow p uh n", "on": "ao n", "yes": "y eh s", "that": "dh ae t", "right": "r ay t", "no": "n ow"},
    **{"i": "ay", "meant": "m eh n t", "the": "dh ah", "same": "s ey m", "address": "ae d r eh s"},
    **{"thank": "th ae ng k", "goodbye": "g uh d b ay", "it": "ih t", "to": "t uw", "a": "ah", "we": "w iy"},
    **{"what": "w ao t", "number": "n ah m b er", "your": "y ao r", "of": "ao v", "can": "k ae n", "do": "d uw"},
}
SPOKEN_ONLY = ("it", "to", "a", "we", "what", "number", "your", "of", "can", "do")  # by the desk
HEARD = tuple(word for word in SOUNDS if word not in SPOKEN_ONLY)

# Letters and what they mostly sound like, the longest first: for words that SOUNDS does not know.
LETTERS = {
    **{"tion": "sh uh n", "ough": "ao", "igh": "ay", "tch": "ch", "ing": "ih ng", "ee": "iy", "ea": "iy"},
    **{"oo": "uw", "ou": "aw", "ow": "ow", "oi": "ao ih", "ai": "ey", "ay": "ey", "au": "ao", "ar": "aa r"},
    **{"er": "er", "ir": "er", "ur": "er", "or": "ao r", "sh": "sh", "ch": "ch", "th": "th", "ph": "f"},
    **{"ck": "k", "ng": "ng", "qu": "k w", "wh": "w", "a": "ae", "b": "b", "c": "k", "d": "d", "e": "eh"},
    **{"f": "f", "g": "g", "h": "hh", "i": "ih", "j": "jh", "k": "k", "l": "l", "m": "m", "n": "n", "o": "ao"},
    **{"p": "p", "r": "r", "s": "s", "t": "t", "u": "ah", "v": "v", "w": "w", "x": "k s", "y": "iy", "z": "z"},
}
LONG_VOWELS = {"ae": "ey", "ih": "ay", "ao": "ow", "ah": "uw", "eh": "iy"}  # before a silent e: "late"


@dataclass(frozen=True)
class Command:
    """Words that a customer says, and what they mean.

    Args:
        words: from `HEARD`.
        act: the intent, or inform, affirm, correct, goodbye.
        slots: what it fills, as the books write it.
    """

    words: tuple[str, ...]
    act: str
    slots: Mapping[str, str] = field(default_factory=dict)


def phonemes(word: str) -> list[str]:
    """Return how a word is spoken: from the list, else letter by letter, which is often wrong.

    >>> phonemes("seven"), phonemes("late")
    (['s', 'eh', 'v', 'ah', 'n'], ['l', 'ey', 't'])

    Raises:
        ValueError: if there is no letter in it.
    """
    word = word.lower()
    if word in SOUNDS:
        return SOUNDS[word].split()
    pieces = re.findall("|".join(LETTERS), word)
    if not pieces:
        raise ValueError(f"a word must have letters, got {word!r}.")
    ending = word[-1] == "e" and len(pieces) > 2
    sounds = [LETTERS[one].split() for one in (pieces[:-1] if ending else pieces)]
    if ending and len(sounds) > 1 and sounds[-2][-1] in LONG_VOWELS:
        sounds[-2] = [LONG_VOWELS[sounds[-2][-1]]]
    return [name for one in sounds for name in one]


def spoken(text: str) -> list[str]:
    """Return the words of a text as they are said: numbers digit by digit, no marks.

    >>> spoken("Order 4712, please.")
    ['order', 'four', 'seven', 'one', 'two', 'please']
    """
    words = re.findall(r"[a-z]+|\d", text.lower().replace("'", ""))
    return [DIGITS[int(word)] if word.isdigit() else word for word in words]


def written(words: Sequence[str]) -> str:
    """Return the text of what was heard: digits in a row become one number, days and "I" their capital.

    >>> written("no i meant order four seven one two".split())
    'no I meant order 4712'
    """
    parts: list[str] = []
    for word in words:
        if word in DIGITS and parts and parts[-1].isdigit():
            parts[-1] += str(DIGITS.index(word))
        elif word in DIGITS:
            parts.append(str(DIGITS.index(word)))
        else:
            parts.append(word.capitalize() if word in DAYS or word == "i" else word)
    return " ".join(parts)


def number(digits: str) -> tuple[str, ...]:
    """Return a number as it is said, digit by digit.

    >>> number("407")
    ('four', 'zero', 'seven')
    """
    return tuple(DIGITS[int(digit)] for digit in digits)


def wish(intent: str, slots: Mapping[str, str]) -> Command:
    """Return how a wish is said on the telephone.

    Raises:
        ValueError: if the telephone does not take such wishes.
    """
    order = number(slots.get("order_number", ""))
    say = {
        "track_order": ("where", "is", "my", "order", *order),
        "cancel_order": ("please", "cancel", "order", *order),
        "exchange_item": ("exchange", "order", *order, "for", slots.get("colour", ""), "please"),
        "opening_hours": ("are", "you", "open", "on", slots.get("day", "").lower()),
    }
    if intent not in say:
        raise ValueError(f"the intent must be one of {', '.join(say)}; got {intent!r}.")
    return Command(tuple(word for word in say[intent] if word), intent, slots)


def drawn_command(chance: Chance) -> Command:
    """Return something that a customer says, drawn by chance: a wish, or an answer to the desk."""
    slots = {
        "order_number": str(1000 + chance.below(9000)),
        "day": chance.pick(DAYS).capitalize(),
        "colour": chance.pick(COLOURS),
    }
    needs = {"track_order": ["order_number"], "cancel_order": ["order_number"], "opening_hours": ["day"]}
    needs["exchange_item"] = ["order_number", "colour"]
    kind = chance.pick(("wish", "wish", "number", "short", "correct"))
    if kind == "wish":
        intent = chance.pick(tuple(needs))
        return wish(intent, {name: slots[name] for name in needs[intent]})
    digits = number(slots["order_number"])
    if kind == "number":
        return Command(("order", *digits), "inform", {"order_number": slots["order_number"]})
    if kind == "correct":
        return Command(("no", "i", "meant", "order", *digits), "correct", {"order_number": slots["order_number"]})
    short = {"yes that is right": "affirm", "thank you goodbye": "goodbye", "the same address": "inform"}
    words = chance.pick((*short, slots["day"].lower(), slots["colour"], f"no i meant {slots['day'].lower()}"))
    return Command(tuple(words.split()), short.get(words, "correct" if "meant" in words else "inform"))


def drawn_number(chance: Chance, length: int = 4) -> Command:
    """Return an order number, said digit by digit."""
    digits = str(10 ** (length - 1) + chance.below(9 * 10 ** (length - 1)))
    return Command(number(digits), "inform", {"order_number": digits})


def short_number(chance: Chance) -> Command:
    """Return one to four digits: short ones are learned first."""
    return drawn_number(chance, chance.pick((1, 1, 2, 3, 4)))


def say(words: Sequence[str], voice: Voice, generator: torch.Generator | None = None) -> Float[Tensor, " sample"]:
    """Return the sound of words in a voice of formants.py.

    Raises:
        ValueError: as for `phonemes` and `speak`.
    """
    return speak([phonemes(word) for word in words], voice, generator)
