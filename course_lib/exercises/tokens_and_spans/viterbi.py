"""Viterbi: the best sequence of labels under emissions and transitions."""

import itertools
from collections.abc import Iterable

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tokens_and_spans.viterbi",
    title="The best path",
    chapter="14",
    level=3,
    minutes=25,
    hints=[
        "For each label of the present word keep two things: the score of the best path that ends "
        "there, and the label it came from.",
        "`options = best[:, None] + transitions` holds every pair (before, next); take the maximum "
        "over the label before (dim=0), remember its index, then add the word's emissions.",
        "At the end start from `best.argmax()` and follow the remembered labels backwards: "
        "`for before in reversed(came_from): path.append(int(before[path[-1]]))`; turn it round.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n_words: int, n_labels: int) -> Case:
        return {
            "emissions": torch.randn(n_words, n_labels, generator=rng),
            "transitions": 2.5 * torch.randn(n_labels, n_labels, generator=rng),
        }

    by_hand = {
        "emissions": torch.tensor([[2.0, 1.0], [0.0, 1.5], [1.0, 0.5]]),
        "transitions": torch.tensor([[0.0, -3.0], [1.0, 2.0]]),
    }
    # Here the transitions are weak: leaving out the first or the last word's scores shows.
    ends = {
        "emissions": torch.tensor([[0.0, 3.0, 1.0], [2.0, 0.0, 1.5], [0.5, 0.0, 4.0]]),
        "transitions": torch.tensor([[1.0, 0.0, 0.5], [0.2, 0.1, 0.0], [0.9, 0.0, 0.3]]),
    }
    return [by_hand, ends, draw(6, 4), draw(7, 5), draw(8, 6), draw(1, 3)]


@exercise.solution
def my_viterbi(
    emissions: Float[Tensor, "word label"],
    transitions: Float[Tensor, "label next"],
) -> list[int]:
    """Return the labels with the highest sum of emissions and transitions."""
    best, came_from = emissions[0], []
    for scores in emissions[1:]:
        options = best[:, None] + transitions
        highest, before = options.max(dim=0)
        came_from.append(before)
        best = highest + scores
    path = [int(best.argmax())]
    for before in reversed(came_from):
        path.append(int(before[path[-1]]))
    return path[::-1]


@exercise.also_right
def all_tried(emissions: Tensor, transitions: Tensor) -> list[int]:
    if len(emissions) > 6:  # too many: the best beginning for each last label, as lists
        return kept_paths(emissions, transitions)
    labels = range(emissions.shape[1])
    paths = itertools.product(labels, repeat=len(emissions))
    return list(max(paths, key=lambda path: total(path, emissions, transitions)))


@exercise.also_right
def kept_paths(emissions: Tensor, transitions: Tensor) -> list[int]:
    kept = [(float(score), [label]) for label, score in enumerate(emissions[0])]
    for row in emissions[1:]:
        kept = [
            max((score + float(transitions[path[-1], label] + row[label]), [*path, label]) for score, path in kept)
            for label in range(len(row))
        ]
    return max(kept)[1]


def total(path: Iterable[int], emissions: Tensor, transitions: Tensor) -> float:
    score = sum(float(emissions[i, label]) for i, label in enumerate(path))
    return score + sum(float(transitions[a, b]) for a, b in itertools.pairwise(path))


@exercise.mistake("Each word has its best label by itself: the transitions play no part.")
def each_alone(emissions: Tensor, transitions: Tensor) -> list[int]:
    return emissions.argmax(dim=1).tolist()


@exercise.mistake("The path is chosen greedily from the left: a label is fixed before its consequences are known.")
def greedy(emissions: Tensor, transitions: Tensor) -> list[int]:
    path = [int(emissions[0].argmax())]
    for row in emissions[1:]:
        path.append(int((transitions[path[-1]] + row).argmax()))
    return path


@exercise.mistake("The transitions are read the wrong way round: rows are the label before, columns the next.")
def transposed(emissions: Tensor, transitions: Tensor) -> list[int]:
    return my_viterbi(emissions, transitions.T)


@exercise.mistake("The path is still backwards: it was followed from the last word to the first.")
def backwards(emissions: Tensor, transitions: Tensor) -> list[int]:
    return my_viterbi(emissions, transitions)[::-1]


@exercise.mistake("The first word's emissions are left out of the scores.")
def first_forgotten(emissions: Tensor, transitions: Tensor) -> list[int]:
    changed = emissions.clone()
    changed[0] = 0
    return my_viterbi(changed, transitions)


@exercise.mistake("The last word's emissions are left out of the scores.")
def last_forgotten(emissions: Tensor, transitions: Tensor) -> list[int]:
    changed = emissions.clone()
    changed[-1] = 0
    return my_viterbi(changed, transitions)


@exercise.mistake("This is each word's best last label so far, without going back: follow the remembered labels.")
def not_traced(emissions: Tensor, transitions: Tensor) -> list[int]:
    best = emissions[0]
    path = [int(best.argmax())]
    for scores in emissions[1:]:
        best = (best[:, None] + transitions).max(dim=0).values + scores
        path.append(int(best.argmax()))
    return path


@exercise.property("No other path may score higher.")
def no_better(path: list[int], case: Case) -> bool:
    best = my_viterbi(**case)
    return len(path) == len(best) and total(path, **case) > total(best, **case) - 1e-4
