"""Tasks of meaning: what follows from a text, and how alike two sentences are.

Both are made so that words alone do not decide: a contradiction swaps who did it, or denies it with the words of the
premise; a paraphrase uses other words; an unlike pair may share them all.
"""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.corpora.records import ScoredPair, TextPair
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Person
from course_lib.corpora.town.plan import Clause, SentencePlan
from course_lib.corpora.town.stories import Story, teller
from course_lib.corpora.town.tasks.examples import Example, combinations, telling, window
from course_lib.corpora.town.truth import is_true
from course_lib.corpora.town.world import Event, Roles, Thing

_MIRRORED = {"quarrel", "laugh", "meet", "race", "swap", "eat_together", "photograph"}


def tell(story: Story, clause: Clause, chance: Chance) -> str:
    """Return a clause as a sentence of its own, out of context: names, no pronouns."""
    return teller(story.language, chance, story.world).sentence(SentencePlan("clause", (clause,))).text


def _clause(event: Event, like: Clause | None = None, **changed: object) -> Clause:
    owner = like.owner if like else None
    return Clause(like.section if like else event.kind, {**event.roles, **changed}, event, owner)


def _negated(clause: Clause) -> Clause:
    return Clause(clause.section.removesuffix(" of another"), clause.roles, clause.event, clause.owner, negated=True)


def _swapped(clause: Clause) -> Clause | None:
    """Return the clause with its two people changed round; None where that says the same or there is one only."""
    other = next((role for role in ("recipient", "partner") if role in clause.roles), None)
    if other is None or clause.event is None or clause.event.kind in _MIRRORED:
        return None
    return _changed(clause, {"agent": clause.roles[other], other: clause.roles["agent"]})


def _changed(clause: Clause, roles: Roles) -> Clause:
    """Return the clause with other people in some of its roles."""
    return Clause(clause.section.removesuffix(" of another"), {**clause.roles, **roles}, clause.event)


def entailment(story: Story, chance: Chance) -> Iterator[Example]:
    """Yield a premise of three sentences with a hypothesis: entailment, contradiction or neutral."""
    told = [one for one in telling(story) if one[1].plan.form == "clause"]
    for place, sentence in told:
        clause = sentence.plan.clauses[0]
        start, premise = window(story, place)
        label = chance.pick(("entailment", "contradiction", "neutral"))
        hypothesis = _hypothesis(story, clause, label, (start, place), chance)
        if hypothesis and hypothesis not in premise:
            record = TextPair(premise, hypothesis, label)
            yield Example(record, premise + hypothesis, combinations(sentence))


def _hypothesis(story: Story, clause: Clause, label: str, window: tuple[int, int], chance: Chance) -> str | None:
    assert clause.event is not None
    if label == "entailment":
        negative = _swapped(clause) if chance.happens(0.25) else None
        if negative and clause.event.kind in ("lend", "give", "sell", "give_back", "bring", "teach"):
            return tell(story, _negated(negative), chance)
        return tell(story, clause, chance)
    if label == "contradiction":
        swapped = _swapped(clause)
        return tell(story, swapped if swapped and chance.happens(0.6) else _negated(clause), chance)
    near = {event.number for one in story.sentences[window[0] : window[1] + 1] for event in one.plan.events}
    people = {one for one in clause.roles.values() if isinstance(one, Person)}
    far = [
        event
        for event in story.world.events
        if event.number > max(near)
        and event.kind != "go"
        and people & {one for one in event.roles.values() if isinstance(one, Person)}
    ]
    if not far:
        return None
    other = _clause(chance.pick(far))
    return tell(story, _negated(other) if chance.happens(0.3) else other, chance)


def paraphrases(story: Story, chance: Chance) -> Iterator[Example]:
    """Yield two sentences and how alike they are.

    5 the same event in other words; 4 the same, and one says more; 3 the same kind of event, one role another;
    2 the same event with its people changed round, or denied; 1 another event with the same thing or people; 0 nothing
    in common but the town.
    """
    clauses = [one.plan.clauses[0] for _, one in telling(story) if one.plan.form == "clause"]
    for clause in clauses:
        score = chance.pick((5, 5, 4, 3, 2, 2, 1, 0))
        second = _alike(story, clause, clauses, score, chance)
        if second is None:
            continue
        first = tell(story, clause, chance)
        if first != second:
            yield Example(ScoredPair(first, second, float(score)), first, _combination(clause))


def _combination(clause: Clause) -> tuple[str, ...]:
    theme = clause.roles.get("theme")
    return (f"{clause.event.kind} {theme.name.en}",) if isinstance(theme, Thing) and clause.event else ()


def _alike(story: Story, clause: Clause, clauses: list[Clause], score: int, chance: Chance) -> str | None:
    people = [one for one in story.world.cast if one not in clause.roles.values()]
    match score:
        case 5:
            return tell(story, clause, chance)
        case 4:
            more = teller(story.language, chance, story.world)
            return more.sentence(
                SentencePlan("clause", (clause,), f"open {chance.pick(('noon', 'afternoon', 'evening'))}")
            ).text
        case 3:
            return tell(story, _changed(clause, {"agent": chance.pick(people)}), chance) if people else None
        case 2:
            swapped = _swapped(clause)
            return tell(story, swapped if swapped and chance.happens(0.6) else _negated(clause), chance)
        case _:
            shared = set(clause.roles.values())
            others = [one for one in clauses if one.event is not clause.event and one.section != clause.section]
            others = [one for one in others if bool(shared & set(one.roles.values())) == (score == 1)]
            return tell(story, chance.pick(others), chance) if others else None


def statements(story: Story, chance: Chance) -> Iterator[Example]:
    """Yield a story with a statement about it, which is true, false or unknown there.

    Unknown is a statement about somebody who is not in the story.
    """
    for _, sentence in telling(story):
        clause = sentence.plan.clauses[0]
        label = chance.pick(("true", "false", "unknown"))
        swapped = _swapped(clause)
        if label == "false":
            clause = swapped if swapped and chance.happens(0.7) else _negated(clause)
        elif label == "unknown":
            stranger = chance.pick([one for one in story.world.town.people if one not in story.world.cast])
            clause = _changed(clause, {"agent": stranger})
        statement = tell(story, clause, chance)
        if is_true(statement, story.world, story.language) == label:
            yield Example(TextPair(story.text, statement, label), story.text, story.combinations)
