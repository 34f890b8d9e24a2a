"""Three bugs in the knobs of a sampler."""

import torch
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch


def my_distribution(logits, text, temperature, p, penalty):
    """Return the probabilities of the next token [vocab] from its logits [vocab].

    First the penalty on tokens of the text (a list of different ids), then the
    temperature, then top-p: the likeliest tokens, as few as together reach p.
    """
    logits = logits.clone()
    logits[text] = logits[text] / penalty
    probabilities = torch.softmax(logits, dim=-1) / temperature
    falling, order = probabilities.sort(descending=True)
    drop = falling.cumsum(dim=-1) > p
    probabilities[order[drop]] = 0
    return probabilities / probabilities.sum()
'''

exercise = FindTheBug(
    "text_generation.sampling_bugs",
    title="Three bugs in the knobs",
    chapter="18",
    level=3,
    minutes=20,
    hints=[
        "One bug is in each knob. Try them one at a time: with penalty 1, temperature 1 and p = 1 nothing may change.",
        "What does the penalty do to a logit of -2? What is left if the likeliest token alone has more than p?",
        "torch.where(seen > 0, seen / penalty, seen * penalty); softmax(logits / temperature); "
        "drop = falling.cumsum(dim=-1) - falling >= p",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(logits: list[float], text: list[int], temperature: float, p: float, penalty: float) -> Case:
        drawn = torch.tensor(logits) + 0.02 * torch.randn(len(logits), generator=rng)
        return {
            "logits": drawn,
            "text": text,
            "temperature": temperature,
            "p": p,
            "penalty": penalty,
        }

    return [
        case([3.0, 1.2, 0.4, -1.0, -2.0, 0.1, -0.5], [1, 3, 4], 0.7, 0.9, 1.5),
        case([4.0, 1.0, -1.0, 0.5, 0.2], [2, 3], 0.5, 0.6, 1.3),
        case([1.0, 0.8, 0.6, 0.4, 0.2, -0.2, -0.4, -0.6, -1.5], [0, 5, 6], 2.0, 0.97, 2.0),
    ]


@exercise.solution
def my_distribution(
    logits: Tensor,
    text: list[int],
    temperature: float,
    p: float,
    penalty: float,
) -> Tensor:
    """Return the probabilities of the next token after penalty, temperature and top-p."""
    logits = logits.clone()
    seen = logits[text]
    logits[text] = torch.where(seen > 0, seen / penalty, seen * penalty)
    probabilities = torch.softmax(logits / temperature, dim=-1)
    falling, order = probabilities.sort(descending=True)
    drop = falling.cumsum(dim=-1) - falling >= p
    probabilities[order[drop]] = 0
    return probabilities / probabilities.sum()


def variant(
    logits: Tensor,
    text: list[int],
    temperature: float,
    p: float,
    penalty: float,
    *,
    divides: bool = False,
    late: bool = False,
    strict: bool = False,
) -> Tensor:
    """Return the probabilities with some of the bugs left in."""
    logits = logits.clone()
    seen = logits[text]
    right = torch.where(seen > 0, seen / penalty, seen * penalty)
    logits[text] = seen / penalty if divides else right
    probabilities = torch.softmax(logits if late else logits / temperature, dim=-1)
    probabilities = probabilities / temperature if late else probabilities
    falling, order = probabilities.sort(descending=True)
    summed = falling.cumsum(dim=-1)
    drop = summed > p if strict else summed - falling >= p
    probabilities[order[drop]] = 0
    return probabilities / probabilities.sum()


@exercise.also_right
def by_the_logits(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    factor = torch.ones_like(logits)
    factor[text] = penalty
    lower = torch.where(logits > 0, logits / factor, logits * factor) / temperature
    falling, order = lower.sort(descending=True)
    shares = falling.softmax(dim=-1)
    kept = falling.masked_fill(shares.cumsum(dim=-1) - shares >= p, float("-inf"))
    return torch.empty_like(lower).scatter(0, order, kept.softmax(dim=-1))


@exercise.also_right
def by_a_loop(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    values = logits.tolist()
    for token in text:
        values[token] = values[token] / penalty if values[token] > 0 else values[token] * penalty
    shares = torch.softmax(torch.tensor(values) / temperature, dim=-1)
    kept, mass = torch.zeros_like(shares), 0.0
    for token in shares.argsort(descending=True).tolist():
        if mass >= p:
            break
        kept[token] = shares[token]
        mass += shares[token].item()
    return kept / kept.sum()


@exercise.mistake(
    "The listing still has more than one bug: begin with the penalty. To divide a negative logit makes it larger."
)
def as_printed(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    return variant(logits, text, temperature, p, penalty, divides=True, late=True, strict=True)


@exercise.mistake(
    "The penalty is right now. Two are left: the temperature belongs under the logits, and see what top-p throws away."
)
def two_left(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    return variant(logits, text, temperature, p, penalty, late=True, strict=True)


@exercise.mistake(
    "Only the penalty is left: a negative logit must be multiplied, or the token becomes likelier for having been said."
)
def divides(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    return variant(logits, text, temperature, p, penalty, divides=True)


@exercise.mistake(
    "Only the temperature is left: it divides probabilities, and the last line undoes that. Divide the logits."
)
def late(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    return variant(logits, text, temperature, p, penalty, late=True)


@exercise.mistake(
    "Only top-p is left: it drops the token with which the sum reaches p, and all tokens if the first alone has more."
)
def strict(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    return variant(logits, text, temperature, p, penalty, strict=True)


@exercise.mistake("Top-p is mended. The penalty and the temperature are not yet.")
def only_top_p(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    return variant(logits, text, temperature, p, penalty, divides=True, late=True)


@exercise.mistake("What is kept must be shared out again: the probabilities sum to less than 1.")
def not_shared(logits: Tensor, text: list[int], temperature: float, p: float, penalty: float) -> Tensor:
    result = my_distribution(logits, text, temperature, p, penalty)
    whole = variant(logits, text, temperature, 1.0, penalty)
    return whole * (result > 0)
