"""A story as triples, subject, relation, object: found by models, known to the town.

Found: a tagger marks the names, every pair of a sentence is put to a relation classifier,
and a pronoun stands for whoever was named last. Known: the clauses of the story's plan.
Tested by tests/finetuning/test_triples.py.
Left out: coreference that is learned; relations told over two sentences.
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import permutations
from typing import NamedTuple

from torch import nn

from course_lib.corpora.annotations import Related, Span, Tagged
from course_lib.corpora.town.stories import Story
from course_lib.corpora.town.tasks.examples import NAMED, tokens
from course_lib.corpora.town.tasks.marks import RELATIONS
from course_lib.corpora.town.teller import Sentence, entity_type
from course_lib.corpora.town.world import Entity
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.marking import SYMMETRIC, PairLayout, pair_logits
from course_lib.finetuning.tagging import TagLayout, predict_tags
from course_lib.metrics.precision_recall import Counts, Scores
from course_lib.metrics.spans import entities

NO_RELATION = "none"
JOINED = {*NAMED} - {"PLACE"}  # what triples join
PRONOUNS = ("he", "she", "him", "her", "they", "them")


class Triple(NamedTuple):
    """One arrow of a knowledge graph."""

    subject: str
    relation: str
    object: str


def triple(subject: str, relation: str, object: str) -> Triple:
    """Return a triple; where both directions are one fact, the names in their order.

    Of a thing the last word counts, and not how many: "apple pies" is "pie".

    >>> triple("Rosa", "family", "Anna"), triple("Rosa", "likes", "apple pies")[2]
    (Triple(subject='Anna', relation='family', object='Rosa'), 'pie')
    """
    ends = [name.split()[-1] for name in (subject, object)]
    ends = [name.removesuffix("s") if name.islower() else name for name in ends]
    first, second = sorted(ends) if relation in SYMMETRIC else ends
    return Triple(first, relation, second)


def told_triples(story: Story) -> set[Triple]:
    """Return what an English story tells of people, and of things, foods and animals."""
    return {
        triple(one.name.en, relation, other.name.en)
        for sentence in story.sentences
        for one, other, relation in told_in(sentence)
    }


def told_in(sentence: Sentence) -> Iterator[tuple[Entity, Entity, str]]:
    """Yield the relations that a sentence tells, of entities that triples join."""
    for clause in sentence.plan.clauses:
        name = clause.section.removesuffix(" of another")
        first, second, relation = RELATIONS.get(name, ("", "", ""))
        one, other = clause.roles.get(first), clause.roles.get(second)
        if one and other and {entity_type(one), entity_type(other)} <= JOINED:
            yield one, other, relation


def story_pairs(story: Story) -> Iterator[Related]:
    """Yield every pair of a person and another mention of a sentence, and its relation.

    That is "none" for most pairs: one sentence tells of one or two.
    """
    for sentence in story.sentences:
        labels = {}
        for one, other, relation in told_in(sentence):
            labels[one, other] = relation
            if relation in SYMMETRIC:
                labels[other, one] = relation
        spoken_of = [
            (Span(m.start, m.end, entity_type(m.entity)), m.entity)
            for m in sentence.mentions
            if m.form != "possessive" and entity_type(m.entity) in JOINED
        ]
        for (span, one), (span_too, other) in permutations(spoken_of, 2):
            apart = span.end <= span_too.start or span_too.end <= span.start
            if span.label == "PERSON" and one is not other and apart:
                label = labels.get((one, other), NO_RELATION)
                yield Related(sentence.text, span, span_too, label)


class Mention(NamedTuple):
    """Where somebody or something is spoken of, and who or what that is."""

    span: Span
    name: str


def find_mentions(
    sentences: Sequence[str],
    tagger: nn.Module,
    lay_out: TagLayout,
    pronouns: bool = True,
) -> list[list[Mention]]:
    """Return the names that a tagger finds in each sentence, and the pronouns.

    A pronoun means the person named last before the sentence's other people: she thanks
    somebody else. This rule is often wrong, and costs nothing.
    """
    places = [tokens(text, "en") for text in sentences]
    tagged = [
        Tagged(words := tuple(text[a:b] for a, b, _ in some), ("O",) * len(words))
        for text, some in zip(sentences, places, strict=True)
    ]
    found, recent = [], list[str]()
    tags = predict_tags(tagger, tagged, lay_out)
    for text, some, one in zip(sentences, places, tags, strict=True):
        found_here = entities(one)
        spans = [Span(some[a].start, some[b - 1].end, kind) for a, b, kind in found_here]
        mentions = [Mention(span, text[span.start : span.end]) for span in spans]
        people = [one.name for one in mentions if one.span.label == "PERSON"]
        others = [name for name in recent if name not in people]
        named = [(start, end) for (start, end, _), _ in mentions]
        for start, end, _ in some:
            is_free = not any(a < end and start < b for a, b in named)
            if pronouns and others and is_free and text[start:end].lower() in PRONOUNS:
                mentions.append(Mention(Span(start, end, "PERSON"), others[-1]))
        found.append(sorted(mentions))
        recent = [name for name in recent if name not in people] + people
    return found


def extract_triples(
    sentences: Sequence[str],
    mentions: Sequence[Sequence[Mention]],
    classifier: nn.Module,
    lay_out: PairLayout,
) -> set[Triple]:
    """Ask of every pair of mentions of a sentence which relation holds, if any."""
    asked = list(candidates(sentences, mentions))
    pairs = [pair for pair, _, _ in asked]
    said = in_batches(classifier, pairs, lay_out, pair_logits)
    labels = [lay_out.labels[i] for some in said for i in some.argmax(-1).tolist()]
    return {
        triple(subject, label, object)
        for label, (_, subject, object) in zip(labels, asked, strict=True)
        if label != NO_RELATION
    }


def candidates(
    sentences: Sequence[str],
    mentions: Sequence[Sequence[Mention]],
) -> Iterator[tuple[Related, str, str]]:
    """Yield each pair of a person and another mention, in this order, with both names."""
    for text, some in zip(sentences, mentions, strict=True):
        for one, other in permutations(some, 2):
            is_asked = one.span.label == "PERSON" and other.span.label != "PLACE"
            if is_asked and one.name != other.name:
                pair = Related(text, one.span, other.span, NO_RELATION)
                yield pair, one.name, other.name


def triple_scores(found: Collection[Triple], told: Collection[Triple]) -> Scores:
    """Return precision, recall and F1 of a set of triples.

    >>> one, other = Triple("a", "likes", "b"), Triple("b", "likes", "a")
    >>> triple_scores({one}, {one, other})
    Scores(precision=1.0, recall=0.5, f1=0.6666666666666666)
    """
    return Counts(len({*found} & {*told}), len({*found}), len({*told})).scores()
