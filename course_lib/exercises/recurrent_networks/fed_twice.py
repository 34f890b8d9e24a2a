"""A generator's sixth defect: the whole text is read again, by a model that has read it already."""

from typing import Any

import torch
from jaxtyping import Int
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug
from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM, generate

LISTING = '''
import torch


def my_generate(model, word_ids, n_words):
    """Return the texts with n_words more, each the most probable one.

    model(word_ids, state) returns logits [batch seq vocab] and the state after;
    with state None it begins anew
    """
    state = None
    for _ in range(n_words):
        logits, state = model(word_ids, state)
        newest = logits[:, -1:].argmax(dim=-1)
        word_ids = torch.cat([word_ids, newest], dim=1)
    return word_ids
'''

exercise = FindTheBug(
    "recurrent_networks.fed_twice",
    title="Read twice",
    chapter="05",
    level=2,
    minutes=10,
    hints=[
        "Write down what the model has read after the first and after the second turn of the loop, for a beginning of "
        "two words A B, and C as the first answer.",
        "After the second turn it has read A B A B C. The state already knows A B: what is new in the second turn?",
        "Keep two names: `word_ids` for the whole text, and `newest` for what the model has not read yet. `newest` "
        "begins as the whole beginning; the model is given `newest`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    model = RecurrentLM(RecurrentConfig(vocab_size=23, d_embedding=16, d_hidden=24, kind="gru"))
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.copy_(
                torch.randn(parameter.shape, generator=rng)
            )  # so that all that was read, and in what order, decides
    return [
        {"model": model, "word_ids": torch.randint(23, (7, 4), generator=rng), "n_words": 6},
        {"model": model, "word_ids": torch.randint(23, (5, 3), generator=rng), "n_words": 1},
    ]


@exercise.solution
def my_generate(model: Any, word_ids: Int[Tensor, "batch seq"], n_words: int) -> Int[Tensor, "batch longer"]:
    """Return the texts with n_words more, each the most probable one."""
    newest, state = word_ids, None
    for _ in range(n_words):
        logits, state = model(newest, state)
        newest = logits[:, -1:].argmax(dim=-1)
        word_ids = torch.cat([word_ids, newest], dim=1)
    return word_ids


@exercise.also_right
def always_anew(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    for _ in range(n_words):
        logits, _ = model(word_ids, None)
        word_ids = torch.cat([word_ids, logits[:, -1].argmax(dim=-1, keepdim=True)], dim=1)
    return word_ids


@exercise.also_right
def with_the_library(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    return generate(model, word_ids, n_words)


def continued(
    model: Any, word_ids: Tensor, n_words: int, carry: bool = True, whole: bool = False, first: int = 0
) -> Tensor:
    """Generate with or without the state carried on, all the text or the newest word read."""
    newest, state = word_ids[:, first:], None
    for _ in range(n_words):
        logits, after = model(word_ids if whole else newest, state)
        state = after if carry else None
        newest = logits[:, -1:].argmax(dim=-1)
        word_ids = torch.cat([word_ids, newest], dim=1)
    return word_ids


@exercise.mistake(
    "The whole text is fed again together with the state, which knows it already: feed the newest word only."
)
def fed_again(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    return continued(model, word_ids, n_words, whole=True)


@exercise.mistake("Only the newest word is fed, and the state is not carried on: the model has forgotten the rest.")
def forgotten(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    return continued(model, word_ids, n_words, carry=False)


@exercise.mistake("Of the beginning only the last word is read: the first call must read all of it.")
def last_of_the_beginning(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    return continued(model, word_ids, n_words, first=-1)


@exercise.mistake("The beginning is read twice: once before the loop, and again in its first turn.")
def beginning_twice(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    _, state = model(word_ids, None)
    newest = word_ids
    for _ in range(n_words):
        logits, state = model(newest, state)
        newest = logits[:, -1:].argmax(dim=-1)
        word_ids = torch.cat([word_ids, newest], dim=1)
    return word_ids


@exercise.mistake("The last word of the beginning is read twice: the first answer stands in the first call's logits.")
def last_word_twice(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    _, state = model(word_ids, None)
    newest = word_ids[:, -1:]
    for _ in range(n_words):
        logits, state = model(newest, state)
        newest = logits[:, -1:].argmax(dim=-1)
        word_ids = torch.cat([word_ids, newest], dim=1)
    return word_ids


@exercise.mistake("The beginning is missing: return the whole texts.")
def only_the_new(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    return my_generate(model, word_ids, n_words)[:, word_ids.shape[1] :]


@exercise.mistake("Only the last new word is returned, not the texts.")
def only_the_last(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    return my_generate(model, word_ids, n_words)[:, -1:]


@exercise.mistake("The new words stand before the beginning: the newest one belongs at the end.")
def in_front(model: Any, word_ids: Tensor, n_words: int) -> Tensor:
    return my_generate(model, word_ids, n_words).roll(n_words, dims=1)


@exercise.property("The texts must begin as they did.")
def begins_the_same(texts: Tensor, case: Case) -> bool:
    return torch.equal(texts[:, : case["word_ids"].shape[1]], case["word_ids"])
