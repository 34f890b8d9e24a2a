"""How likely an answer of several tokens is after a prompt."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "prompting.answer_score",
    title="The score of an answer of several tokens",
    chapter="16",
    level=2,
    minutes=15,
    hints=[
        "A causal model's row i scores the token that stands at i + 1. Which row scores the first token of the answer?",
        "Turn the logits into log-probabilities over the vocabulary, take the rows from "
        "`n_prompt - 1` to the last but one, and of each the token that comes next.",
        "`logs = logits.log_softmax(-1)[n_prompt - 1 : -1]`, then "
        "`logs.gather(1, token_ids[n_prompt:, None])`; add them, or take their mean if `per_token`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    cases: list[Case] = []
    for n, n_prompt, per_token in ((9, 5, False), (8, 6, True), (7, 3, False), (6, 3, True)):
        logits = 2 * torch.randn(n, 13, generator=rng)
        token_ids = torch.randint(13, (n,), generator=rng)
        cases.append({"logits": logits, "token_ids": token_ids, "n_prompt": n_prompt, "per_token": per_token})
    return cases


@exercise.solution
def my_answer_score(
    logits: Float[Tensor, "seq vocab"],
    token_ids: Int[Tensor, " seq"],
    n_prompt: int,
    per_token: bool = False,
) -> Float[Tensor, ""]:
    """Return log p(answer | prompt): the first `n_prompt` tokens are the prompt.

    `logits` is what a causal model says at each token. With `per_token`, the mean over
    the answer's tokens instead of the sum.
    """
    logs = logits.log_softmax(dim=-1)[n_prompt - 1 : -1]
    of_tokens = logs.gather(1, token_ids[n_prompt:, None])
    return of_tokens.mean() if per_token else of_tokens.sum()


@exercise.also_right
def with_a_loop(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> float:
    total = 0.0
    for i in range(n_prompt, len(token_ids)):
        row = logits[i - 1]
        total += float(row[token_ids[i]] - row.logsumexp(0))
    return total / (len(token_ids) - n_prompt) if per_token else total


@exercise.also_right
def by_cross_entropy(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    how = "mean" if per_token else "sum"
    rows, tokens = logits[n_prompt - 1 : -1], token_ids[n_prompt:]
    return -torch.nn.functional.cross_entropy(rows, tokens, reduction=how)


@exercise.mistake(
    "Each token is scored by its own row. Row i scores the token at i + 1: begin one row earlier, at the last "
    "of the prompt."
)
def not_shifted(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    logs = logits.log_softmax(-1)[n_prompt:].gather(1, token_ids[n_prompt:, None])
    return logs.mean() if per_token else logs.sum()


@exercise.mistake("The prompt's tokens are scored too: only the answer's count.")
def with_the_prompt(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    return my_answer_score(logits, token_ids, 1, per_token)


@exercise.mistake("The first token of the answer is left out: it is scored by the prompt's last row.")
def first_left_out(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    return my_answer_score(logits, token_ids, n_prompt + 1, per_token)


@exercise.mistake("The logits are added as they are; only after log_softmax do they say how likely a token is.")
def no_softmax(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    of_tokens = logits[n_prompt - 1 : -1].gather(1, token_ids[n_prompt:, None])
    return of_tokens.mean() if per_token else of_tokens.sum()


@exercise.mistake("Probabilities are added; a text's is the product of them, whose logarithm is the sum of theirs.")
def probabilities(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    of_tokens = logits.softmax(-1)[n_prompt - 1 : -1].gather(1, token_ids[n_prompt:, None])
    return of_tokens.mean() if per_token else of_tokens.sum()


@exercise.mistake("This is a loss: log-probabilities have the other sign.")
def negative(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    return -my_answer_score(logits, token_ids, n_prompt, per_token)


@exercise.mistake("`per_token` is not heeded: with it, divide by the number of the answer's tokens.")
def never_divided(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    return my_answer_score(logits, token_ids, n_prompt)


@exercise.mistake("The score is always divided by the answer's length; without `per_token` it is the sum.")
def always_divided(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    return my_answer_score(logits, token_ids, n_prompt, per_token=True)


@exercise.mistake("`per_token` divides by all tokens; divide by those of the answer.")
def divided_by_all(logits: Tensor, token_ids: Tensor, n_prompt: int, per_token: bool = False) -> Tensor:
    score = my_answer_score(logits, token_ids, n_prompt)
    return score / len(token_ids) if per_token else score


@exercise.property("A log-probability cannot be above 0.")
def is_not_positive(score: Tensor, case: Case) -> bool:
    return bool(torch.as_tensor(score) <= 1e-4)
