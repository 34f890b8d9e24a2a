"""A generator's seventh defect: an answer is taken at every position, where only the last one is new."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_newest(logits):
    """Return the most probable next word of each text, with the shape [batch 1].

    logits: [batch seq vocab]; position i scores the word that follows word i
    """
    return logits.argmax(dim=-1)
'''

exercise = FindTheBug(
    "recurrent_networks.newest_word",
    title="An answer at every position",
    chapter="05",
    level=1,
    minutes=5,
    hints=[
        "For a text of four words the model gives four answers. Which of them speaks about a word that is not there "
        "yet?",
        "Position i scores the word after word i. Positions 0, 1 and 2 guess words 1, 2 and 3, which the text has "
        "already. Take the last position, and keep an axis for the words.",
        "`logits[:, -1:].argmax(dim=-1)`: a slice keeps the axis, an index would drop it.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [{"logits": torch.randn(6, 4, 11, generator=rng)}, {"logits": torch.randn(5, 7, 13, generator=rng)}]


@exercise.solution
def my_newest(logits: Float[Tensor, "batch seq vocab"]) -> Int[Tensor, "batch 1"]:
    """Return the most probable next word of each text, with the shape [batch 1]."""
    return logits[:, -1:].argmax(dim=-1)


@exercise.also_right
def keeping_the_axis(logits: Tensor) -> Tensor:
    return logits[:, -1].argmax(dim=-1, keepdim=True)


@exercise.also_right
def all_then_the_last(logits: Tensor) -> Tensor:
    return logits.softmax(dim=-1).topk(1, dim=-1).indices[:, -1]


@exercise.mistake("These are the answers of all positions: the earlier ones guess words that the text has already.")
def all_positions(logits: Tensor) -> Tensor:
    return logits.argmax(dim=-1)


@exercise.mistake("`dim=1` runs over the positions; the words are on the last axis.")
def over_positions(logits: Tensor) -> Tensor:
    return logits.argmax(dim=1)


@exercise.mistake("This is the answer at the first position, which guesses the second word of the text.")
def first_position(logits: Tensor) -> Tensor:
    return logits[:, :1].argmax(dim=-1)


@exercise.mistake("`logits[-1]` is the last text of the batch; the last position is `logits[:, -1]`.")
def last_text(logits: Tensor) -> Tensor:
    return logits[-1].argmax(dim=-1)


@exercise.mistake("The axis of the words is gone: the shape must be [batch 1], to be joined to the text.")
def axis_gone(logits: Tensor) -> Tensor:
    return logits[:, -1].argmax(dim=-1)


@exercise.mistake("This is the highest score; asked for is the word that has it.")
def score(logits: Tensor) -> Tensor:
    return logits[:, -1:].amax(dim=-1)


@exercise.mistake("This is the answer at the last position but one: the last word of the text, guessed again.")
def one_before(logits: Tensor) -> Tensor:
    return logits[:, -2:-1].argmax(dim=-1)


@exercise.property("The word must be the one with the highest score at the last position.")
def is_the_best(newest: Tensor, case: Case) -> bool:
    return torch.equal(newest[:, 0], case["logits"][:, -1].argmax(dim=-1))
