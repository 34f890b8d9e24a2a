"""The knowledge base: a gazette for each of eight towns, with a notice about each of its people.

A notice tells four or five things of one person, each in one of several wordings, and where each
thing stands is known:

    Meet Rosa Baxter from Northport. She works as a baker. Whoever finds her red kite will be thanked. …

Some notices are lists: many names, and nothing about them. Nobody of these towns stands in a text
that a model of this course has read, so what is true of them can only be known from the gazette.
Tested by tests/applications/question_answering/test_gazette.py.
Left out: Chinese; notices that contradict each other.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from course_lib.corpora.records import Answer
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import ADJECTIVES, THINGS, TOWNS, WEEKDAYS
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import capitalised, with_article

TOLD = {  # {a} is the answer
    "job": (
        "{She} works as {with_a}.",
        "By trade {she} is {with_a}.",
        "{She} earns {her} living as {with_a}.",
        "Most people know {him} as {with_a}.",
    ),
    "home": (
        "{She} lives in {a}.",
        "{Her} house stands in {a}.",
        "You find {him} in {a}.",
        "{Her} door in {a} is always open.",
    ),
    "food": (
        "{She} would do anything for {a}.",
        "{Her} favourite food is {a}.",
        "Nothing tastes better to {him} than {a}.",
        "If you invite {him}, cook {a}.",
    ),
    "hobby": (
        "{Her} hobby is {a}.",
        "{She} spends every weekend on {a}.",
        "{She} never has enough time for {a}.",
        "What {she} enjoys most is {a}.",
    ),
    "age": (
        "{She} is {a} years old.",
        "{She} has just turned {a}.",
        "There were {a} candles on {her} cake.",
    ),
    "kin": (
        "{Her} {kin} is {a}.",
        "{A} is {her} {kin}.",
        "{Her} {kin} is called {a}.",
    ),
    "lost": (
        "{She} has lost {her} {a}.",
        "{Her} {a} is missing.",
        "Whoever finds {her} {a} will be thanked.",
        "{She} is looking for {her} {a}.",
    ),
    "day": (
        "Visitors are welcome on {a}.",
        "Come and see {him} on {a}.",
        "{She} is at home on {a}.",
        "On {a} {she} makes coffee for everybody.",
    ),
}
OPENINGS = (
    "Meet {full} from {town}.",
    "{full} of {town} says hello.",
    "From {town} we present {full}.",
    "{town} is the home of {full}.",
)
LISTS = (  # each asks for things that the questions name: many of their words, no answer
    ("Guests of the summer feast in {town}, in the order of their letters.", "Who is missing? Please tell us."),
    (
        "Runners of the {town} race, with their numbers to come.",
        "Write your age, your job and your hobby beside your name.",
    ),
    ("Members of the {town} library.", "Tell us what you like: which food, which hobby, which day."),
    (
        "Helpers at the {town} market.",
        "We still need to know where you live, what you do for a living and which day suits you.",
    ),
)
TOLD_OF_ONE = (4, 5)  # how many things a notice tells
NAMES_ON_A_LIST = (12, 20)


@dataclass(frozen=True)
class Fact:
    """One thing that a notice says, and where.

    Args:
        relation: a key of `TOLD`.
        answer: the words that say it, and where they start in the notice.
        sentence: start and end of the sentence that holds them.
        detail: which kin: "husband"; else "".
    """

    relation: str
    answer: Answer
    sentence: tuple[int, int]
    detail: str = ""


@dataclass(frozen=True)
class Notice:
    """A passage of the knowledge base.

    Args:
        number: its place in the knowledge base, by which it is cited.
        town: where it was printed.
        text: what it says.
        about: the person; None for a list.
        facts: what it says of the person; none for a list.
    """

    number: int
    town: str
    text: str
    about: Person | None = None
    facts: tuple[Fact, ...] = ()

    def fact(self, relation: str) -> Fact | None:
        """Return what the notice says of a relation, if it says anything."""
        return next((one for one in self.facts if one.relation == relation), None)


Told = tuple[str, Person | None, tuple[Fact, ...]]


def knowledge_base(seeds: Sequence[int] = tuple(range(1, 9)), n_lists: int = 6) -> tuple[Notice, ...]:
    """Return the notices of several towns, numbered through; no full name has two notices.

    Args:
        seeds: of the towns; the first is Northport, the ninth again.
        n_lists: lists of names a town.

    Raises:
        ValueError: if there are no towns, or one comes twice.
    """
    if not seeds or len({*seeds}) < len(seeds):
        raise ValueError(f"seeds must be at least one, each once, got {list(seeds)}.")
    found, taken = list[Notice](), set[str]()
    for place, seed in enumerate(seeds):
        name = TOWNS[place % len(TOWNS)].name.en
        town, chance = Town(seed), Chance("gazette", seed)
        people = [one for one in town.people if one.full.en not in taken]
        taken |= {one.full.en for one in people}
        told: list[Told] = [told_of(one, town, name, chance) for one in people]
        told += [listed(people, name, chance) for _ in range(n_lists)]
        for one in chance.shuffled(told):
            found.append(Notice(len(found), name, *one))
    return tuple(found)


def told_of(person: Person, town: Town, name: str, chance: Chance) -> Told:
    """Return the text of a notice about a person, the person and what it says."""
    text = chance.pick(OPENINGS).format(full=person.full.en, town=name)
    known = dict(answers(person, town, chance))
    facts = []
    n = min(chance.between(*TOLD_OF_ONE), len(known))
    for relation in chance.some(list(known), n):
        words, detail = known[relation]
        form = chance.pick(TOLD[relation])
        start = len(text) + 1
        before, after = form.split("{a}") if "{a}" in form else form.split("{with_a}" if "{with_a}" in form else "{A}")
        said = with_article(words) if "{with_a}" in form else words
        first = filled(before, person, detail) + said[: len(said) - len(words)]
        text += " " + first + words + filled(after, person, detail)
        answer = Answer(words, start + len(first))
        facts.append(Fact(relation, answer, (start, len(text)), detail))
    return text, person, tuple(facts)


def answers(person: Person, town: Town, chance: Chance) -> Iterator[tuple[str, tuple[str, str]]]:
    """Yield what there is to tell of a person: the relation, the words, and which kin."""
    if person.job:
        yield "job", (person.job.name.en, "")
    yield "home", (person.street.en, "")
    yield "food", (person.food.plural, "")
    yield "hobby", (person.hobby.name.en, "")
    yield "age", (str(person.age), "")
    kin = [(town.kin(person, one), one) for one in town.family(person)]
    relations = [relation for relation, _ in kin]
    only = [(relation, one) for relation, one in kin if relation and relations.count(relation) == 1]
    if only:
        relation, one = chance.pick(only)
        yield "kin", (one.full.en, str(relation))
    thing = f"{chance.pick(ADJECTIVES).words.en} {chance.pick(THINGS).name.en}"
    yield "lost", (thing, "")
    yield "day", (chance.pick(WEEKDAYS).en, "")


def listed(people: Sequence[Person], name: str, chance: Chance) -> Told:
    """Return the text of a list of names: nothing is said of them."""
    first, last = chance.pick(LISTS)
    n = min(chance.between(*NAMES_ON_A_LIST), len(people))
    names = ", ".join(one.full.en for one in chance.some(people, n))
    return f"{first.format(town=name)} {capitalised(names)}. {last}", None, ()


def filled(form: str, person: Person, detail: str) -> str:
    """Return a wording with the pronouns of a person."""
    she, her, him = ("she", "her", "her") if person.sex == "f" else ("he", "his", "him")
    words = {"she": she, "her": her, "him": him, "kin": detail}
    words |= {"She": she.capitalize(), "Her": her.capitalize()}
    return form.format(**words)
