"""Questions about a story, with the span that answers: one hop, several hops, why, beliefs, and no answer."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.corpora.records import Answer, Question
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.chinese import kin_of as chinese_kin
from course_lib.corpora.town.english import kin_of as english_kin
from course_lib.corpora.town.people import Person
from course_lib.corpora.town.phrases import phrases
from course_lib.corpora.town.plan import Clause
from course_lib.corpora.town.stories import Story, teller
from course_lib.corpora.town.tasks.examples import Example, without_article
from course_lib.corpora.town.teller import Draft, Sentence
from course_lib.corpora.town.world import Entity, Event, Thing, World


def questions(story: Story, chance: Chance) -> Iterator[Example]:
    """Yield three questions about a story; about a quarter of all has no answer in it."""
    found = list(_questions(story, chance))
    for question in chance.some(found, min(3, len(found))):
        yield Example(question, story.text, story.combinations)


def _questions(story: Story, chance: Chance) -> Iterator[Question]:
    asked: set[str] = set()
    for place, sentence in enumerate(story.sentences):
        if sentence.plan.form not in ("clause", "and") or not sentence.plan.events:
            continue
        clause = sentence.plan.clauses[-1]
        for question in _about(story, place, clause, chance):
            if question.question not in asked:
                asked.add(question.question)
                yield question


def _about(story: Story, place: int, clause: Clause, chance: Chance) -> Iterator[Question]:
    event = clause.event
    assert event is not None
    for role in _roles(event.kind, story):
        text = ask(story, clause, f"{event.kind} ? {role}", chance)
        answers = _answers(story, place, event, role)
        if answers and _only(story.world, event, role):
            if chance.happens(0.3):
                wrong = _impossible(story, clause, role, chance)
                if wrong:
                    yield Question(story.text, wrong, ())
                    continue
            hop = _two_hops(story, clause, role, text) if chance.happens(0.5) else None
            yield Question(story.text, hop or text, answers)
    why = f"{event.kind} why"
    reason = _reason(story, event)
    if reason and why in phrases("events", story.language):
        start, sentence = reason
        yield Question(story.text, ask(story, clause, why, chance), (Answer(sentence.text, start),))


def _roles(kind: str, story: Story) -> list[str]:
    sections = phrases("events", story.language)
    return [name.removeprefix(f"{kind} ? ") for name in sections if name.startswith(f"{kind} ? ")]


def ask(story: Story, clause: Clause, section: str, chance: Chance) -> str:
    """Return a question about a clause."""
    voice = teller(story.language, chance, story.world)
    draft = Draft()
    asked = Clause(section, clause.roles, clause.event, clause.owner)
    voice.clause(draft, asked, voice.template(asked), voice.tense)
    return draft.text


def _answers(story: Story, place: int, event: Event, role: str) -> tuple[Answer, ...]:
    """Return the name of the role's filler where the story tells the event, else the nearest one before."""
    entity = event.place if role == "here" else event.roles.get(role)
    for number in [place, *range(place - 1, -1, -1)]:
        for mention in story.sentences[number].mentions:
            if mention.entity is entity and mention.form == "name":
                text = story.sentences[number].text
                bare = without_article(text, mention, story.language)
                return (Answer(text[bare.start : bare.end], story.starts[number] + bare.start),)
    return ()


def _only(world: World, event: Event, role: str) -> bool:
    """Tell whether no other event of this kind fits the question with another answer."""
    rest = {name: one for name, one in event.roles.items() if name != role}
    same = [one for one in world.events if one.kind == event.kind and {**one.roles, role: None} == {**rest, role: None}]
    return len({id(one.roles.get(role)) for one in same}) == 1


def _two_hops(story: Story, clause: Clause, role: str, question: str) -> str | None:
    """Return the question with a person named by kinship: "What did Anna's brother lend to Ben?"."""
    for name, person in clause.roles.items():
        if name != role and isinstance(person, Person) and person.name[story.language] in question:
            for other in story.world.cast:
                described = _described(story, other, person)
                if described and other is not clause.roles.get(role) and other not in clause.roles.values():
                    return question.replace(person.name[story.language], described)
    return None


def _described(story: Story, of: Person, person: Person) -> str | None:
    """Return "Anna's brother" where the story says that they are family."""
    told = any(
        clause.section == "kin" and {clause.roles["agent"], clause.roles["other"]} == {of, person}
        for sentence in story.sentences
        for clause in sentence.plan.clauses
    )
    kin = (english_kin if story.language == "en" else chinese_kin)(story.world, of, person)
    if not told or kin is None:
        return None
    return f"{of.name.en}'s {kin.split(' ', 1)[1]}" if story.language == "en" else f"{of.name.zh}的{kin[1:]}"


def _impossible(story: Story, clause: Clause, role: str, chance: Chance) -> str | None:
    """Return a question about something like it that did not happen: with another person or thing of the story."""
    event = clause.event
    assert event is not None
    changeable = [name for name, one in event.roles.items() if name != role and isinstance(one, (Person, Thing))]
    if not changeable:
        return None
    name = chance.pick(changeable)
    kind = Person if isinstance(event.roles[name], Person) else Thing
    others = [one for one in _spoken_of(story) if isinstance(one, kind) and one not in event.roles.values()]
    if not others:
        return None
    roles = {**event.roles, name: chance.pick(others)}
    asked = {key: one for key, one in roles.items() if key != role}
    if any(one.kind == event.kind and asked.items() <= one.roles.items() for one in story.world.events):
        return None
    wrong = ask(story, Clause(clause.section, roles, event, None), f"{event.kind} ? {role}", chance)
    return wrong if roles[name].name[story.language] in wrong else None


def _spoken_of(story: Story) -> list[Entity]:
    """Return the people and things that the story names."""
    mentions = [one for sentence in story.sentences for one in sentence.mentions]
    return list(dict.fromkeys(one.entity for one in mentions if isinstance(one.entity, (Person, Thing))))


def _reason(story: Story, event: Event) -> tuple[int, Sentence] | None:
    """Return the sentence that tells the cause of an event, and where it starts."""
    if event.cause is None:
        return None
    for start, sentence in zip(story.starts, story.sentences, strict=True):
        if any(one.number == event.cause for one in sentence.plan.events) and sentence.plan.form in ("clause", "and"):
            return start, sentence
    return None


def beliefs(story: Story, chance: Chance) -> Iterator[Example]:
    """Yield questions on where somebody thinks a thing is, after it was moved behind the back of its owner.

    The last container that the story names is often the wrong answer: who was not there thinks of the one before.
    """
    for place, sentence in enumerate(story.sentences):
        for clause in sentence.plan.clauses:
            event, owner = clause.event, clause.owner
            if event is None or event.kind != "move" or sentence.plan.form not in ("clause", "and", "because"):
                continue
            thing = event.roles["theme"]
            there = owner in event.witnesses
            context = story.text[: story.starts[place] + len(sentence.text)]
            for person, seen in ((owner, there), (event.roles["agent"], True)):
                where = event.roles["place" if seen else "source"]
                answers = _answers(story, place, event, "place" if seen else "source")
                if where is not None and answers:
                    asked = Clause("where", {"agent": person, "theme": thing})
                    text = ask(story, asked, "where", chance)
                    yield Example(Question(context, text, answers), context, story.combinations)
