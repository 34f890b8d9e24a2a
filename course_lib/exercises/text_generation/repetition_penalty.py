"""A penalty for tokens that the text has already."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text_generation.repetition_penalty",
    title="A penalty for what was said before",
    chapter="18",
    level=2,
    minutes=15,
    hints=[
        "Which tokens are touched? Those that the row's own text has, each once. What makes "
        "a negative number smaller: to divide it by 1.2, or to multiply it?",
        "A positive logit is divided, a negative one multiplied: both become less likely. "
        "logits.gather(1, token_ids) gets the logits of the tokens of the text.",
        "seen = logits.gather(1, token_ids); lower = torch.where(seen > 0, seen / penalty, "
        "seen * penalty); return logits.scatter(1, token_ids, lower)",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(batch: int, vocab: int, seq: int, penalty: float) -> Case:
        logits = 3 * torch.randn(batch, vocab, generator=rng)
        token_ids = torch.randint(vocab - 1, (batch, seq), generator=rng)
        token_ids[:, 1] = token_ids[:, 0]  # a token that comes twice
        logits[:, 0], token_ids[:, 0] = 2.0, 0
        logits[0, 1], token_ids[0, 2] = -1.5, 1
        return {"logits": logits, "token_ids": token_ids, "penalty": penalty}

    return [case(2, 9, 5, 1.3), case(3, 7, 4, 2.0)]


@exercise.solution
def my_penalty(
    logits: Float[Tensor, "batch vocab"],
    token_ids: Int[Tensor, "batch seq"],
    penalty: float,
) -> Float[Tensor, "batch vocab"]:
    """Make tokens less likely that their row's text has already, each once.

    A positive logit is divided by the penalty; any other is multiplied by it.
    """
    seen = logits.gather(1, token_ids)
    lower = torch.where(seen > 0, seen / penalty, seen * penalty)
    return logits.scatter(1, token_ids, lower)


@exercise.also_right
def by_mask(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    seen = torch.zeros_like(logits, dtype=torch.bool).scatter(1, token_ids, True)
    lower = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(seen, lower, logits)


@exercise.also_right
def by_loops(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    result = logits.clone()
    for row, text in enumerate(token_ids.tolist()):
        for token in set(text):
            value = logits[row, token]
            result[row, token] = value / penalty if value > 0 else value * penalty
    return result


@exercise.mistake(
    "All logits are divided. That makes a negative one larger, and so its token likelier: multiply those."
)
def divides_all(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    return logits.scatter(1, token_ids, logits.gather(1, token_ids) / penalty)


@exercise.mistake("All logits are multiplied. That makes a positive one larger: divide those.")
def multiplies_all(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    return logits.scatter(1, token_ids, logits.gather(1, token_ids) * penalty)


@exercise.mistake(
    "The two cases have changed places: what was said becomes likelier. Positive: divide; else: multiply."
)
def the_wrong_way(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    seen = logits.gather(1, token_ids)
    return logits.scatter(1, token_ids, torch.where(seen > 0, seen * penalty, seen / penalty))


@exercise.mistake("The penalty is subtracted; it is a factor here (1 changes nothing).")
def subtracts(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    return logits.scatter(1, token_ids, logits.gather(1, token_ids) - penalty)


@exercise.mistake("A token that comes twice is penalised twice; each token of a text counts once.")
def once_a_time(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    result = logits.clone()
    for row, text in enumerate(token_ids.tolist()):
        for token in text:
            value = result[row, token]
            result[row, token] = value / penalty if value > 0 else value * penalty
    return result


@exercise.mistake("Each row is penalised for the texts of all rows; look at its own text alone.")
def all_rows(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    everything = token_ids.flatten().expand(len(logits), -1)
    return by_mask(logits, everything, penalty)


@exercise.mistake("Only the last token of each text is penalised; the whole text counts.")
def last_only(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    return by_mask(logits, token_ids[:, -1:], penalty)


@exercise.mistake("The other tokens are penalised, and those of the text are left: turn it round.")
def the_others(logits: Tensor, token_ids: Tensor, penalty: float) -> Tensor:
    seen = torch.zeros_like(logits, dtype=torch.bool).scatter(1, token_ids, True)
    lower = torch.where(logits > 0, logits / penalty, logits * penalty)
    return torch.where(seen, logits, lower)
