"""First turns of the town's customers: the intent, and the slots, by rules, words and one network for both.

About 55 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.dialogue.joint import joint_loss, joint_reader
from course_lib.applications.dialogue.understanding import Rules
from course_lib.corpora.annotations import Annotated
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.tagging import in_words
from course_lib.finetuning.texts import Majority
from course_lib.metrics.classification import accuracy
from course_lib.metrics.spans import entity_scores
from course_lib.models import bag_of_words
from course_lib.models.bag_of_words import Bag

SEEDS = range(3)
DATA = "town/intents"
SIZE, N_STEPS, BATCH_SIZE, RATE = 2000, 500, 16, 1e-3


def run(seed: int, size: int = SIZE, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield intent accuracy, slot F1, and how often all of a turn is right."""
    data = town_task("intents", size=size)
    train, test = data["train"], data["test"]
    texts = [one.text for one in test]
    if seed == 0:
        guesses = Majority.of(train).predict(texts)
        yield Result(DATA, "majority", "intent accuracy", accuracy(guesses, [one.label for one in test]))
        pairs = [one.text for one in train], [one.label for one in train]
        words = bag_of_words.train(*pairs, Bag(n=2)).predict(texts)
        rules = Rules()
        tags = [[*in_words(Annotated(text, tuple(rules.spans(text)))).tags] for text in texts]
        acts = [rules.read(text).act for text in texts]
        yield from scored("rules", acts, tags, test)
        yield from scored("bag of words, slots by rules", words, tags, test)
    reader = joint_reader(train, seed=seed)
    fine_tune(
        reader,
        train,
        reader.layout,
        joint_loss,
        n_steps=n_steps,
        batch_size=BATCH_SIZE,
        learning_rate=RATE,
        seed=seed,
    )
    found = reader.predict(test)
    yield from scored("one network", [one for one, _ in found], [tags for _, tags in found], test, seed)


def scored(
    system: str,
    intents: Sequence[str],
    tags: Sequence[Sequence[str]],
    test: Sequence[Annotated],
    seed: int = 0,
    data: str = DATA,
) -> Iterator[Result]:
    """Yield the three figures of a system."""
    wanted = [list(in_words(one).tags) for one in test]
    labels = [one.label for one in test]
    yield Result(data, system, "intent accuracy", accuracy(intents, labels), seed)
    yield Result(data, system, "slot F1", entity_scores(tags, wanted).f1, seed)
    whole = [i == j and list(a) == b for i, j, a, b in zip(intents, labels, tags, wanted, strict=True)]
    yield Result(data, system, "all right", sum(whole) / len(whole), seed)
