"""How a letter is put into words, and who and what letters speak of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import HOBBIES, SHOPS, Language, Noun, Shop, Words
from course_lib.corpora.town.people import Person
from course_lib.corpora.town.phrases import Filled, capitalised, fill, join, phrases, with_article

Label = Literal["ham", "spam"]
# Kinds that come so close that their letters can open with the same words.
CLOSE = {"award": "prize", "prize": "prize", "notice": "office", "phishing": "office"} | {
    "bill": "bill",
    "invoice": "bill",
    "request": "plea",
    "plea": "plea",
}
AILMENTS = (
    Words("back pain", "腰疼"),
    Words("a cold", "感冒"),
    Words("sleeplessness", "失眠"),
    Words("knee pain", "膝盖疼"),
    Words("toothache", "牙疼"),
    Words("headaches", "头疼"),
    Words("hay fever", "花粉过敏"),
    Words("a cough", "咳嗽"),
)
LIBRARY = Words("the library", "图书馆")
OFFICES = (
    Words("the bank", "银行"),
    Words("the post office", "邮局"),
    Words("the town hall", "镇政府"),
    LIBRARY,
    Words("the clinic", "诊所"),
)
STRANGERS = (
    Words("Lucky Star Lottery", "福星彩票公司"),
    Words("Golden Future", "黄金未来公司"),
    Words("Doctor Wonder", "神医堂"),
    Words("Quick Coin", "快钱铺"),
    Words("The Office of Good Fortune", "好运办公室"),
    Words("World Wide Gifts", "环球礼品公司"),
)
PARKS = (Words("in the park", "公园"), Words("at the station", "车站"), Words("by the river", "河边"))


@dataclass(frozen=True, slots=True)
class Facts:
    label: Label
    kind: str
    tone: str
    writer: Person
    reader: Person
    sender: Words
    recipient: Words
    topic: Words
    group: str
    noun: Noun
    shop: Shop
    day: Words
    place: Words
    amount: int
    fee: int
    demand: str
    close: bool


def shop_of(noun: Noun) -> Shop:
    """Return the shop that sells it; what one gets at the market, the furniture shop has too."""
    shops = {shop.place.name.en: shop for shop in SHOPS}
    return shops.get(noun.shop.name.en, shops["furniture shop"])


def tell(facts: Facts, language: Language, chance: Chance) -> Filled:
    """Return the text; its only span is the demand."""
    line = partial(_line, phrases("letters", language), _slots(facts, language), chance)
    own = f"{facts.kind} {facts.tone}" if f"{facts.kind} {facts.tone}" in phrases("letters", language) else facts.kind
    body = [line("chat")] if facts.tone == "friend" and chance.happens(0.6) else []
    body.append(line(f"close {CLOSE[facts.kind]}" if facts.close else own))
    rest = [] if facts.close or chance.happens(0.3) else [line(f"{own} more")]
    if facts.close:
        side = facts.label
        group = "office" if CLOSE[facts.kind] == "prize" else CLOSE[facts.kind]
        decision = line(f"decide {group} {side}")
        rest.append(_demand(decision) if side == "spam" else decision)
    elif facts.demand:
        rest.append(_demand(line(f"demand {facts.demand}")))
    between = " " if language == "en" else ""
    body += chance.shuffled(rest)
    return join([line(f"greeting {facts.tone}"), join(body, between), line(f"bye {facts.tone}")], "\n")


def _line(bank: Mapping[str, Sequence[str]], slots: dict[str, str], chance: Chance, section: str) -> Filled:
    return Filled(fill(chance.pick(bank[section]), **slots).text)


def _demand(sentence: Filled) -> Filled:
    return Filled(sentence.text, (Span(0, len(sentence.text), "demand"),))


def _slots(facts: Facts, language: Language) -> dict[str, str]:
    noun, name, day = facts.noun, facts.noun.name[language], facts.day[language]
    topic, recipient = facts.topic[language], facts.recipient[language]
    slots = {
        "from": facts.sender[language],
        "to": recipient,
        "full": recipient,
        "thing": name,
        "hobby": topic,
        "ailment": topic,
        "office": topic,
        "sum": str(facts.amount),
        "fee": str(facts.fee),
        "at_place": facts.place[language],
        "day": day,
    }
    if language == "zh":
        return slots | {
            "shop": facts.shop.full.zh,
            "a_thing": f"一{noun.measure}{name}",
            "measure": noun.measure,
            "food": name,
        }
    return slots | {
        "shop": facts.shop.name.en,
        "at": f"at {facts.shop.name.en}",
        "a_thing": with_article(name),
        "things": noun.plural,
        "foods": name.split(" of ")[-1] if " of " in name else noun.plural,
        "do": next((hobby.do for hobby in HOBBIES if hobby.name is facts.topic), ""),
        "ailment_cap": capitalised(topic),
        "office_cap": capitalised(topic),
        "day": f"on {day}",
        "day_bare": day,
        "day_cap": f"On {day}",
    }
