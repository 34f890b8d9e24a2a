"""Three bugs in a masked loss: special tokens, lost targets, and a loss on every position."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
import torch.nn.functional as F


def my_masked_loss(token_ids, chosen, special_ids, mask_id, table):
    """Hide the chosen tokens, and return the loss of guessing them.

    token_ids: [batch seq]; chosen: [batch seq], True where a token is to be hidden,
    which special tokens must never be
    table: [vocab vocab], a very simple model: each token read adds its row of logits to
    its own place, and a little to all others
    """
    inputs = token_ids.clone()
    inputs[chosen] = mask_id
    targets = inputs
    logits = table[inputs] + table[inputs].mean(dim=1, keepdim=True)
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())
'''

exercise = FindTheBug(
    "objectives.masked_loss_bugs",
    title="Three bugs in a masked loss",
    chapter="08",
    level=2,
    minutes=15,
    hints=[
        "One bug hides tokens that must stay; one asks for the wrong answer; one asks at too many places.",
        "Who keeps [CLS] and [SEP] from being hidden? What is the right answer at a hidden token, and where does it "
        "still stand? At which positions does the cross-entropy take its mean?",
        "`chosen = chosen & ~torch.isin(token_ids, special_ids)`; the targets are `token_ids`; the loss is "
        "`F.cross_entropy(logits[chosen], token_ids[chosen])`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(n_texts: int, n_tokens: int, special_chosen: bool) -> Case:
        token_ids = torch.randint(4, 9, (n_texts, n_tokens), generator=rng)
        token_ids[:, 0] = 1
        token_ids[:, -1] = 2
        chosen = torch.rand(n_texts, n_tokens, generator=rng) < 0.3
        chosen[:, 2], chosen[:, 3] = True, False
        chosen[:, 0] = chosen[:, -1] = special_chosen
        table = torch.randn(9, 9, generator=rng)
        return {
            "token_ids": token_ids,
            "chosen": chosen,
            "special_ids": torch.tensor([1, 2]),
            "mask_id": 3,
            "table": table,
        }

    # each case shows other bugs; where none shows, the loss is that of the solution
    return [case(2, 7, special_chosen=False), case(3, 6, special_chosen=True)]


@exercise.solution
def my_masked_loss(
    token_ids: Int[Tensor, "batch seq"],
    chosen: Bool[Tensor, "batch seq"],
    special_ids: Int[Tensor, "special"],
    mask_id: int,
    table: Float[Tensor, "vocab vocab"],
) -> Float[Tensor, ""]:
    """Hide the chosen tokens, but for special ones, and return the loss of guessing them."""
    chosen = chosen & ~torch.isin(token_ids, special_ids)
    logits = table[token_ids.masked_fill(chosen, mask_id)]
    logits = logits + logits.mean(dim=1, keepdim=True)
    return F.cross_entropy(logits[chosen], token_ids[chosen])


@exercise.also_right
def with_ignored_targets(token_ids: Tensor, chosen: Tensor, special_ids: Tensor, mask_id: int, table: Tensor) -> Tensor:
    hidden = chosen & (token_ids != special_ids[0]) & (token_ids != special_ids[1])
    targets = torch.where(hidden, token_ids, -100)
    own = table[torch.where(hidden, mask_id, token_ids)]
    logits = own + own.sum(dim=1, keepdim=True) / own.shape[1]
    return F.cross_entropy(logits.flatten(0, 1), targets.flatten())


@exercise.also_right
def from_log_probabilities(
    token_ids: Tensor, chosen: Tensor, special_ids: Tensor, mask_id: int, table: Tensor
) -> Tensor:
    hidden = chosen & ~(token_ids[..., None] == special_ids).any(dim=-1)
    own = table[token_ids.masked_fill(hidden, mask_id)]
    log_probs = (own + own.mean(dim=1)[:, None]).log_softmax(dim=-1)
    losses = -log_probs.gather(-1, token_ids[..., None])[..., 0]
    return (losses * hidden).sum() / hidden.sum()


def leaving_in(*bugs: str) -> Callable[..., Tensor]:
    """Return the program with some of its bugs still in it."""

    def program(
        token_ids: Tensor,
        chosen: Tensor,
        special_ids: Tensor,
        mask_id: int,
        table: Tensor,
    ) -> Tensor:
        if "special" not in bugs:
            chosen = chosen & ~torch.isin(token_ids, special_ids)
        inputs = token_ids.masked_fill(chosen, mask_id)
        targets = inputs if "answers" in bugs else token_ids
        logits = table[token_ids] if "unhidden" in bugs else table[inputs]
        logits = logits + logits.mean(dim=1, keepdim=True)
        if "everywhere" in bugs:
            return F.cross_entropy(logits.flatten(0, 1), targets.flatten())
        losses = F.cross_entropy(logits[chosen], targets[chosen], reduction="sum")
        return losses / (token_ids.numel() if "mean of all" in bugs else chosen.sum())

    return program


for bugs, message in {
    (
        "special",
        "answers",
        "everywhere",
    ): "All three bugs are still there. Begin with the targets: at a hidden token "
    "the right answer is the token as it was, which `inputs` no longer holds.",
    ("special",): "Special tokens are hidden too: take [CLS] and [SEP] out of `chosen`.",
    ("answers",): "The targets are the damaged inputs: the model is asked to answer [MASK]. They must be the tokens "
    "as they were.",
    ("everywhere",): "The loss counts every position; only the hidden ones ask something. Elsewhere the model sees "
    "the answer.",
    (
        "answers",
        "everywhere",
    ): "Two bugs are left: the targets are the damaged inputs, and every position counts.",
    (
        "special",
        "everywhere",
    ): "Two bugs are left: special tokens are hidden too, and every position counts.",
    (
        "special",
        "answers",
    ): "Two bugs are left: special tokens are hidden too, and the targets are damaged inputs.",
    ("unhidden",): "The model reads the tokens that it is to guess: give it the damaged inputs.",
    ("mean of all",): "The sum over the hidden tokens is divided by the number of all tokens: divide by the hidden.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))


@exercise.property("A loss cannot be negative.")
def not_negative(loss: Tensor, case: Case) -> bool:
    return bool(loss >= 0) and bool(abs(loss - leaving_in("answers")(**case)) > 1e-6)
