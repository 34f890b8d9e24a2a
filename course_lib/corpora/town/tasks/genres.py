"""The genres of the town as tasks: documents as records of the common types."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.records import (
    CaptionedPicture,
    Dialogue,
    GradedAnswer,
    Labelled,
    MultiLabelled,
    Summary,
    TextPair,
    Turn,
)
from course_lib.corpora.records import Poem as PoemRecord
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_notes import clinic_note
from course_lib.corpora.town.genres.contracts import contract
from course_lib.corpora.town.genres.essays import essay
from course_lib.corpora.town.genres.formality import formality_pair
from course_lib.corpora.town.genres.letters import letter
from course_lib.corpora.town.genres.literature import literature_question
from course_lib.corpora.town.genres.news import article
from course_lib.corpora.town.genres.picture_captions import captions, false_caption
from course_lib.corpora.town.genres.pictures import draw
from course_lib.corpora.town.genres.pictures import scene as draw_scene
from course_lib.corpora.town.genres.poems import poem
from course_lib.corpora.town.genres.programs import program
from course_lib.corpora.town.genres.reviews import review
from course_lib.corpora.town.genres.service_desk import service_dialogue, utterance
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import Story
from course_lib.corpora.town.tasks.examples import Example


def stories(story: Story) -> Iterator[Example]:
    """Yield the text of a story; its label is its title."""
    yield Example(Labelled(story.text, story.title), story.text, story.combinations)


def news(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield an article of the town's newspaper with its topic."""
    one = article(town, language, chance)
    yield Example(Labelled(one.text, one.topic), one.text, (one.combination,))


def headlines(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield the sentences of an article with its gist and its headline."""
    one = article(town, language, chance)
    yield Example(Summary(one.sentences, (one.summary, one.headline)), one.text, (one.combination,))


def reviews(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a customer's review: positive or negative."""
    one = review(town, language, chance)
    yield Example(Labelled(one.text, one.label), one.text, (one.combination,))


def letters(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a letter: honest (ham) or unwanted (spam)."""
    one = letter(town, language, chance)
    yield Example(Labelled(one.text, one.label), one.text, (one.combination,))


def formality(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield the same message to an office and to a friend; the label is its intent."""
    one = formality_pair(town, language, chance)
    yield Example(TextPair(one.formal, one.informal, one.intent), one.formal, (one.combination,))


def dialogues(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a customer's talk with the service desk of a shop."""
    one = service_dialogue(town, language, chance)
    turns = tuple(Turn(turn.speaker, turn.text) for turn in one.turns)
    yield Example(Dialogue(turns), one.text, (one.combination,))


def intents(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield what a customer says first: its intent, and the slots that it fills as spans."""
    one = utterance(town, language, chance)
    yield Example(Annotated(one.text, one.spans, one.intent), one.text, (one.combination,))


def poems(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a poem in a fixed form."""
    one = poem(town, language, chance)
    yield Example(PoemRecord(one.title, "", one.lines), one.text, (one.combination,))


def essays(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a pupil's essay with its points, 4 to 20."""
    one = essay(town, language, chance)
    yield Example(GradedAnswer(one.prompt, (), one.text, one.total), one.text, (one.combination,))


def clinic_notes(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a clinic's note with its personal data as spans; the label is the specialty. Made up, not for patients."""
    one = clinic_note(town, language, chance)
    yield Example(one.annotated, one.text, (one.combination,))


def findings(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a clinic's note with symptoms, diagnoses, drugs and doses as spans. Made up, not for patients."""
    one = clinic_note(town, language, chance)
    spans = tuple(Span(found.start, found.end, found.label) for found in one.findings)
    yield Example(Annotated(one.text, spans, one.label), one.text, (one.combination,))


def literature(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield the abstract of an invented trial and a question whose answer, yes, no or maybe, its numbers decide."""
    one = literature_question(town, language, chance)
    yield Example(one, one.text, (one.combination,))


def clauses(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield the clauses of a contract, each with what is unfair in it. No legal advice."""
    whole = contract(town, language, chance)
    for one in whole.clauses:
        yield Example(MultiLabelled(one.text, one.unfair, whole.title), one.text, (whole.combination,))


def clause_kinds(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield the clauses of a contract with their kind: rent, deposit, notice …"""
    whole = contract(town, language, chance)
    for one in whole.clauses:
        yield Example(Labelled(one.text, one.kind), one.text, (whole.combination,))


def programs(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a small specification with a Python function and its tests."""
    one = program(town, language, chance)
    yield Example(one.problem(), one.prompt, (one.combination,))


def pictures(town: Town, language: Language, chance: Chance) -> Iterator[Example]:
    """Yield a picture that the library draws, with captions that are true of it and one that is false."""
    scene = draw_scene(town, chance)
    words = captions(scene, language, chance)
    record = CaptionedPicture(draw(scene), words, false_caption(scene, language, chance).text)
    yield Example(record, str(scene), tuple(sorted(scene.combinations)))


GENRES: dict[str, tuple[str, Callable[[Town, Language, Chance], Iterator[Example]]]] = {
    "news": ("topic classification", news),
    "headlines": ("summarisation", headlines),
    "reviews": ("sentiment", reviews),
    "letters": ("spam", letters),
    "formality": ("style transfer", formality),
    "dialogues": ("dialogue", dialogues),
    "intents": ("intents and slots", intents),
    "poems": ("text generation", poems),
    "essays": ("essay scoring", essays),
    "clinic_notes": ("de-identification", clinic_notes),
    "findings": ("named entity recognition", findings),
    "literature": ("question answering", literature),
    "clauses": ("contract review", clauses),
    "clause_kinds": ("contract review", clause_kinds),
    "programs": ("code generation", programs),
    "pictures": ("image captioning", pictures),
}
