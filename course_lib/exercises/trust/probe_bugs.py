"""Three bugs in a probe: it finds everything everywhere."""

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch


def my_selectivity(vectors, labels, words, order, fit):
    """Return the accuracy of a probe minus that of its control, both on words held out.

    The first half of `order` is to train on, the rest to test. The control gives each
    *word* one label: the place in `order` where the word comes first, modulo 2.
    `fit(vectors, labels, test_vectors)` returns guesses.
    """
    n = len(order) // 2
    train, test = order[:n], order[n:]
    guesses = fit(vectors, labels, vectors[test])
    accuracy = (guesses == labels[test]).float().mean()
    control = torch.arange(len(labels)) % 2
    control_guesses = fit(vectors[train], control[train], vectors[train])
    return float(accuracy - (control_guesses == control[train]).float().mean())
'''

exercise = FindTheBug(
    "trust.probe_bugs",
    title="A probe that finds everything",
    chapter="27",
    level=3,
    minutes=18,
    hints=[
        "On which rows is the probe fitted, and on which is it judged? And what does the control give to two "
        "occurrences of one word?",
        "Fit on `train` and judge on `test`, both times. The control's label belongs to the word: all its occurrences "
        "share one, that of the place in `order` where the word comes first, modulo 2.",
        "`first = {}`; for place, i in enumerate(order.tolist()): `first.setdefault(int(words[i]), place % 2)`; then "
        "`control = torch.tensor([first[int(w)] for w in words])`.",
    ],
    listing=LISTING,
)


def nearest(vectors: Tensor, labels: Tensor, test_vectors: Tensor) -> Tensor:
    """Give each vector the label of its nearest neighbour in training."""
    distances = (test_vectors[:, None] - vectors[None]).square().sum(-1)
    return labels[distances.argmin(dim=1)]


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    cases = []
    for n, n_words in ((32, 5), (40, 7), (44, 9), (52, 11)):
        words = torch.randint(n_words, (n,), generator=rng)
        meaning = torch.randn(n_words, 4, generator=rng)
        vectors = meaning[words] + 0.9 * torch.randn(n, 4, generator=rng)
        labels = (vectors[:, 0] + 0.7 * torch.randn(n, generator=rng) > 0).long()
        order = torch.randperm(n, generator=rng)
        cases.append({"vectors": vectors, "labels": labels, "words": words, "order": order, "fit": nearest})
    return cases


@exercise.solution
def my_selectivity(
    vectors: Tensor,
    labels: Tensor,
    words: Tensor,
    order: Tensor,
    fit,
) -> float:
    """Return the accuracy of a probe minus that of its control, both on words held out."""
    n = len(order) // 2
    train, test = order[:n], order[n:]
    first: dict[int, int] = {}
    for place, i in enumerate(order.tolist()):
        first.setdefault(int(words[i]), place % 2)
    control = torch.tensor([first[int(word)] for word in words])
    shares = []
    for target in (labels, control):
        guesses = fit(vectors[train], target[train], vectors[test])
        shares.append((guesses == target[test]).float().mean())
    return float(shares[0] - shares[1])


@exercise.also_right
def with_a_helper(vectors: Tensor, labels: Tensor, words: Tensor, order: Tensor, fit: Any) -> float:
    half = len(order) // 2

    def accuracy(target: Tensor) -> float:
        guesses = fit(vectors[order[:half]], target[order[:half]], vectors[order[half:]])
        return float((guesses == target[order[half:]]).double().mean())

    in_order = words[order].tolist()
    return accuracy(labels) - accuracy(torch.tensor([in_order.index(w) % 2 for w in words.tolist()]))


@exercise.also_right
def sorted_first(vectors: Tensor, labels: Tensor, words: Tensor, order: Tensor, fit: Any) -> float:
    v, y, w = vectors[order], labels[order], words[order]
    n = len(w) // 2
    same = w[:, None] == w[None, :]
    control = same.int().argmax(dim=1) % 2
    hits = [(fit(v[:n], t[:n], v[n:]) == t[n:]).float().mean() for t in (y, control)]
    return float(hits[0] - hits[1])


def leaving_in(*bugs: str) -> Callable[..., float]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(vectors: Tensor, labels: Tensor, words: Tensor, order: Tensor, fit: Any) -> float:
        n = len(order) // 2
        train, test = order[:n], order[n:]
        in_order = words[order].tolist()
        by_word = torch.tensor([in_order.index(w) % 2 for w in words.tolist()])
        control = torch.arange(len(labels)) % 2 if "places" in bugs else by_word
        control = words % 2 if "parity" in bugs else control
        everything = torch.arange(len(labels))
        fit_on = everything if "all" in bugs else train
        asked = train if "seen" in bugs else test
        accuracy = (fit(vectors[fit_on], labels[fit_on], vectors[test]) == labels[test]).float().mean()
        control_share = (fit(vectors[train], control[train], vectors[asked]) == control[asked]).float().mean()
        if "no control" in bugs:
            control_share = torch.tensor(0.5)
        return float(control_share - accuracy if "sign" in bugs else accuracy - control_share)

    return program


for bugs, message in {
    ("all", "places", "seen"): "No bug is mended yet. Begin with the first call of `fit`: on which rows is it fitted?",
    ("all",): "The probe is fitted on all rows, also on those that it is judged on: nearest neighbours then get 100 %.",
    ("seen",): "The control is judged on the rows that it was fitted on.",
    ("places",): "The control gives each place its own label; it must give each *word* one, wherever it stands.",
    ("parity",): "The control's label is that of the word's first place in `order`, modulo 2, not the word's number.",
    ("sign",): "The difference is turned round: probe minus control.",
    ("no control",): "Chance stands in for the control; what the probe can learn by heart must be measured.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
