"""The facts of an essay, drawn before its words: who writes, about what, with which points, and what goes wrong."""

from typing import NamedTuple

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Person, Town
from course_lib.corpora.town.phrases import phrases

COUNTS = ((0, 0), (1, 1), (2, 2), (3, 4), (5, 6))  # faults in language and in spelling, from none to many
NARRATIVE = ("town", "friend", "market", "day")  # a sentence off the topic comes from the other half
GENERAL = ("town", "bicycle", "dog", "library", "uniform")  # where others may think otherwise


class Plan(NamedTuple):
    """The facts of an essay."""

    pupil: Person
    friend: Person
    prompt: str
    points: tuple[int, ...]
    replies: frozenset[int]  # the points of which it says who thinks otherwise, and wrongly
    flaws: frozenset[tuple[str, int]]  # a kind of `STRUCTURE` and the number of the point that it concerns
    strange: tuple[str, tuple[int, ...]]  # a prompt that this one is not about, and points of it
    n_language: int
    n_spelling: int


def _points(prompt: str, n: int, chance: Chance) -> tuple[int, ...]:
    bank = phrases("essays", "en")
    order = next(line.split(" | ")[1] for line in bank["prompts"] if line.startswith(f"{prompt} "))
    chosen = chance.some(range(len(bank[f"{prompt}.points"])), n)
    return tuple(sorted(chosen) if order == "time" else chosen)


def draw_plan(town: Town, chance: Chance) -> Plan:
    """Return the facts of an essay; flaws of the four criteria are drawn apart, but for a little shared skill."""
    young = [person for person in town.people if 8 <= person.age <= 16]
    pupil = chance.pick(young)
    friend = chance.pick(
        [one for one in young if one.address != pupil.address and abs(one.age - pupil.age) <= 3] or young
    )
    topic = chance.pick(("town", "friend", "market", "day", "bicycle", "dog", "library", "uniform"))
    stance = f".{chance.pick(('yes', 'no'))}" if topic in ("library", "uniform") else ""
    other = ("bicycle", "dog", "library.yes", "uniform.no") if topic in NARRATIVE else NARRATIVE
    n = chance.between(4, 5)
    points = _points(topic + stance, n, chance)
    strange = chance.pick(other)
    skill = chance.pick((0, 0, 1))
    content, organisation, language, spelling = (max(0, chance.between(0, 4) - skill) for _ in range(4))
    flaws = _flaws(n, content, organisation, chance)
    firm = [point for point in range(n) if not flaws & {("no reason", point), ("contradiction", point)}]
    replies = chance.some(firm, min(len(firm), chance.below(3))) if topic in GENERAL else []
    return Plan(
        pupil=pupil,
        friend=friend,
        prompt=topic + stance,
        points=points,
        replies=frozenset(replies),
        flaws=flaws,
        strange=(strange, _points(strange, n, chance)),
        n_language=chance.pick(COUNTS[language]),
        n_spelling=chance.pick(COUNTS[spelling]),
    )


def _flaws(n: int, content: int, organisation: int, chance: Chance) -> frozenset[tuple[str, int]]:
    """Draw what goes wrong with the whole: so many flaws of content and of organisation, in an essay of n points."""
    whole = content == 4 and (n == 4 or chance.happens(0.3))
    connectives = [("no connective", point) for point in chance.some(range(n), 2)]
    choices = [("no opening", 0), ("no ending", 0), *connectives, *([] if whole else [("order", 0)])]
    form = chance.some(choices, min(organisation, len(choices)))
    if ("order", 0) in form:  # the two points that change places keep their connectives: they show it
        form = [flaw for flaw in form if flaw[0] != "no connective" or flaw[1] < n - 2]
    if whole:
        return frozenset([("off topic essay", 0), *form])
    supported = [point for point in range(n) if ("order", 0) not in form or point != n - 2]
    bare = [("no reason", point) for point in chance.some(supported, n - 3)]  # a shorter essay keeps more
    denied = [point for point in range(n) if ("no reason", point) not in bare]
    body = [("contradiction", chance.pick(denied)), ("off topic", chance.below(n)), *bare]
    return frozenset([*form, *chance.some(body, content)])
