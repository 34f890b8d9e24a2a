"""The pointer-generator's mixture: what is written and what is copied, in one distribution."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "summarisation.copy_distribution",
    title="Write or copy",
    chapter="20",
    level=2,
    minutes=15,
    hints=[
        "How long is the result? Each word of the vocabulary has a place in it, and each unknown word of the text.",
        "Start with p_gen times the vocabulary's probabilities, followed by n_extra zeros. Then give each token of "
        "the text (1 - p_gen) times its attention, at its word's place: a word that occurs twice gets both.",
        "`torch.cat([p_gen * p_vocab, p_vocab.new_zeros(n_extra)])`, then `.scatter_add(0, places, (1 - p_gen) * "
        "attention)`: it adds, where plain indexing would overwrite.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(p_gen: float, n_words: int, places: list[int], n_extra: int) -> Case:
        p_vocab = torch.rand(n_words, generator=rng) + 0.1
        weights = torch.rand(len(places), generator=rng) + 0.1
        return {
            "p_gen": p_gen,
            "p_vocab": p_vocab / p_vocab.sum(),
            "attention": weights / weights.sum(),
            "places": torch.tensor(places),
            "n_extra": n_extra,
        }

    return [draw(0.3, 5, [2, 5, 4, 2, 6, 5], 2), draw(0.8, 4, [0, 3, 0], 0)]


@exercise.solution
def my_copy_distribution(
    p_gen: float,
    p_vocab: Float[Tensor, " vocab"],
    attention: Float[Tensor, " source"],
    places: Int[Tensor, " source"],
    n_extra: int,
) -> Float[Tensor, " all"]:
    """Return the probability of each word of the vocabulary, then of each unknown word.

    places[i] is the number of the text's word i; unknown words count on from the size
    of the vocabulary. p_gen is the share that is written; the rest is copied.
    """
    written = torch.cat([p_gen * p_vocab, p_vocab.new_zeros(n_extra)])
    return written.scatter_add(0, places, (1 - p_gen) * attention)


@exercise.also_right
def as_a_loop(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    result = torch.zeros(len(p_vocab) + n_extra)
    result[: len(p_vocab)] = p_gen * p_vocab
    for place, weight in zip(places.tolist(), attention.tolist(), strict=True):
        result[place] += (1 - p_gen) * weight
    return result


@exercise.also_right
def with_one_hot(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    copied = attention @ torch.nn.functional.one_hot(places, len(p_vocab) + n_extra).float()
    return p_gen * torch.cat([p_vocab, torch.zeros(n_extra)]) + (1 - p_gen) * copied


@exercise.mistake("A word that stands in the text twice keeps the attention of one place: add, do not overwrite.")
def overwritten(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    copied = torch.zeros(len(p_vocab) + n_extra)
    for place, weight in zip(places.tolist(), attention.tolist(), strict=True):
        copied[place] = weight
    return p_gen * torch.cat([p_vocab, torch.zeros(n_extra)]) + (1 - p_gen) * copied


@exercise.mistake("p_gen and 1 - p_gen are exchanged: p_gen is the share of the vocabulary.")
def exchanged(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    return my_copy_distribution(1 - p_gen, p_vocab, attention, places, n_extra)


@exercise.mistake("The attention is not weighted by 1 - p_gen: the result sums to more than 1.")
def not_weighted(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    written = torch.cat([p_gen * p_vocab, torch.zeros(n_extra)])
    return written.scatter_add(0, places, attention)


@exercise.mistake("The vocabulary's probabilities are not weighted by p_gen: the result sums to more than 1.")
def vocabulary_unweighted(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    return torch.cat([p_vocab, torch.zeros(n_extra)]).scatter_add(0, places, (1 - p_gen) * attention)


@exercise.mistake("Unknown words are dropped: what is copied from them is lost.")
def unknown_dropped(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    kept = my_copy_distribution(p_gen, p_vocab, attention, places, n_extra)
    kept[len(p_vocab) :] = 0
    return kept


@exercise.mistake("The result has no places for the unknown words: make it n_extra longer than the vocabulary.")
def too_short(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    return my_copy_distribution(p_gen, p_vocab, attention, places, n_extra)[: len(p_vocab)]


@exercise.mistake("Nothing is copied: the attention is not used.")
def nothing_copied(p_gen: float, p_vocab: Tensor, attention: Tensor, places: Tensor, n_extra: int) -> Tensor:
    return torch.cat([p_vocab, torch.zeros(n_extra)])


@exercise.property("The probabilities must sum to 1.")
def sums_to_one(result: Tensor, case: Case) -> bool:
    return bool((result.sum() - 1).abs() < 1e-4)
