"""Does it follow? Pairs about the town whose second text alone tells nothing about the label.

    premise        Anna lent the book to Rosa.
    entailment     Rosa borrowed the book from Anna.     Rosa did not lend the book to Anna.
    contradiction  Rosa lent the book to Anna.           Anna did not lend the book to Rosa.
    neutral        Anna taught Rosa to draw.             Rosa did not teach Anna to draw.

Each label has denials for one half, and draws people, things and wordings alike: what a
model gets right, it must get by comparing. (`load("town/entailment")` denies more often
in contradictions: there, "not" gives the label away.)
Tested by tests/corpora/town/tasks/test_fair_entailment.py.
"""

from course_lib.corpora.records import TextPair
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.plan import Clause
from course_lib.corpora.town.tasks.inference import tell
from course_lib.corpora.town.tasks.question_bank import KINDS, clauses, strangers, with_people

LABELS = ("entailment", "neutral", "contradiction")


def fair_entailment(
    n: int,
    town: Town | None = None,
    language: Language = "en",
    seed: int = 0,
) -> list[TextPair]:
    """Return n different pairs of a premise and a hypothesis.

    Args:
        n: number of pairs; each label and each of "denied" and "not denied" in turn.
        town: whose people they are about; None is the town of seed 0.
        language: of the pairs.
        seed: another seed, other pairs.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    place = town or Town()
    chance = Chance("fair entailment", place.seed, language, seed)
    told, examples = clauses(place, language)
    pairs: dict[TextPair, None] = {}
    while len(pairs) < n:
        label, denied = LABELS[len(pairs) % 3], len(pairs) // 3 % 2 == 1
        agent, recipient = strangers(place, 2, chance)
        told_kind, other_kind = chance.some(KINDS, 2)
        first = with_people(chance.pick(examples[told_kind]), agent, recipient)
        swapped = with_people(first, recipient, agent)
        if label == "neutral":
            other = chance.pick(examples[other_kind])
            claim = with_people(other, *chance.shuffled([agent, recipient]))
        else:
            claim = swapped if (label == "contradiction") != denied else first
        premise = tell(told, first, chance)
        hypothesis = tell(told, denial(claim) if denied else claim, chance)
        if hypothesis != premise:
            pairs[TextPair(premise, hypothesis, label)] = None
    return list(pairs)


def denial(clause: Clause) -> Clause:
    return Clause(clause.section, clause.roles, clause.event, negated=True)
