"""BERT's masking, 80/10/10, with the chance given."""

from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "objectives.mask_tokens",
    title="Mask as BERT does",
    chapter="08",
    level=3,
    minutes=20,
    hints=[
        "First decide which tokens are chosen: a throw below 0.15, and no special token. What becomes of the chosen "
        "ones is a second throw. Targets depend on the first throw only.",
        "`chosen = (throw < 0.15) & ~torch.isin(token_ids, special_ids)`. Masked are the chosen with `fate < 0.8`; "
        "random the chosen with 0.8 ≤ fate < 0.9; the rest stay. All chosen have a target.",
        "`inputs = token_ids.masked_fill(chosen & (fate < 0.8), mask_id)`, then `torch.where(chosen & (fate >= 0.8) & "
        "(fate < 0.9), random_ids, inputs)`; `targets = token_ids.masked_fill(~chosen, -100)`.",
    ],
)
RATE = 0.15


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n_texts: int, n_tokens: int) -> Case:
        token_ids = torch.randint(5, 40, (n_texts, n_tokens), generator=rng)
        token_ids[:, 0], token_ids[:, -1] = 1, 2
        throw = torch.rand(n_texts, n_tokens, generator=rng)
        throw[:, :8] /= 10  # most of these are chosen, the special first among them
        fate = torch.rand(n_texts, n_tokens, generator=rng)
        fate[:, 2], fate[:, 3], fate[:, 4] = 0.5, 0.85, 0.95  # masked, random, kept
        throw[:, 2:5] = 0.1
        return {
            "token_ids": token_ids,
            "throw": throw,
            "fate": fate,
            "random_ids": torch.randint(50, 90, (n_texts, n_tokens), generator=rng),
            "mask_id": 4,
            "special_ids": torch.tensor([1, 2]),
        }

    return [case(3, 14), case(5, 11)]


@exercise.solution
def my_mask_tokens(
    token_ids: Int[Tensor, "batch seq"],
    throw: Float[Tensor, "batch seq"],
    fate: Float[Tensor, "batch seq"],
    random_ids: Int[Tensor, "batch seq"],
    mask_id: int,
    special_ids: Int[Tensor, "special"],
) -> tuple[Int[Tensor, "batch seq"], Int[Tensor, "batch seq"]]:
    """Return (inputs, targets) of masked language modelling.

    A token is chosen where `throw` < 0.15, unless it is special. Of the chosen, those
    with `fate` < 0.8 become `mask_id`, those from 0.8 to below 0.9 the random token,
    and the rest stay. Targets are the chosen tokens as they were, -100 elsewhere.
    """
    chosen = (throw < 0.15) & ~torch.isin(token_ids, special_ids)
    inputs = token_ids.masked_fill(chosen & (fate < 0.8), mask_id)
    inputs = torch.where(chosen & (fate >= 0.8) & (fate < 0.9), random_ids, inputs)
    return inputs, token_ids.masked_fill(~chosen, -100)


@exercise.also_right
def with_a_copy(
    token_ids: Tensor,
    throw: Tensor,
    fate: Tensor,
    random_ids: Tensor,
    mask_id: int,
    special_ids: Tensor,
) -> tuple[Tensor, Tensor]:
    chosen, inputs = chosen_tokens(token_ids, throw, special_ids), token_ids.clone()
    random = chosen & (fate < 0.9)
    inputs[random] = random_ids[random]
    inputs[chosen & (fate < 0.8)] = mask_id
    return inputs, torch.where(chosen, token_ids, -100)


@exercise.also_right
def token_by_token(
    token_ids: Tensor,
    throw: Tensor,
    fate: Tensor,
    random_ids: Tensor,
    mask_id: int,
    special_ids: Tensor,
) -> tuple[Tensor, Tensor]:
    inputs, targets = token_ids.clone(), torch.full_like(token_ids, -100)
    for b, t in (throw < RATE).nonzero().tolist():
        if token_ids[b, t] in special_ids:
            continue
        targets[b, t] = token_ids[b, t]
        if fate[b, t] < 0.8:
            inputs[b, t] = mask_id
        elif fate[b, t] < 0.9:
            inputs[b, t] = random_ids[b, t]
    return inputs, targets


def chosen_tokens(token_ids: Tensor, throw: Tensor, special_ids: Tensor) -> Tensor:
    return (throw < RATE) & ~torch.isin(token_ids, special_ids)


def damaged(case: Case, chosen: Tensor, masked_share: float = 0.8, random_share: float = 0.1) -> Tensor:
    inputs = case["token_ids"].masked_fill(chosen & (case["fate"] < masked_share), case["mask_id"])
    is_random = chosen & (case["fate"] >= masked_share) & (case["fate"] < masked_share + random_share - 1e-6)
    return torch.where(is_random, case["random_ids"], inputs)


def of(case: Case) -> Tensor:
    return chosen_tokens(case["token_ids"], case["throw"], case["special_ids"])


@exercise.mistake("Special tokens are chosen too: [CLS] and [SEP] say nothing that could be guessed.")
def special_chosen(**case: Any) -> tuple[Tensor, Tensor]:
    chosen = case["throw"] < RATE
    return damaged(case, chosen), case["token_ids"].masked_fill(~chosen, -100)


@exercise.mistake("Every token has a target; only the chosen ones may count, the others need -100.")
def loss_everywhere(**case: Any) -> tuple[Tensor, Tensor]:
    return damaged(case, of(case)), case["token_ids"]


@exercise.mistake(
    "The chosen tokens that stay as they are have no target. They must: else the model learns to trust what it reads."
)
def kept_not_targets(**case: Any) -> tuple[Tensor, Tensor]:
    counted = of(case) & (case["fate"] < 0.9)
    return damaged(case, of(case)), case["token_ids"].masked_fill(~counted, -100)


@exercise.mistake("Only the masked tokens have a target; those replaced and those kept were chosen too.")
def only_masked_are_targets(**case: Any) -> tuple[Tensor, Tensor]:
    counted = of(case) & (case["fate"] < 0.8)
    return damaged(case, of(case)), case["token_ids"].masked_fill(~counted, -100)


@exercise.mistake("All chosen tokens become the mask: 10 % must be random, and 10 % stay.")
def all_masked(**case: Any) -> tuple[Tensor, Tensor]:
    return damaged(case, of(case), masked_share=1.1), case["token_ids"].masked_fill(~of(case), -100)


@exercise.mistake("No chosen token stays as it is: random ones are those with a fate from 0.8 to below 0.9 only.")
def none_kept(**case: Any) -> tuple[Tensor, Tensor]:
    return damaged(case, of(case), random_share=0.3), case["token_ids"].masked_fill(~of(case), -100)


@exercise.mistake("The targets are the damaged tokens: they must be the tokens as they were.")
def damaged_targets(**case: Any) -> tuple[Tensor, Tensor]:
    inputs = damaged(case, of(case))
    return inputs, inputs.masked_fill(~of(case), -100)


@exercise.mistake("The masking hits the tokens that were *not* chosen: `throw` must be below 0.15.")
def inverted(**case: Any) -> tuple[Tensor, Tensor]:
    chosen = (case["throw"] >= RATE) & ~torch.isin(case["token_ids"], case["special_ids"])
    return damaged(case, chosen), case["token_ids"].masked_fill(~chosen, -100)


@exercise.property("A token that was not chosen must be read as it is, and have the target -100.")
def others_untouched(answer: list[Tensor], case: Case) -> bool:
    inputs, targets = answer
    rest = ~of(case)
    return bool((inputs == case["token_ids"])[rest].all() and (targets[rest] == -100).all())
