"""How hard is a task? How far one gets on its test split without understanding a word.

    chance         a guess among the labels, tags, sentences or places that there are
    majority       always the same: the label or tag that is commonest in training, the first sentence (or three)
    bag of words   which words a text holds, in no order; of a tagged word, the tag that it has most often in training
    best           the best that the course has trained so far: a bag of words, or of words, pairs and triples (up to
                   four Chinese characters), whichever does better on the development split; of a tagged word, a
                   linear model of it and of two neighbours on each side

Later chapters fill the last column with more. Linear models are those of `course_lib.models.bag_of_words`.
Summaries have no model: their bag of words is the three sentences of highest tf-idf, their best the best three.
Left out: tasks whose answer is a text, a program or a picture; `CHAPTERS` says where those are measured.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal, get_args

import torch

from course_lib.corpora.annotations import Annotated, Related, Tagged
from course_lib.corpora.dataset import Dataset
from course_lib.corpora.records import (
    Decision,
    GradedAnswer,
    Labelled,
    MultiLabelled,
    Question,
    ScoredPair,
    Summary,
    TextPair,
)
from course_lib.corpora.town.tasks.examples import bio
from course_lib.metrics.overlap import LONGEST, Numbers, of_places, of_questions, of_summaries, share
from course_lib.models.bag_of_words import Bag, fit, one_thread, sparse_counts

# The tasks without a number here, and the chapters that measure them.
CHAPTERS = {
    "language modelling": "02 and 10",
    "coreference": "14",
    "text generation": "18",
    "style transfer": "18",
    "machine translation": "19",
    "keyword extraction": "20",
    "dialogue": "22",
    "code generation": "24",
    "essay scoring": "25",
    "image captioning": "28",
}
MOST_WORDS = 100_000  # of the training texts, the first of them, times the longest run: it takes a second or two
MOST_TAGGED = 20_000
Words = Callable[[str], Counter[str]]
Example = tuple[Counter[str], str]  # features, label


@dataclass(frozen=True)
class Difficulty:
    """Shares of the test split that are right, from 0 to 1; `measure` says right in what."""

    name: str
    measure: str
    chance: float
    majority: float
    bag_of_words: float
    best: float
    n_test: int  # texts, words, questions or summaries, as the measure counts
    unanswerable: float = 0.0  # share of the questions that have no answer; the other numbers leave them out


Part = Literal["label", "marks"]


def difficulty(dataset: Dataset[Any], of: Part = "label", split: str = "test") -> Difficulty | None:
    """Return how far one gets on a split without understanding; None where another measure is needed.

    Args:
        dataset: of the town, or a real one with the same records, with a split `train`.
        of: what is asked of a text with marks and a label: its label, or a tag for each word. Texts without labels
            are always asked for the tags.
        split: to measure on; `composed` has the combinations that training has not seen.

    Raises:
        ValueError: if there is no such split or part.
    """
    if of not in get_args(Part):
        raise ValueError(f"of must be one of {', '.join(get_args(Part))}, got {of!r}.")
    train, test = dataset["train"], dataset[split]
    language: Literal["en", "zh"] = "zh" if dataset.language.startswith("zh") else "en"
    if not train or not test or dataset.task in CHAPTERS:
        return None
    match test[0]:
        case Annotated(_, _, label) if of == "marks" or not label:
            tagged = [[Tagged(*bio(one.text, list(one.spans), language)) for one in part] for part in (train, test)]
            measure, numbers = "words tagged", of_tags(*tagged)
        case Tagged():
            measure, numbers = "words tagged", of_tags(train, test)
        case Question() if "beliefs" in dataset.name:
            measure, numbers = "places found", of_places(train, test, language)
        case Question():
            measure, numbers = "sentences found", of_questions(train, test, language)
        case Summary():
            measure, numbers = "words of the summary", of_summaries(train, test, language)
        case one if example(one, Counter) is not None:
            several = isinstance(one, MultiLabelled)
            dev = dataset.splits.get("dev") or train[:100]
            measure, numbers = "label sets" if several else "labels", of_labels(train, dev, test, language)
        case _:
            return None
    return Difficulty(dataset.name, measure, *numbers)


# One label a text, or a pair of texts


def example(record: Any, words: Words) -> Example | None:
    """Return what is counted in a record, and its label; None if it has none."""
    match record:
        case Labelled(text, label) | Annotated(text, _, label):
            return words(text), label
        case MultiLabelled(text, labels):
            return words(text), " + ".join(sorted(labels)) or "none"
        case TextPair(first, second, label):
            return apart(words, first=first, second=second), label
        case ScoredPair(first, second, score):
            return apart(words, first=first, second=second), str(round(score))
        case GradedAnswer(question, _, answer, score):
            return apart(words, question=question, answer=answer), str(score)
        case Decision(passages, question, label):
            return apart(words, question=question, passages=" ".join(passages)), label
        case Related(text, first, second, label):
            marked = {"first": text[first.start : first.end], "second": text[second.start : second.end]}
            return words(text) + apart(words, **marked), label
    return None


def apart(words: Words, **texts: str) -> Counter[str]:
    """Return the words of several texts, those of each with its name before them.

    >>> apart(Bag().of, first="A dog", second="no dog")
    Counter({'first=a': 1, 'first=dog': 1, 'second=no': 1, 'second=dog': 1})
    """
    return Counter({f"{name}={word}": n for name, text in texts.items() for word, n in words(text).items()})


def of_labels(train: Sequence[Any], dev: Sequence[Any], test: Sequence[Any], language: Literal["en", "zh"]) -> Numbers:
    """Return the shares of right labels; the best is the model that does better on the development split."""
    results = []
    for n in LONGEST[language]:
        words = cache(Bag(language, n).of)
        known = list(enough(filter(None, (example(one, words) for one in train)), n * MOST_WORDS))
        asked = list(filter(None, (example(one, words) for one in (*dev, *test))))
        found = linear(known, [features for features, _ in asked])
        labels = [label for _, label in asked]
        results.append((share(found[: len(dev)], labels[: len(dev)]), share(found[len(dev) :], labels[len(dev) :])))
    right, counts = labels[len(dev) :], Counter(label for _, label in known)
    bag_of_words, (_, best) = results[0][1], max(results, key=lambda pair: pair[0])
    majority = share([commonest(counts)] * len(right), right)
    return Numbers(1 / len(counts), majority, bag_of_words, best, len(right))


def commonest(counts: Counter[str]) -> str:
    """Return the commonest; of several, the first in the alphabet."""
    return min(counts, key=lambda one: (-counts[one], one))


def enough(examples: Iterator[Example], most: int) -> Iterator[Example]:
    """Yield examples until they have so many features together."""
    total = 0
    for features, label in examples:
        if total < most:
            yield features, label
        total += len(features)


def linear(train: Sequence[Example], asked: Sequence[Counter[str]]) -> list[str]:
    """Return the label that a linear model gives to each; it is trained to the least loss, without chance."""
    names = sorted({label for _, label in train})
    if len(names) == 1:
        return names * len(asked)
    counts = Counter(one for features, _ in train for one in features)
    vocabulary = {one: at for at, one in enumerate(sorted(one for one, n in counts.items() if n > 1))}
    place = {name: at for at, name in enumerate(names)}
    targets = torch.tensor([place[label] for _, label in train])
    with one_thread():
        weights, bias = fit(sparse_counts([one for one, _ in train], vocabulary), targets, len(names), penalty=1.0)
        logits = sparse_counts(asked, vocabulary) @ weights + bias
    return [names[at] for at in logits.argmax(-1).tolist()]


# One tag a word


def of_tags(train: Sequence[Tagged], test: Sequence[Tagged]) -> Numbers:
    """Return the shares of right tags."""
    known = list(enough(((features, tag) for one in train for features, tag in in_context(one)), 5 * MOST_TAGGED))
    asked = [pair for one in test for pair in in_context(one)]
    right = [tag for _, tag in asked]
    tags = Counter(tag for one in train for tag in one.tags)
    by_word: dict[str, Counter[str]] = {}
    for one in train:
        for word, tag in zip(one.tokens, one.tags, strict=True):
            by_word.setdefault(word, Counter())[tag] += 1
    usual = {word: commonest(counts) for word, counts in by_word.items()}
    tag = commonest(tags)
    guessed = [usual.get(word, tag) for one in test for word in one.tokens]
    best = linear(known, [features for features, _ in asked])
    return Numbers(
        1 / len(tags), share([tag] * len(right), right), share(guessed, right), share(best, right), len(right)
    )


def in_context(sentence: Tagged) -> Iterator[Example]:
    """Yield for each word itself and two neighbours on each side, with its tag."""
    padded = ("", "", *sentence.tokens, "", "")
    for at, tag in enumerate(sentence.tags):
        yield Counter(f"{place}={word}" for place, word in enumerate(padded[at : at + 5], -2)), tag
