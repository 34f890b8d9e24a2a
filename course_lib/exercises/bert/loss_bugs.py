"""Four bugs in the loss that BERT is pretrained with."""

from collections.abc import Callable

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch.nn.functional as F


def my_loss(hidden, targets, answers, token_weight, answer_weight):
    """Return BERT's loss: mean over the hidden words, plus mean over the answers.

    hidden: [batch seq d_model], from the encoder; [CLS] comes first, padding last
    targets: [batch seq], the true token where one is to be predicted, else -100
    answers: [batch], 0 if the second sentence follows, 1 if it does not
    token_weight: [vocab d_model], answer_weight: [2 d_model]
    """
    token_logits = hidden @ token_weight.T
    token_loss = F.cross_entropy(
        token_logits.flatten(0, 1), targets.clamp(min=0).flatten()
    )
    answer_logits = hidden.mean(dim=1) @ answer_weight.T
    answer_loss = F.cross_entropy(answer_logits.softmax(dim=-1), answers)
    return token_loss + answer_loss / len(answers)
'''

exercise = FindTheBug(
    "bert.loss_bugs",
    title="Four bugs in the loss",
    chapter="09",
    level=3,
    minutes=15,
    hints=[
        "The program runs, and the loss falls. Ask of each line what it counts: which "
        "tokens, which vector, which scores, and divided by what.",
        "What becomes of a target of -100, and what does `F.cross_entropy` do with one by "
        "itself? Which token answers for the pair? What does `F.cross_entropy` take, and "
        "of what is its result the mean?",
        "Leave the targets as they are; read `hidden[:, 0]`; give the logits to "
        "`F.cross_entropy` without a softmax; do not divide again.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    cases = []
    for batch, n_tokens in ((4, 7), (3, 5)):
        targets = torch.randint(9, (batch, n_tokens), generator=rng)
        targets[:, 0], targets[:, 3:] = -100, -100
        cases.append(
            {
                "hidden": torch.randn(batch, n_tokens, 6, generator=rng),
                "targets": targets,
                "answers": torch.arange(batch) % 2,
                "token_weight": torch.randn(9, 6, generator=rng),
                "answer_weight": torch.randn(2, 6, generator=rng),
            }
        )
    return cases


@exercise.solution
def my_loss(
    hidden: Tensor,
    targets: Tensor,
    answers: Tensor,
    token_weight: Tensor,
    answer_weight: Tensor,
) -> Tensor:
    """Return BERT's loss: mean over the hidden words, plus mean over the answers."""
    token_logits = hidden @ token_weight.T
    token_loss = F.cross_entropy(token_logits.flatten(0, 1), targets.flatten())
    answer_logits = hidden[:, 0] @ answer_weight.T
    return token_loss + F.cross_entropy(answer_logits, answers)


@exercise.also_right
def chosen_only(
    hidden: Tensor,
    targets: Tensor,
    answers: Tensor,
    token_weight: Tensor,
    answer_weight: Tensor,
) -> Tensor:
    chosen = targets >= 0
    tokens = F.cross_entropy(hidden[chosen] @ token_weight.T, targets[chosen])
    return tokens + F.cross_entropy(hidden[:, 0] @ answer_weight.T, answers)


@exercise.also_right
def by_hand(
    hidden: Tensor,
    targets: Tensor,
    answers: Tensor,
    token_weight: Tensor,
    answer_weight: Tensor,
) -> Tensor:
    chosen = targets != -100
    log_p = (hidden[chosen] @ token_weight.T).log_softmax(dim=-1)
    tokens = -log_p.gather(1, targets[chosen][:, None]).mean()
    log_p = (hidden[:, 0] @ answer_weight.T).log_softmax(dim=-1)
    return tokens - log_p.gather(1, answers[:, None]).mean()


def leaving_in(*bugs: str) -> Callable[..., Tensor]:
    """Return the program with some of its bugs, or mended in a wrong way."""

    def program(
        hidden: Tensor,
        targets: Tensor,
        answers: Tensor,
        token_weight: Tensor,
        answer_weight: Tensor,
    ) -> Tensor:
        if "all tokens" in bugs:
            targets = targets.clamp(min=0)
        token_logits = (hidden @ token_weight.T).flatten(0, 1)
        token_loss = F.cross_entropy(token_logits, targets.flatten())
        pooled = hidden.mean(dim=1) if "mean" in bugs else hidden[:, 0]
        logits = pooled @ answer_weight.T
        if "softmax" in bugs:
            logits = logits.softmax(dim=-1)
        answer_loss = F.cross_entropy(logits, answers)
        if "divided" in bugs:
            answer_loss = answer_loss / len(answers)
        return token_loss if "no answers" in bugs else token_loss + answer_loss

    return program


for bugs, message in {
    ("all tokens", "mean", "softmax", "divided"): "All four bugs are still there: which "
    "tokens count, which vector answers, what cross-entropy takes, and what it divides by.",
    ("all tokens",): "Every token counts, as if token 0 were wanted wherever the target is "
    "-100; `F.cross_entropy` passes over -100 by itself.",
    ("mean",): "The answer is read from the mean over all tokens, padding too; read it from [CLS], `hidden[:, 0]`.",
    ("softmax",): "`F.cross_entropy` takes logits and does the softmax itself: here it is done twice.",
    ("divided",): "The loss of the answers is a mean already; divided once more, it counts "
    "the less the larger the batch.",
    ("no answers",): "The loss of the answers is gone.",
    ("all tokens", "mean"): "Two bugs are left: which tokens count, and which vector answers.",
    ("softmax", "divided"): "Two bugs are left in the loss of the answers: its softmax, and its division.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
