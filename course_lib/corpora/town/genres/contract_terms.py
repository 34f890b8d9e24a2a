"""What a contract is about, before any word of it: who, what, for how much, how long."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import partial

from course_lib.corpora.annotations import Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import SHOPS, STREETS, THINGS, Language, Noun, Words
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import Filled, phrases

MONTHS = tuple(line.split("|")[0] for line in phrases("clinic_notes", "en")["months"])
NUMBERS = {1: "one", 2: "two", 3: "three", 4: "four", 6: "six"}
ZH_NUMBERS = {1: "一", 2: "两", 3: "三", 4: "四", 6: "六"}
FAR = (
    Words("Norvik", "诺维克"),
    Words("Port Almar", "阿尔马港"),
    Words("Grayhaven", "灰港"),
    Words("Tessin Falls", "泰辛瀑布城"),
)
COUNTRIES = (Words("Norland", "诺兰"), Words("Almaria", "阿尔马里亚"), Words("Veldonia", "维尔多尼亚"))
COMPANIES = (Words("Lark Telecom", "云雀通信"), Words("Bluewire", "蓝线电信"), Words("Harbour Mobile", "港湾移动"))
GYMS = (Words("Harbour Gym", "码头健身房"), Words("The Iron Room", "铁屋健身"), Words("Hill Fitness", "山脚健身中心"))
REPAIRED = (
    "bicycle",
    "scooter",
    "radio",
    "lamp",
    "sofa",
    "piano",
    "guitar",
    "camera",
    "watch",
    "accordion",
    "telescope",
)


@dataclass(frozen=True, slots=True)
class Form:
    """A kind of contract: what the parties are called, which clauses come first, and which may follow."""

    provider: Words
    customer: Words
    first: tuple[str, ...]
    others: tuple[str, ...]


def _form(provider: str, zh_provider: str, customer: str, zh_customer: str, first: str, others: str) -> Form:
    return Form(Words(provider, zh_provider), Words(customer, zh_customer), tuple(first.split()), tuple(others.split()))


CONTRACTS = {
    "lease": _form(
        "landlord",
        "出租人",
        "tenant",
        "承租人",
        "rent duration",
        "deposit termination repairs liability jurisdiction changes penalty privacy payment subletting pets "
        "arbitration",
    ),
    "sale": _form(
        "seller",
        "卖方",
        "buyer",
        "买方",
        "price",
        "warranty delivery liability jurisdiction law arbitration penalty changes",
    ),
    "repair": _form(
        "repairer",
        "修理方",
        "customer",
        "顾客",
        "price",
        "warranty liability jurisdiction changes privacy penalty delivery arbitration",
    ),
    "gym": _form(
        "club",
        "俱乐部",
        "member",
        "会员",
        "price duration",
        "termination liability changes penalty privacy payment acceptance arbitration jurisdiction",
    ),
    "phone": _form(
        "company",
        "公司",
        "subscriber",
        "用户",
        "price duration",
        "termination liability law jurisdiction changes arbitration privacy payment acceptance penalty",
    ),
    "work": _form(
        "employer",
        "用人单位",
        "employee",
        "劳动者",
        "wage duration",
        "termination hours holiday changes arbitration jurisdiction privacy liability law",
    ),
    "shop": _form(
        "shop",
        "商店",
        "user",
        "用户",
        "acceptance",
        "payment return warranty delivery liability jurisdiction law changes arbitration privacy content termination",
    ),
}


@dataclass(frozen=True)
class Terms:
    """The facts: names in both languages, sums in whole crowns, times in days and months."""

    kind: str
    provider: Words
    customer: Words
    object: Words
    price: int  # a month for rent, wage, membership and telephone
    deposit: int
    fee: int
    start: datetime.date
    months: int
    notice: int  # in months
    days: int
    payday: int
    far: Words
    country: Words

    @property
    def end(self) -> datetime.date:
        """The last day."""
        months = self.start.month - 1 + self.months
        return datetime.date(self.start.year + months // 12, months % 12 + 1, 1) - datetime.timedelta(1)


def draw_terms(town: Town, kind: str, chance: Chance) -> Terms:
    """Return the facts of a contract between people, shops and firms of the town; a sale is of used goods."""
    grown = [one for one in town.people if one.job]
    person, other = chance.some(grown, 2)
    thing = chance.pick([one for one in THINGS if one.price >= 30 and one.category not in ("pet", "plant")])
    broken = chance.pick([one for one in THINGS if one.name.en in REPAIRED])
    price = _price(kind, thing, broken, chance)
    return Terms(
        kind,
        _provider(kind, person, chance),
        other.full,
        _object(kind, thing, broken, other, chance),
        price,
        price * chance.pick((1, 2, 2, 3)),
        chance.between(2, 9) * 5,
        datetime.date(chance.between(2022, 2026), chance.between(1, 12), 1),
        chance.pick((6, 12, 12, 18, 24, 36)),
        chance.pick((1, 2, 3, 3, 4, 6)),
        chance.pick((7, 10, 14, 15, 20, 28)),
        chance.pick((1, 3, 5, 10, 15)),
        chance.pick(FAR),
        chance.pick(COUNTRIES),
    )


def _price(kind: str, thing: Noun, broken: Noun, chance: Chance) -> int:
    ranges = {"lease": (30, 75, 10), "gym": (12, 40, 1), "phone": (9, 35, 1), "work": (140, 260, 10)}
    if kind in ranges:
        low, high, step = ranges[kind]
        return chance.between(low, high) * step
    whole, share = (broken, chance.between(2, 4)) if kind == "repair" else (thing, chance.between(4, 9))
    return max(5, whole.price * share // 10)


def _provider(kind: str, person: Person, chance: Chance) -> Words:
    firms = {"gym": GYMS, "phone": COMPANIES, "shop": tuple(shop.name for shop in SHOPS if shop.place.kind == "shop")}
    firms["work"] = tuple(shop.name for shop in SHOPS)
    return chance.pick(firms[kind]) if kind in firms else person.full


def _object(kind: str, thing: Noun, broken: Noun, customer: Person, chance: Chance) -> Words:
    street, number = chance.pick(STREETS), chance.between(30, 80)
    if kind == "lease":
        return Words(f"the rooms at {number} {street.en}", f"{street.zh}{number}号的房屋")
    if kind == "sale":
        return Words(f"the {thing.name.en}", f"这{thing.measure}{thing.name.zh}")
    if kind == "repair":
        return Words(f"the {broken.name.en}", f"这{broken.measure}{broken.name.zh}")
    fixed = {
        "gym": Words("the use of hall and machines", "场地和器械的使用"),
        "phone": Words("the line with all calls", "线路和通话"),
        "shop": Words("the goods", "商品"),
        "work": Words("work in shop and office", "店内和办公室的工作"),
    }
    return fixed[kind]


def role_slots(kind: str, language: Language) -> dict[str, str]:
    """Return what the parties are called in the clauses of a contract of this kind."""
    form = CONTRACTS[kind]
    article = "the " if language == "en" else ""
    provider, customer = article + form.provider[language], article + form.customer[language]
    return {"provider": provider, "customer": customer, "providerrole": provider, "customerrole": customer}


def _money(english: bool, crowns: int, monthly: bool = False) -> str:
    if english:
        return f"{crowns:,} crowns{' a month' if monthly else ''}"
    return f"{'每月' if monthly else ''}{crowns}克朗"


def _day(english: bool, date: datetime.date) -> str:
    if english:
        return f"{date.day} {MONTHS[date.month - 1]} {date.year}"
    return f"{date.year}年{date.month}月{date.day}日"


def term_slots(terms: Terms, language: Language, chance: Chance) -> dict[str, str | int | Filled]:
    """Return the slots of the facts: each is a span that bears the fact's name in capitals."""
    english = language == "en"
    signed = terms.start - datetime.timedelta(chance.between(3, 40))
    money, day = partial(_money, english), partial(_day, english)
    plural = "month" if terms.notice == 1 else "months"
    notice = f"{NUMBERS[terms.notice]} {plural}" if english else f"{ZH_NUMBERS[terms.notice]}个月"
    years = {12: "one year", 24: "two years", 36: "three years"} if english else {12: "一年", 24: "两年", 36: "三年"}
    months = chance.pick([years.get(terms.months, ""), ""]) or f"{terms.months}{' months' if english else '个月'}"
    payday = f"{terms.payday}{ {1: 'st', 3: 'rd'}.get(terms.payday, 'th') }" if english else str(terms.payday)
    values: dict[str, str] = {
        "providername": terms.provider[language],
        "customername": terms.customer[language],
        "object": terms.object[language],
        "price": money(terms.price, monthly=terms.kind in ("gym", "phone")),
        "deposit": money(terms.deposit),
        "fee": money(terms.fee),
        "start": day(terms.start),
        "end": day(terms.end),
        "signed": day(signed),
        "months": months,
        "notice": notice,
        "days": str(terms.days),
        "payday": payday,
        "far": terms.far[language],
        "country": terms.country[language],
    }
    slots: dict[str, str | int | Filled] = {
        slot: Filled(value, (Span(0, len(value), slot.upper()),)) for slot, value in values.items()
    }
    owner = f"{notice}'" if notice.endswith("s") else f"{notice}'s"
    return slots | {"notices": Filled(owner, (Span(0, len(notice), "NOTICE"),))}
