"""Two bugs in an experiment with a trained extractive summariser: it sees what it is tested on."""

from collections.abc import Callable
from typing import Any

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def experiment(documents, references, n_train, label, train, score):
    """Train on the first n_train documents; return the mean score of the others.

    label(document, reference) -> the places of the sentences that the oracle chooses
    train(documents, labels) -> a function from a document to places
    score(document, places, reference) -> ROUGE
    """
    labels = [label(d, r) for d, r in zip(documents, references, strict=True)]
    choose = train(documents, labels)
    scores = []
    for document, reference in zip(documents, references, strict=True):
        scores.append(score(document, choose(document), reference))
    return sum(scores) / len(scores)
'''

exercise = FindTheBug(
    "summarisation.leaky_labels",
    title="Labels that leak",
    chapter="20",
    level=2,
    minutes=12,
    hints=[
        "Which documents may the scorer see while it learns? And on which may it be measured?",
        "Labels are made with the references: those of the test documents must never reach `train`. And a document "
        "that was trained on must not be scored.",
        "Train on `documents[:n_train]` and `labels[:n_train]`; score on `documents[n_train:]` and "
        "`references[n_train:]`.",
    ],
    listing=LISTING,
)


def first_letters(document: list[str], reference: str) -> list[int]:
    return [place for place, sentence in enumerate(document) if sentence[0] in reference]


def learn(documents: list[list[str]], labels: list[list[int]]) -> Callable[[list[str]], list[int]]:
    known = {
        one[place]: place in places for one, places in zip(documents, labels, strict=True) for place in range(len(one))
    }
    return lambda document: [place for place, sentence in enumerate(document) if known.get(sentence, place == 0)]


def share(document: list[str], places: list[int], reference: str) -> float:
    return sum(document[place][0] in reference for place in places) / (1 + len(places) + len(reference))


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    documents = [["ab", "ba", "ca"], ["aa", "db", "bc"], ["cb", "ab", "ea"], ["da", "ba", "ae"], ["ee", "ac", "ca"]]
    references = ["b", "ad", "ae", "bd", "c"]
    tools = {"label": first_letters, "train": learn, "score": share}
    return [{"documents": documents, "references": references, "n_train": n, **tools} for n in (2, 3)]


@exercise.solution
def experiment(
    documents: Any,
    references: Any,
    n_train: int,
    label: Any,
    train: Any,
    score: Any,
) -> float:
    """Train on the first n_train documents; return the mean score of the others."""
    pairs = list(zip(documents, references, strict=True))
    labels = [label(document, reference) for document, reference in pairs[:n_train]]
    choose = train(documents[:n_train], labels)
    scores = [score(one, choose(one), reference) for one, reference in pairs[n_train:]]
    return sum(scores) / len(scores)


@exercise.also_right
def with_slices(documents: Any, references: Any, n_train: int, label: Any, train: Any, score: Any) -> float:
    seen, unseen = slice(None, n_train), slice(n_train, None)
    labels = [label(d, r) for d, r in zip(documents, references, strict=True)]
    choose = train(documents[seen], labels[seen])
    tested = list(zip(documents[unseen], references[unseen], strict=True))
    return sum(score(d, choose(d), r) for d, r in tested) / len(tested)


@exercise.also_right
def with_numbers(documents: Any, references: Any, n_train: int, label: Any, train: Any, score: Any) -> float:
    choose = train(
        [documents[i] for i in range(n_train)],
        [label(documents[i], references[i]) for i in range(n_train)],
    )
    rest = range(n_train, len(documents))
    return sum(score(documents[i], choose(documents[i]), references[i]) for i in rest) / len(rest)


def with_parts(trained_on: str, tested_on: str) -> Callable[..., float]:
    def program(documents: Any, references: Any, n_train: int, label: Any, train: Any, score: Any) -> float:
        parts = {"all": slice(None), "first": slice(n_train), "rest": slice(n_train, None), "half": slice(n_train - 1)}
        pairs = list(zip(documents, references, strict=True))
        seen, tested = pairs[parts[trained_on]], pairs[parts[tested_on]]
        choose = train([d for d, _ in seen], [label(d, r) for d, r in seen])
        return sum(score(d, choose(d), r) for d, r in tested) / len(tested)

    return program


for parts, message in {
    ("all", "all"): "Both bugs are still there: everything is trained on, and everything is tested on.",
    ("all", "rest"): "The labels of the test documents still reach the training: the scorer has seen their references.",
    ("first", "all"): "The training documents are still scored; measure on the others only.",
    ("first", "first"): "It is measured on the documents that it was trained on; take the others.",
    ("rest", "first"): "The parts are exchanged: train on the first n_train documents, test on the others.",
}.items():
    exercise.mistake(message)(with_parts(*parts))


@exercise.mistake("The scores are added up; return their mean.")
def summed(documents: Any, references: Any, n_train: int, label: Any, train: Any, score: Any) -> float:
    return experiment(documents, references, n_train, label, train, score) * (len(documents) - n_train)
