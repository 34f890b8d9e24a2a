"""GPT's and LLaMA's task: predict each token of a text from those before it.

With `document_ends`, the blank lines between documents become a token, so that a model
learns when to stop.
"""

from collections.abc import Iterator
from functools import partial

import torch
from jaxtyping import Int
from torch import Tensor, nn

from course_lib.objectives.causal import causal_batches
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.distributed import Sums
from course_lib.training.recipe import Recipe
from course_lib.training.task import Batch, Task, cross_entropy_sum, text_of, tokenizer_of

END = "<|endoftext|>"


def causal_task(recipe: Recipe) -> Task:
    """Return the task: random windows of the text; its last tenth is held out.

    Raises:
        ValueError: if the held-out text does not fill a window.
    """
    corpus = text_of(recipe)
    training_text, held_out_text = corpus.split()
    ends = recipe.document_ends
    learned, held_out = (documents(one, ends) for one in (training_text, held_out_text))
    tokenizer = tokenizer_of(recipe, learned, (END,) if ends else ())
    held_out_ids = encoded(held_out, tokenizer, ends)
    return Task(
        tokenizer,
        training_text,
        corpus.licence,
        partial(windows, encoded(learned, tokenizer, ends), recipe),
        held_out_windows(held_out_ids, recipe.context_length),
        next_token_sums,
        len(held_out_ids) / len(held_out_text),
    )


def documents(text: str, cut: bool) -> list[str]:
    """Return the documents, which blank lines part; or the text as one."""
    return text.split("\n\n") if cut else [text]


def encoded(
    texts: list[str],
    tokenizer: Tokenizer,
    ends: bool,
) -> Int[Tensor, " text"]:
    """Return the ids of all texts in a row, each with its end if it is to have one."""
    end = [tokenizer.token_to_id(END)] if ends else []
    return torch.tensor([one for text in texts for one in [*tokenizer.encode(text), *end]])


def windows(token_ids: Int[Tensor, " text"], recipe: Recipe) -> Iterator[Batch]:
    """Yield the batches of all processes, by the recipe's seed."""
    chance = torch.Generator().manual_seed(recipe.seed)
    return causal_batches(token_ids, recipe.context_length, recipe.batch_size, chance)


def held_out_windows(token_ids: Int[Tensor, " text"], context_length: int) -> list[Batch]:
    """Return the text cut into windows, 64 a batch, each token a target once."""
    if len(token_ids) <= context_length:
        raise ValueError(
            "the held-out text must have more tokens than context_length = "
            f"{context_length}, got {len(token_ids)}: take more text."
        )
    inputs = token_ids[:-1].unfold(0, context_length, context_length)
    targets = token_ids[1:].unfold(0, context_length, context_length)
    return list(zip(inputs.split(64), targets.split(64), strict=True))


def next_token_sums(model: nn.Module, batch: Batch) -> Sums:
    """Return the summed loss of the next tokens, and how many they are."""
    inputs, targets = batch
    return [cross_entropy_sum(model(inputs), targets)]
