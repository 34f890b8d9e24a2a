"""One step of beam search: which beams, longer by one token, go on?"""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "translation.beam_step",
    title="One step of beam search",
    chapter="19",
    level=2,
    minutes=15,
    hints=[
        "A text's score is the sum of its log-probabilities. What is the score of each beam with each next token?",
        "Add each beam's score to its row. Of all these numbers, over all beams together, keep the n_beams largest. "
        "A place in the flattened table tells the beam and the token.",
        "`total = scores[:, None] + log_probs`, `best = total.flatten().topk(n_beams)`, then `best.indices // vocab` "
        "and `best.indices % vocab`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n_beams: int, vocab: int) -> Case:
        scores = -3 * torch.rand(n_beams, generator=rng)
        log_probs = torch.randn(n_beams, vocab, generator=rng).log_softmax(dim=-1)
        return {"scores": scores, "log_probs": log_probs}

    fixed = {
        "scores": torch.tensor([-0.1, -0.7, -5.0]),
        "log_probs": torch.tensor([[0.1, 0.3, 0.5, 0.1], [0.9, 0.04, 0.03, 0.03], [0.98, 0.01, 0.006, 0.004]]).log(),
    }
    return [fixed, draw(2, 5), draw(4, 7)]


@exercise.solution
def my_beam_step(
    scores: Float[Tensor, " beams"], log_probs: Float[Tensor, "beams vocab"]
) -> list[tuple[int, int, float]]:
    """Return the best continuations, as many as there are beams, the best first.

    Each is (beam it continues, token, score); a score is a sum of log-probabilities.
    """
    n_beams, vocab = log_probs.shape
    total = scores[:, None] + log_probs
    best = total.flatten().topk(n_beams)
    places = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return [(place // vocab, place % vocab, score) for place, score in places]


@exercise.also_right
def by_sorting(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    found = [
        (beam, token, float(scores[beam] + log_probs[beam, token]))
        for beam in range(len(scores))
        for token in range(log_probs.shape[1])
    ]
    return sorted(found, key=lambda one: -one[2])[: len(scores)]


@exercise.also_right
def best_of_each_first(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    k = min(len(scores), log_probs.shape[1])
    some = (scores[:, None] + log_probs).topk(k, dim=1)
    found = [
        (beam, token, value)
        for beam in range(len(scores))
        for token, value in zip(some.indices[beam].tolist(), some.values[beam].tolist(), strict=True)
    ]
    return sorted(found, key=lambda one: one[2], reverse=True)[: len(scores)]


def from_table(table: Tensor, n: int) -> list[tuple[int, int, float]]:
    best, vocab = table.flatten().topk(n), table.shape[1]
    pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return [(place // vocab, place % vocab, value) for place, value in pairs]


@exercise.mistake("Every beam goes on with its own best token: the beams never compete.")
def one_each(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    tokens = log_probs.argmax(dim=1).tolist()
    found = [(beam, t, float(scores[beam] + log_probs[beam, t])) for beam, t in enumerate(tokens)]
    return sorted(found, key=lambda one: -one[2])


@exercise.mistake("What the beams have scored so far is forgotten: add `scores`.")
def without_past(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    return from_table(log_probs, len(scores))


@exercise.mistake("Scores are multiplied; log-probabilities add up.")
def multiplied(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    return from_table(scores[:, None] * log_probs, len(scores))


@exercise.mistake("Probabilities are added to log-probabilities: leave the logarithm in place.")
def exponentials(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    return from_table(scores[:, None] + log_probs.exp(), len(scores))


@exercise.mistake("Beam and token are mixed up: // by the size of the vocabulary gives the beam, % the token.")
def mixed_up(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    return [(token, beam, value) for beam, token, value in my_beam_step(scores, log_probs)]


@exercise.mistake("The place is divided by the number of beams; a row of the table is as long as the vocabulary.")
def wrong_divisor(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    n, vocab = log_probs.shape
    places = [beam * vocab + token for beam, token, _ in my_beam_step(scores, log_probs)]
    values = [value for *_, value in my_beam_step(scores, log_probs)]
    return [(place // n, place % n, value) for place, value in zip(places, values, strict=True)]


@exercise.mistake("Only the best beam goes on: all its tokens, and none of the others'.")
def best_beam_only(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    beam = int(scores.argmax())
    best = (scores[beam] + log_probs[beam]).topk(len(scores))
    pairs = zip(best.indices.tolist(), best.values.tolist(), strict=True)
    return [(beam, token, value) for token, value in pairs]


@exercise.mistake("The scores are those of the new tokens alone: return the sums.")
def last_scores(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    return [(b, t, float(log_probs[b, t])) for b, t, _ in my_beam_step(scores, log_probs)]


@exercise.mistake("The order is upside down: the best comes first.")
def worst_first(scores: Tensor, log_probs: Tensor) -> list[tuple[int, int, float]]:
    return my_beam_step(scores, log_probs)[::-1]


@exercise.property("The best continuation comes first.")
def falls(found: list, case: Case) -> bool:
    values = [one[2] for one in found]
    return values == sorted(values, reverse=True)
