"""Tasks of marks in a text: sentences, entities, events, roles, relations, coreference."""

from __future__ import annotations

from collections.abc import Iterator

from course_lib.corpora.annotations import Annotated, Related, Span, Tagged
from course_lib.corpora.town.people import Person
from course_lib.corpora.town.stories import Story
from course_lib.corpora.town.tasks.examples import Example, bio, combinations, named, telling
from course_lib.corpora.town.teller import Mention, Sentence
from course_lib.corpora.town.world import Entity, Thing

# What a clause says: its section of the phrase bank → the roles of both, and their relation.
RELATIONS = {
    "kin": ("agent", "other", "family"),
    "home": ("agent", "street", "lives in"),
    "likes": ("agent", "topic", "likes"),
    "likes food": ("agent", "food", "likes"),
    "job": ("agent", "job", "works as"),
    "lend": ("agent", "recipient", "lends to"),
    "give": ("agent", "recipient", "gives to"),
    "give_back": ("agent", "recipient", "gives to"),
    "bring": ("agent", "recipient", "gives to"),
    "sell": ("agent", "recipient", "sells to"),
    "teach": ("agent", "recipient", "teaches"),
    "promise": ("agent", "recipient", "promises"),
    "keep_promise": ("agent", "recipient", "helps"),
    "help": ("agent", "recipient", "helps"),
    "visit": ("agent", "recipient", "visits"),
    "visit_sick": ("agent", "recipient", "visits"),
    "quarrel": ("agent", "partner", "quarrels with"),
    "write_letter": ("agent", "recipient", "writes to"),
    "invite": ("agent", "recipient", "invites"),
    "buy": ("agent", "theme", "gets"),
    "adopt": ("agent", "theme", "gets"),
    "lose": ("agent", "theme", "loses"),
    "find": ("agent", "theme", "finds"),
    "repair": ("agent", "theme", "repairs"),
    "break": ("agent", "theme", "breaks"),
}


def sentence_bounds(story: Story) -> Iterator[Example]:
    """Yield the story with its sentences as spans; a full stop in direct speech ends none."""
    ends = [start + len(one.text) for start, one in zip(story.starts, story.sentences, strict=True)]
    spans = tuple(Span(start, end, "sentence") for start, end in zip(story.starts, ends, strict=True))
    yield Example(Annotated(story.text, spans), story.text, story.combinations)


def entities(story: Story) -> Iterator[Example]:
    """Yield each sentence with BIO tags for people, places, things, foods and animals."""
    for sentence in story.sentences:
        words, tags = bio(sentence.text, named(sentence, story.language), story.language)
        yield Example(Tagged(words, tags), sentence.text, combinations(sentence))


def events(story: Story) -> Iterator[Example]:
    """Yield each sentence with BIO tags for the words that say that an event happened, and of which kind."""
    for sentence in story.sentences:
        if sentence.plan.form in ("clause", "and", "because"):
            spans = [Span(one.start, one.end, one.event.kind) for one in sentence.triggers]
            words, tags = bio(sentence.text, spans, story.language)
            yield Example(Tagged(words, tags), sentence.text, combinations(sentence))


def roles(story: Story) -> Iterator[Example]:
    """Yield each event with its trigger and arguments as spans: who did what to whom, where."""
    for _, sentence in telling(story):
        if sentence.plan.form == "clause" and sentence.triggers:
            spans = [Span(sentence.triggers[0].start, sentence.triggers[0].end, "event")]
            spans += [Span(one.start, one.end, one.role) for one in _arguments(sentence)]
            record = Annotated(sentence.text, tuple(sorted(set(spans))), sentence.plan.events[0].kind)
            yield Example(record, sentence.text, combinations(sentence))


def _arguments(sentence: Sentence) -> Iterator[Mention]:
    names = {*sentence.plan.clauses[0].roles, "here", "shop", "owner"}
    return (one for one in sentence.mentions if one.role in names and one.form != "possessive")


def relations(story: Story) -> Iterator[Example]:
    """Yield each pair of mentions of which a sentence says a relation, and pairs of which it says none."""
    for sentence in story.sentences:
        if sentence.plan.form != "clause":
            continue
        section = sentence.plan.clauses[0].section.removesuffix(" of another")
        first, second, label = RELATIONS.get(section, ("", "", ""))
        one, other = _mention(sentence, first), _mention(sentence, second)
        if one and other and one.entity is not other.entity:
            yield Example(_related(sentence, one, other, label), sentence.text, combinations(sentence))
        elif not label:
            people = [m for m in sentence.mentions if isinstance(m.entity, (Person, Thing)) and m.form == "name"]
            if len(people) >= 2 and people[0].entity is not people[1].entity:
                yield Example(_related(sentence, people[0], people[1], "none"), sentence.text, combinations(sentence))


def _mention(sentence: Sentence, role: str) -> Mention | None:
    return next((one for one in sentence.mentions if one.role == role and one.form != "possessive"), None)


def _related(sentence: Sentence, one: Mention, other: Mention, label: str) -> Related:
    first, second = (Span(mention.start, mention.end, mention.role) for mention in (one, other))
    return Related(sentence.text, first, second, label)


def coreference(story: Story) -> Iterator[Example]:
    """Yield the story with every mention of a person or a thing; the label is the same for the same one."""
    numbers: dict[Entity, str] = {}
    spans = []
    for start, sentence in zip(story.starts, story.sentences, strict=True):
        for mention in sentence.mentions:
            if isinstance(mention.entity, (Person, Thing)):
                label = numbers.setdefault(mention.entity, str(len(numbers)))
                spans.append(Span(start + mention.start, start + mention.end, label))
    yield Example(Annotated(story.text, tuple(sorted(spans))), story.text, story.combinations)
