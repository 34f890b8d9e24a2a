"""Public sets: CLINC150 (150 intents, and out of scope) and SNIPS (7 intents with slots).

The networks are small ones without pretraining, an intent or a tag each. In SNIPS the
validation part is asked: the set has no other, and nothing was chosen on it. About 30
seconds a seed on one core. Needs the data: COURSE_DATA, or a network.
"""

from collections.abc import Iterator, Sequence

import torch

from course_lib.corpora.annotations import Annotated
from course_lib.corpora.corpus import load
from course_lib.corpora.records import Labelled
from course_lib.experiments.dialogue_understanding import scored
from course_lib.experiments.ner_wnut17 import as_examples, decoded
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import in_batches
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.small_tagger import Example, trained
from course_lib.finetuning.tagging import best_each, in_words, tag_labels
from course_lib.finetuning.texts import Majority, few
from course_lib.metrics.classification import accuracy
from course_lib.models import bag_of_words
from course_lib.models.bag_of_words import WORD, Bag

SEEDS = range(3)
OUT = "oos"
STOPPED = 0.05  # the share of requests within the scope that an unsure bag may turn away
EPOCHS, RATE = 5, 5e-3


def run(seed: int, size: int | None = None, epochs: int = EPOCHS) -> Iterator[Result]:
    """Train on `size` records (None: all), and measure on as many; first CLINC150."""
    yield from clinc(seed, size, epochs)
    yield from snips(seed, size, epochs)


def clinc(seed: int, size: int | None, epochs: int) -> Iterator[Result]:
    """Yield accuracy within the scope, and how many of the others are noticed."""
    data = load("clinc150")
    inside, outside = part(data["train"], size), part(data["out_of_scope_train"], size and size // 4)
    train = [*inside, *outside]
    test = [*part(data["test"], size), *part(data["out_of_scope_test"], size and size // 4)]
    texts = [one.text for one in test]
    if seed == 0:
        yield from in_and_out("majority", Majority.of(train).predict(texts), test)
        words = bag_of_words.train([one.text for one in train], [one.label for one in train], Bag(n=2))
        yield from in_and_out("bag of words, a class of its own", words.predict(texts), test)
        dev = [one.text for one in part(data["dev"], size)]
        floor = words.probabilities(dev).max(-1).values.quantile(STOPPED)
        sure = words.probabilities(texts).max(-1).values >= floor
        guesses = [guess if keep else OUT for guess, keep in zip(words.predict(texts), sure, strict=True)]
        yield from in_and_out("bag of words, unsure is out", guesses, test)
    yield from in_and_out("small network, a class of its own", intents(train, texts, epochs, seed), test, seed)


def intents(train: Sequence[Labelled | Annotated], texts: Sequence[str], epochs: int, seed: int) -> list[str]:
    """Return the intents that a small network finds in texts."""
    labels = sorted({one.label for one in train})

    def example(text: str, target: int = 0) -> Example:
        words = WORD["en"].findall(text)
        return Example(words, [0] * len(words), [target])

    examples = [example(one.text, labels.index(one.label)) for one in train]
    model, lay_out = trained(examples, len(labels), epochs=epochs, learning_rate=RATE, seed=seed, pooled=True)
    best = in_batches(model, [example(text) for text in texts], lay_out, lambda model, batch: model(batch).argmax(-1))
    return [labels[number] for number in torch.cat([*best]).flatten().tolist()]


def in_and_out(
    system: str,
    guesses: Sequence[str],
    test: Sequence[Labelled],
    seed: int = 0,
) -> Iterator[Result]:
    """Yield accuracy on the 150 intents, and recall of what is out of scope."""
    inside = [(guess, one.label) for guess, one in zip(guesses, test, strict=True) if one.label != OUT]
    outside = [guess for guess, one in zip(guesses, test, strict=True) if one.label == OUT]
    right = accuracy([guess for guess, _ in inside], [label for _, label in inside])
    yield Result("clinc150", system, "accuracy in scope", right, seed)
    noticed = sum(guess == OUT for guess in outside) / max(len(outside), 1)
    yield Result("clinc150", system, "recall out of scope", noticed, seed)


def snips(seed: int, size: int | None, epochs: int) -> Iterator[Result]:
    """Yield intent accuracy, slot F1, and how often all of a request is right."""
    data = load("snips")
    train, test = part(data["train"], size), part(data["dev"], size)
    texts = [one.text for one in test]
    tagged, asked = ([in_words(one) for one in records] for records in (train, test))
    if seed == 0:
        words = bag_of_words.train([one.text for one in train], [one.label for one in train], Bag(n=2))
        tags = look_up_tags(tagged, asked, lower=True)
        yield from scored("bag of words, look-up of tags", words.predict(texts), tags, test, data="snips")
    labels = tag_labels(tagged)
    examples = as_examples(tagged, labels)
    model, lay_out = trained(examples, len(labels), epochs=2 * epochs, learning_rate=RATE, seed=seed)
    found = decoded(model, as_examples(asked, labels), lay_out, labels, best_each)
    yield from scored("two small networks", intents(train, texts, 2 * epochs, seed), found, test, seed, "snips")


def part(records: Sequence, size: int | None) -> Sequence:
    """Return `size` of the records, or all."""
    return records if size is None else few(records, min(size, len(records)))
