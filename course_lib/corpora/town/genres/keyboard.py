"""Slips of the keyboard, as people make them who type in a hurry."""

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import Language

# Signs that sound or look alike.
_SLIPS_ZH = {"在": "再", "的": "得", "那": "哪", "帮": "邦", "吗": "嘛", "已": "己", "做": "作"}


def slip(text: str, spans: tuple[Span, ...], language: Language, chance: Chance) -> str:
    """Return the text with one slip of the keyboard of the same length, outside of the spans."""
    inside = {place for span in spans for place in range(span.start, span.end)}
    if language == "zh":
        places = [place for place, sign in enumerate(text) if sign in _SLIPS_ZH and place not in inside]
        at = chance.pick(places) if places else 0
        return text[:at] + _SLIPS_ZH[text[at]] + text[at + 1 :] if places else text
    middles = [
        place
        for place in range(1, len(text) - 2)
        if text[place - 1 : place + 3].isalpha() and text[place] != text[place + 1] and not {place, place + 1} & inside
    ]
    at = chance.pick(middles) if middles else 0
    return text[:at] + text[at + 1] + text[at] + text[at + 2 :] if middles else text
