"""From nats a token to bits a character."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "language_models.bits_per_character",
    title="Bits a character",
    chapter="02",
    level=1,
    minutes=5,
    hints=[
        "Two changes of unit: from nats to bits, and from tokens to characters. Which of them makes the number larger?",
        "A bit is ln 2 = 0.693 nats, so there are more bits than nats. The whole text costs loss · n_tokens.",
        "`return loss / math.log(2) * n_tokens / n_characters`",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    loss = 2 + float(torch.rand(1, generator=rng))
    return [{"loss": loss, "n_tokens": 70, "n_characters": 310}, {"loss": loss, "n_tokens": 9, "n_characters": 16}]


@exercise.solution
def my_bits_per_character(loss: float, n_tokens: int, n_characters: int) -> float:
    """Turn a mean loss in nats a token into bits a character of the same text."""
    return loss / math.log(2) * n_tokens / n_characters


@exercise.also_right
def by_log2_of_e(loss: float, n_tokens: int, n_characters: int) -> float:
    return loss * math.log2(math.e) / (n_characters / n_tokens)


@exercise.also_right
def by_the_perplexity(loss: float, n_tokens: int, n_characters: int) -> float:
    return n_tokens * math.log2(math.exp(loss)) / n_characters


@exercise.mistake("The loss is still in nats: divide by ln 2.")
def in_nats(loss: float, n_tokens: int, n_characters: int) -> float:
    return loss * n_tokens / n_characters


@exercise.mistake(
    "Nats are turned into bits the wrong way: a bit is 0.693 nats, so there are *more* bits; divide by ln 2."
)
def times_ln_2(loss: float, n_tokens: int, n_characters: int) -> float:
    return loss * math.log(2) * n_tokens / n_characters


@exercise.mistake("Tokens and characters are swapped: a character costs less than a token, as there are more of them.")
def inverted(loss: float, n_tokens: int, n_characters: int) -> float:
    return loss / math.log(2) * n_characters / n_tokens


@exercise.mistake("These are bits a *token*: multiply by the tokens, divide by the characters.")
def per_token(loss: float, n_tokens: int, n_characters: int) -> float:
    return loss / math.log(2)


@exercise.mistake("The mean loss is divided by the characters as if it were the sum: multiply by the tokens first.")
def mean_for_sum(loss: float, n_tokens: int, n_characters: int) -> float:
    return loss / math.log(2) / n_characters


@exercise.mistake("These are the bits of the whole text; divide by its characters.")
def whole_text(loss: float, n_tokens: int, n_characters: int) -> float:
    return loss / math.log(2) * n_tokens


@exercise.mistake("This takes the logarithm of the loss; the loss is a logarithm already.")
def logarithm_of_the_loss(loss: float, n_tokens: int, n_characters: int) -> float:
    return math.log2(loss) * n_tokens / n_characters


@exercise.property("A token of several characters: a character cannot cost more bits than a token.")
def less_than_a_token(output: float, case: Case) -> bool:
    return bool(output <= case["loss"] / math.log(2) + 1e-9)
