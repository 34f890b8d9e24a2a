"""How often is the model's first guess right, where it had to guess?"""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "bert.masked_accuracy",
    title="Accuracy where it counts",
    chapter="09",
    level=1,
    minutes=8,
    hints=[
        "The guess is the token with the highest score. At which places is there anything to compare it with?",
        "`targets != -100` is True where a token is to be predicted. Index both guesses and "
        "targets with it, then compare.",
        "`chosen = targets != -100`, then `(logits.argmax(dim=-1) == targets)[chosen].float().mean()`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [draw((2, 9), [1, 2], rng), draw((3, 7), [1, 0, 4], rng)]


@exercise.solution
def my_masked_accuracy(
    logits: Float[Tensor, "batch seq vocab"],
    targets: Int[Tensor, "batch seq"],
) -> float:
    """Return the share of right first guesses among the tokens to be predicted.

    `targets` holds the true token where one is to be predicted, and -100 elsewhere.
    """
    chosen = targets != -100
    guesses = logits.argmax(dim=-1)
    return (guesses == targets)[chosen].float().mean().item()


def draw(shape: tuple[int, int], n_right: list[int], rng: torch.Generator) -> Case:
    """Return guesses of which so many are right in each row, where 3, 4, … are asked for.

    Token 0 is asked for twice in the first row, and guessed once: it is a token like any
    other. There are as many tokens in the vocabulary as in a row: a wrong axis raises
    nothing.
    """
    logits = torch.randn(*shape, shape[1], generator=rng)
    guesses = torch.randint(1, shape[1], shape, generator=rng)
    guesses[0, 0] = 0
    targets = torch.full(shape, -100)
    for row, right in enumerate(n_right):
        n_asked = 3 + row
        wrong = (guesses[row] + 1).remainder(shape[1])
        targets[row, :n_asked] = torch.where(torch.arange(n_asked) < right, guesses[row, :n_asked], wrong[:n_asked])
    guesses[0, 2], targets[0, 2] = 1, 0
    logits.scatter_(2, guesses[..., None], 9.0)
    return {"logits": logits, "targets": targets}


@exercise.also_right
def by_counting(logits: Tensor, targets: Tensor) -> float:
    n_right = (logits.argmax(dim=-1) == targets).sum().item()
    return n_right / (targets >= 0).sum().item()


@exercise.also_right
def by_loops(logits: Tensor, targets: Tensor) -> float:
    right = []
    for scores, row in zip(logits, targets.tolist(), strict=True):
        for place, target in enumerate(row):
            if target != -100:
                right.append(int(scores[place].argmax()) == target)
    return sum(right) / len(right)


@exercise.mistake("You divide by all tokens; most of them are not to be predicted (target -100).")
def over_all(logits: Tensor, targets: Tensor) -> float:
    return (logits.argmax(dim=-1) == targets).float().mean().item()


@exercise.mistake("Token 0 is left out: the test for a token to be predicted is `targets != -100`.")
def without_token_0(logits: Tensor, targets: Tensor) -> float:
    chosen = targets > 0
    return (logits.argmax(dim=-1) == targets)[chosen].float().mean().item()


@exercise.mistake(
    "This is the mean of each sequence's accuracy; every token counts alike, also where "
    "one sequence has more to predict than another."
)
def mean_of_rows(logits: Tensor, targets: Tensor) -> float:
    right = (logits.argmax(dim=-1) == targets).sum(dim=1)
    return (right / (targets != -100).sum(dim=1)).mean().item()


@exercise.mistake("This is the number of right guesses; divide it by how many there are.")
def number(logits: Tensor, targets: Tensor) -> float:
    return float((logits.argmax(dim=-1) == targets).sum())


@exercise.mistake("This is the share of wrong guesses.")
def error_rate(logits: Tensor, targets: Tensor) -> float:
    return 1 - my_masked_accuracy(logits, targets)


@exercise.mistake("This is in percent; asked for is a share, between 0 and 1.")
def percent(logits: Tensor, targets: Tensor) -> float:
    return 100 * my_masked_accuracy(logits, targets)


@exercise.mistake("The guess is taken along the tokens; the vocabulary is the last axis.")
def wrong_axis(logits: Tensor, targets: Tensor) -> float:
    chosen = targets != -100
    return (logits.argmax(dim=1) == targets)[chosen].float().mean().item()


@exercise.mistake("You divide by the number of sequences; divide by the tokens to predict.")
def by_sequences(logits: Tensor, targets: Tensor) -> float:
    return float((logits.argmax(dim=-1) == targets).sum()) / len(targets)


@exercise.property("A share lies between 0 and 1.")
def is_a_share(accuracy: float, case: Case) -> bool:
    return bool(0 <= accuracy <= 1)
