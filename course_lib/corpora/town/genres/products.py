"""Product copy: what the shops of the town write to sell a thing, plainly or playfully. In English only.

The head names the thing, its price and the shop, which are facts of the town: copy that gets them wrong can be found
out. The tone is in the sentences; what is told of the thing fits its kind, in either tone.
"""

import re
from dataclasses import dataclass

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.formality import GOODS
from course_lib.corpora.town.genres.letter_words import shop_of
from course_lib.corpora.town.lexicon import Noun
from course_lib.corpora.town.phrases import capitalised, fill, phrases

TONES = ("plain", "playful")
COPY_SENTENCES = (3, 4, 5)
NOUN = {one.name.en: one for one in GOODS}
HEAD = re.compile(r"(.+), (\d+) crowns, at (.+)")


@dataclass(frozen=True, slots=True)
class Copy:
    """A product text: the head, and below it the sentences in one paragraph."""

    text: str
    item: str
    tone: str
    sentences: int

    @property
    def combination(self) -> str:
        """What a compositional split holds out: the thing with the tone, "kite|playful"."""
        return f"{self.item}|{self.tone}"


def product_copy(chance: Chance) -> Copy:
    """Return a product text.

    >>> product_copy(Chance(0, "products", 1)).item
    'scooter'
    """
    noun, tone, n = chance.pick(GOODS), chance.pick(TONES), chance.pick(COPY_SENTENCES)
    bank = phrases("products", "en")
    category = noun.category if noun.category in bank else "other"
    slots = {
        "thing": noun.name.en,
        "plural": noun.plural,
        "price": str(noun.price),
        "shop": shop_of(noun).name.en,
    }
    feature, *more = chance.some(bank[category], 1) + chance.some(bank[f"more {tone}"], n - 3)
    lines = [chance.pick(bank[f"hook {tone}"]), *chance.shuffled([feature, *more]), chance.pick(bank[f"call {tone}"])]
    body = " ".join(fill(line, **slots).text for line in lines)
    return Copy(f"{head_of(noun)}\n{body}", noun.name.en, tone, n)


def head_of(noun: Noun) -> str:
    """Return the first line: the thing, its price and where it is sold."""
    return f"{capitalised(noun.name.en)}, {noun.price} crowns, at {shop_of(noun).name.en}"


def copy_faults(text: str, item: str) -> tuple[str, ...]:
    """Return what is wrong with the head of a text that sells `item`: its form, the thing, the price or the shop.

    Raises:
        ValueError: if the town's shops have no such thing.

    >>> copy_faults("Kite, 90 crowns, at Tin Soldier\\nWhat a kite!", "kite")
    ('the price is 9 crowns, not 90',)
    """
    if item not in NOUN:
        raise ValueError(f"item must be one of the {len(NOUN)} things of the town's shops, got {item!r}.")
    noun = NOUN[item]
    head = HEAD.fullmatch(text.split("\n")[0])
    if head is None:
        return ("no head with a thing, a price and a shop",)
    found = []
    if head[1].lower() != item.lower():
        found.append(f"the thing is {item}, not {head[1].lower()}")
    if int(head[2]) != noun.price:
        found.append(f"the price is {noun.price} crowns, not {head[2]}")
    if head[3] != shop_of(noun).name.en:
        found.append(f"the shop is {shop_of(noun).name.en}, not {head[3]}")
    return tuple(found)
