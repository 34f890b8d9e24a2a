"""Questions to the gazette, with the truth: the notice that answers, the words that do, or that none does.

    by name          What does Rosa Baxter do for a living?             a baker
    by description   Who in Northport works in the bakery and
                     likes to fly kites?                                Rosa Baxter

Three kinds have no answer: the notice does not tell it (untold), no notice is about that person
(stranger), nobody fits the description (nobody).
Tested by tests/applications/question_answering/test_asked.py.
Left out: questions whose answer stands in two notices.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from course_lib.applications.question_answering.gazette import Fact, Notice, filled
from course_lib.corpora.records import Answer, Question
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import HOBBIES, JOBS, NAMES, SURNAMES
from course_lib.corpora.town.people import Person

ASKED = {
    "job": (
        "What does {full} do for a living?",
        "What is {full}'s job?",
        "Which trade does {full} follow?",
        "How does {full} earn money?",
    ),
    "home": (
        "Where does {full} live?",
        "In which street is {full}'s house?",
        "Where can one find {full}?",
    ),
    "food": (
        "What does {full} like to eat?",
        "What is {full}'s favourite food?",
        "What should one cook for {full}?",
    ),
    "hobby": (
        "What does {full} do in {her} free time?",
        "What is {full}'s hobby?",
        "How does {full} spend the weekend?",
    ),
    "age": ("How old is {full}?", "What is the age of {full}?", "How many years has {full} lived?"),
    "kin": ("Who is {full}'s {kin}?", "What is the name of {full}'s {kin}?"),
    "lost": ("What has {full} lost?", "What is {full} looking for?", "Which thing does {full} miss?"),
    "day": (
        "When does {full} receive visitors?",
        "On which day may one visit {full}?",
        "When can one call on {full}?",
    ),
}
DESCRIBED = (
    "Who in {town} works {at} and likes to {do}?",
    "Which person from {town} works {at} and loves to {do}?",
    "I look for somebody in {town} who works {at} and likes to {do}. Who is it?",
)
KINDS = ("name", "description", "untold", "stranger", "nobody")
SHARES = (0.40, 0.30, 0.12, 0.09, 0.09)
N_TRIES = 200  # to find a notice that such a question fits


@dataclass(frozen=True)
class Asked:
    """A question to the knowledge base.

    Args:
        question: its words.
        kind: one of `KINDS`; the last three have no answer.
        relation: what is asked for: a key of `ASKED`, or "person".
        answers: all that are right; none if there is no answer.
        notice: the number of the notice that says it; None if none does.
    """

    question: str
    kind: str
    relation: str
    answers: tuple[str, ...] = ()
    notice: int | None = None

    @property
    def answerable(self) -> bool:
        return self.notice is not None


def questions(base: Sequence[Notice], n: int, seed: int = 0, shares: Sequence[float] = SHARES) -> list[Asked]:
    """Return n different questions, about three in ten without an answer.

    Args:
        base: the notices.
        n: number of questions.
        seed: another seed, other questions.
        shares: of each of `KINDS`.

    Raises:
        ValueError: if n is not positive, or the base has no notice about a person.
    """
    about = [one for one in base if one.about]
    if n < 1 or not about:
        raise ValueError(f"there must be a notice about a person and n >= 1, got {len(about)} and {n}.")
    chance, found, seen = Chance("asked", seed), list[Asked](), set[str]()
    described = Described(about)
    while len(found) < n:
        one = drawn(MAKERS[chance.weighted(KINDS, shares)], about, described, chance)
        if one and one.question not in seen:
            seen.add(one.question)
            found.append(one)
    return found


def drawn(make: "Maker", about: Sequence[Notice], described: "Described", chance: Chance) -> Asked | None:
    """Return a question of a kind; None if many notices give none."""
    tries = (make(chance.pick(about), described, chance) for _ in range(N_TRIES))
    return next((one for one in tries if one), None)


class Described:
    """Knows who fits which description, in all notices about a person."""

    def __init__(self, about: Sequence[Notice]) -> None:
        self.about = about
        self.names = {one.about.full.en for one in about if one.about}
        self.fits: dict[tuple[str, str, str], list[Notice]] = {}
        for one in about:
            if one.about and one.about.job:
                key = (one.town, one.about.job.workplace.at.en, one.about.hobby.do)
                self.fits.setdefault(key, []).append(one)


def by_name(notice: Notice, _: Described, chance: Chance) -> Asked | None:
    fact = chance.pick(notice.facts)
    assert notice.about is not None
    text = ask(notice.about, fact.relation, fact.detail, chance)
    return Asked(text, "name", fact.relation, right(fact), notice.number)


def by_description(notice: Notice, described: Described, chance: Chance) -> Asked | None:
    """Ask for a person whose job and hobby the notice tells, if nobody else fits."""
    person = notice.about
    if not person or not person.job or not notice.fact("job") or not notice.fact("hobby"):
        return None
    key = (notice.town, person.job.workplace.at.en, person.hobby.do)
    if len(described.fits[key]) > 1:
        return None
    text = describe(*key, chance)
    return Asked(text, "description", "person", (person.full.en,), notice.number)


def untold(notice: Notice, _: Described, chance: Chance) -> Asked | None:
    """Ask for what the notice leaves out; not for kin, which another notice may tell."""
    assert notice.about is not None
    told = {one.relation for one in notice.facts}
    left = [one for one in ASKED if one not in told and one != "kin"]
    relation = chance.pick(left)
    return Asked(ask(notice.about, relation, "", chance), "untold", relation)


def stranger(notice: Notice, described: Described, chance: Chance) -> Asked | None:
    """Ask about somebody of whom there is no notice: a name of the right make that nobody has."""
    surname, origin = chance.pick(SURNAMES)
    names = [one for one in NAMES if one.origin == origin]
    name = chance.pick(names)
    full = f"{name.words.en} {surname.en}"
    fact = chance.pick(notice.facts)
    if full in described.names or not notice.about or fact.relation == "kin":
        return None
    text = ask(notice.about, fact.relation, fact.detail, chance)
    her = {"f": "her", "m": "his"}
    text = text.replace(notice.about.full.en, full)
    text = text.replace(f" in {her[notice.about.sex]} ", f" in {her[name.sex]} ")
    return Asked(text, "stranger", fact.relation)


def nobody(notice: Notice, described: Described, chance: Chance) -> Asked | None:
    """Ask for a person of a town with a job and a hobby that nobody there has together."""
    at, do = chance.pick(JOBS).workplace.at.en, chance.pick(HOBBIES).do
    if (notice.town, at, do) in described.fits:
        return None
    return Asked(describe(notice.town, at, do, chance), "nobody", "person")


Maker = Callable[[Notice, Described, Chance], Asked | None]
MAKERS: dict[str, Maker] = {
    "name": by_name,
    "description": by_description,
    "untold": untold,
    "stranger": stranger,
    "nobody": nobody,
}


def ask(person: Person, relation: str, detail: str, chance: Chance) -> str:
    """Return a question about a person."""
    form = chance.pick(ASKED[relation]).replace("{full}", person.full.en)
    return filled(form, person, detail)


def describe(town: str, at: str, do: str, chance: Chance) -> str:
    """Return a question for a person."""
    return chance.pick(DESCRIBED).format(town=town, at=at, do=do)


def right(fact: Fact) -> tuple[str, ...]:
    """Return the words that answer; of a lost thing also without its look."""
    whole = fact.answer.text
    if fact.relation == "lost":
        return whole, whole.split(" ", 1)[1]
    return (whole,)


def placed(asked: Asked, notice: Notice) -> Question:
    """Return a question as a reader of spans gets it: with this notice as its context.

    The answer has a place only if it is the notice that answers.
    """
    if asked.notice != notice.number:
        return Question(notice.text, asked.question, ())
    start = notice.text.index(asked.answers[0])
    if fact := notice.fact(asked.relation):
        start = fact.answer.start
    return Question(notice.text, asked.question, (Answer(asked.answers[0], start),))


def somebody_else(base: Sequence[Notice], one: Asked) -> Notice:
    """Return the next notice that tells such a thing, but of another person.

    A reader that checks of whom a notice speaks finds no answer there.

    Raises:
        ValueError: if the question has no answer, or no other notice tells such a thing.
    """
    if one.notice is None:
        raise ValueError(f"the question must have an answer, got {one.kind!r}.")
    around = [*base[one.notice + 1 :], *base[: one.notice]]
    relation = "job" if one.relation == "person" else one.relation
    for notice in around:
        if notice.about and notice.fact(relation):
            return notice
    raise ValueError(f"another notice must tell of {relation!r}, got none.")
