"""The people of the town: their families, homes, jobs and likes. The same seed gives the same town."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import (
    FOODS,
    HOBBIES,
    JOBS,
    NAMES,
    STREETS,
    SURNAMES,
    Hobby,
    Job,
    Name,
    Noun,
    Words,
)


@dataclass(frozen=True, slots=True, eq=False)
class Person:
    """Someone of the town. Given names are unique in it."""

    name: Words  # the given name
    surname: Words
    sex: str  # f, m
    age: int
    job: Job | None  # None for a child and for the retired
    street: Words
    number: int  # of the house
    food: Noun  # what they like to eat
    hobby: Hobby
    origin: str

    @property
    def full(self) -> Words:
        """Given name and surname, in each language's order: Anna Baxter, 安娜·巴克斯特; Meiling Wang, 王美玲."""
        family_first = self.origin in ("china", "japan")
        chinese = self.surname.zh + self.name.zh if family_first else f"{self.name.zh}·{self.surname.zh}"
        return Words(f"{self.name.en} {self.surname.en}", chinese)

    @property
    def address(self) -> Words:
        """The house: 12 Mill Street, 磨坊街12号."""
        return Words(f"{self.number} {self.street.en}", f"{self.street.zh}{self.number}号")

    def __repr__(self) -> str:
        return f"<{self.full.en}, {self.age}>"


_EATEN = tuple(food for food in FOODS if food.category not in ("pantry", "drink"))

# kinship[relation of B to A] in the words of each language; Chinese tells the elder from the younger.
KINSHIP = {
    "mother": Words("mother", "妈妈"),
    "father": Words("father", "爸爸"),
    "daughter": Words("daughter", "女儿"),
    "son": Words("son", "儿子"),
    "wife": Words("wife", "妻子"),
    "husband": Words("husband", "丈夫"),
    "elder sister": Words("elder sister", "姐姐"),
    "younger sister": Words("younger sister", "妹妹"),
    "elder brother": Words("elder brother", "哥哥"),
    "younger brother": Words("younger brother", "弟弟"),
}


@dataclass(frozen=True)
class Town:
    """A town of about a hundred and twenty people; another seed, another town with other facts."""

    seed: int = 0
    people: tuple[Person, ...] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "people", tuple(_people(Chance(self.seed, "town"))))

    @cached_property
    def by_name(self) -> dict[str, Person]:
        """Everybody by given name, in English and in Chinese."""
        return {name: person for person in self.people for name in (person.name.en, person.name.zh)}

    def family(self, person: Person) -> tuple[Person, ...]:
        """Return the others who live in the same house."""
        return tuple(one for one in self.people if one.address == person.address and one is not person)

    def kin(self, of: Person, person: Person) -> str | None:
        """Return what `person` is to `of`, a key of `KINSHIP` such as "elder sister"; None if they are no family."""
        if of.address != person.address or of is person:
            return None
        gap = person.age - of.age
        if gap >= 18:
            return "mother" if person.sex == "f" else "father"
        if gap <= -18:
            return "daughter" if person.sex == "f" else "son"
        if of.age >= 25:
            return "wife" if person.sex == "f" else "husband"
        return ("elder " if gap > 0 else "younger ") + ("sister" if person.sex == "f" else "brother")


def _people(chance: Chance) -> Iterator[Person]:
    """Yield the households one after the other: one or two adults of 30 to 55, and none to three children."""
    names: dict[tuple[str, str], list[Name]] = {}
    for name in chance.shuffled(NAMES):
        names.setdefault((name.origin, name.sex), []).append(name)
    surnames = chance.shuffled(SURNAMES)
    jobs = chance.shuffled(JOBS)
    houses = chance.shuffled([(street, number) for street in STREETS for number in range(1, 30)])
    for household, (surname, origin) in enumerate(surnames):
        street, number = houses[household]
        sexes = chance.pick(["fm", "fm", "fm", "f", "m"])
        ages = [chance.between(30, 55) for _ in sexes]
        young = chance.some(range(6, min(20, min(ages) - 20)), chance.pick([0, 1, 2, 2, 3]))
        for sex, age in [*zip(sexes, ages, strict=True), *((chance.pick("fm"), age) for age in young)]:
            if not names.get((origin, sex)):
                continue  # all such names are taken
            job = jobs[chance.below(len(jobs))] if age >= 30 else None
            given = names[origin, sex].pop().words
            likes = chance.pick(_EATEN), chance.pick(HOBBIES)
            yield Person(given, surname, sex, age, job, street, number, *likes, origin)
