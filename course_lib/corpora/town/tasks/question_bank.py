"""Questions about who did what to whom, each in two wordings, and a third that looks like them and is another.

    first    From whom did Rosa borrow the book?
    second   Who lent the book to Rosa?             the same question
    near     Who borrowed the book from Rosa?       most of its words, another question

As a list of frequent questions has it, but with the truth known: the town's teller words what it is told to.
Whether the town saw such a thing happen does not matter: one may ask.
Tested by tests/corpora/town/tasks/test_question_bank.py.
Left out: answers; `load("town/questions")` has them.
"""

from collections.abc import Iterator
from typing import NamedTuple

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import phrases
from course_lib.corpora.town.plan import Clause
from course_lib.corpora.town.stories import Story, story
from course_lib.corpora.town.tasks.inference import tell
from course_lib.corpora.town.tasks.questions import ask

KINDS = ("give", "lend", "give_back", "sell", "bring", "teach", "promise")  # one person to another
ASKS = " ? "  # in the name of a section of the phrase bank: "lend ? recipient"
N_STORIES = 150  # where the things come from
N_TRIES = 6  # to find another wording


class Asked(NamedTuple):
    """A question in two wordings, and another question that has many of its words."""

    first: str
    second: str
    near: str


def question_bank(
    n: int,
    town: Town | None = None,
    language: Language = "en",
    seed: int = 0,
) -> list[Asked]:
    """Return n different questions about the people of the town. No wording occurs twice.

    Args:
        n: number of questions.
        town: whose people are asked about; None is the town of seed 0.
        language: of the questions.
        seed: another seed, other questions.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    place = town or Town()
    chance = Chance("question bank", place.seed, language, seed)
    seen: set[str] = set()
    bank: list[Asked] = []
    for asked in questions(place, language, chance):
        if len({*asked}) == 3 and not seen & {*asked}:
            seen |= {*asked}
            bank.append(asked)
        if len(bank) == n:
            break
    return bank


def questions(town: Town, language: Language, chance: Chance) -> Iterator[Asked]:
    """Yield questions without end: a kind of event, who does it to whom, and with what, each drawn by itself."""
    told, examples = clauses(town, language)
    sections = {kind: wh_sections(kind, language) for kind in KINDS}
    while True:
        kind = chance.pick(KINDS)
        clause = chance.pick(examples[kind])
        agent, recipient = strangers(town, 2, chance)
        section = chance.pick(sections[kind]) if sections[kind] and chance.happens(0.5) else None
        asked = with_people(clause, agent, recipient)
        other = with_people(clause, recipient, agent)
        first = word(told, asked, section, chance)
        second = next((two for _ in range(N_TRIES) if (two := word(told, asked, section, chance)) != first), first)
        yield Asked(first, second, word(told, other, section, chance))


def strangers(town: Town, n: int, chance: Chance) -> list[Person]:
    """Return n people of whom no two are family: the teller would say "his son" of one."""
    while True:
        people = list(chance.some(town.people, n))
        if not any(town.kin(one, other) for one in people for other in people if one is not other):
            return people


def clauses(town: Town, language: Language) -> tuple[Story, dict[str, list[Clause]]]:
    """Return a story, for its teller, and of each kind the clauses of many stories."""
    found: dict[str, list[Clause]] = {kind: [] for kind in KINDS}
    told = [story(town, language, Chance("stories", town.seed, n)) for n in range(N_STORIES)]
    for sentence in (sentence for one in told for sentence in one.sentences):
        for clause in sentence.plan.clauses:
            if clause.event and clause.event.kind in KINDS:
                found[clause.event.kind].append(clause)
    return told[0], found


def wh_sections(kind: str, language: Language) -> list[str]:
    """Return the sections of the phrase bank that ask for a role in two wordings or more."""
    bank = phrases("events", language)
    return [name for name in bank if name.startswith(kind + ASKS) and len(bank[name]) > 1]


def with_people(clause: Clause, agent: Person, recipient: Person) -> Clause:
    """Return the clause with other people."""
    assert clause.event is not None
    roles = {**clause.roles, "agent": agent, "recipient": recipient}
    return Clause(clause.event.kind, roles, clause.event)


def word(told: Story, clause: Clause, section: str | None, chance: Chance) -> str:
    """Return a question about a clause: about the role that a section asks for, or whether it is true."""
    if section:
        return ask(told, clause, section, chance)
    said = tell(told, clause, chance)
    return said.removesuffix("。") + "，对吗？" if told.language == "zh" else said.removesuffix(".") + ", right?"
