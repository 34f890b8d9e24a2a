"""The encoder-decoder's task: read a sentence, write its translation.

A target begins with </s>, as BART's do, and ends with </s>.
"""

from collections.abc import Iterator, Sequence
from functools import partial

import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from course_lib.corpora.records import Translation
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.distributed import Sums
from course_lib.training.recipe import Recipe
from course_lib.training.task import (
    Batch,
    Task,
    corpus_of,
    cross_entropy_sum,
    tokenizer_of,
)

SPECIAL_TOKENS = ("<s>", "<pad>", "</s>")  # with BART's ids
BEGIN, PAD, END = 0, 1, 2
Pair = tuple[list[int], list[int]]  # source and target, as token ids


def translation_task(recipe: Recipe) -> Task:
    """Return the task: the data set's train to learn from, its dev held out.

    Raises:
        ValueError: if the corpus is no data set of translations.
    """
    corpus = corpus_of(recipe)
    records = getattr(corpus, "splits", {}).get("train", ())
    if not records or not isinstance(records[0], Translation):
        raise ValueError(f"corpus must be of translations, got {recipe.corpus!r}.")
    if recipe.reverse:
        records = [reversed_pair(one) for one in records]
    held_out = [reversed_pair(one) if recipe.reverse else one for one in corpus["dev"]]
    texts = [text for one in records for text in (one.source, one.target)]
    tokenizer = tokenizer_of(recipe, texts, SPECIAL_TOKENS)
    if [tokenizer.vocab[token] for token in SPECIAL_TOKENS] != [BEGIN, PAD, END]:
        raise ValueError(f"the tokenizer must begin with {', '.join(SPECIAL_TOKENS)}.")
    length = recipe.context_length
    learned = [pair_of(one, tokenizer, length) for one in records]
    tests = [pair_of(one, tokenizer, length) for one in held_out]
    n_characters = sum(len(one.target) for one in held_out)
    return Task(
        tokenizer,
        "\n".join(texts),
        corpus.licence,
        partial(batches, learned, recipe),
        [padded(tests[i : i + 64]) for i in range(0, len(tests), 64)],
        target_sums,
        sum(len(target) for _, target in tests) / n_characters,
    )


def reversed_pair(record: Translation) -> Translation:
    """Return the translation the other way round.

    >>> reversed_pair(Translation("a cat", "一只猫"))
    Translation(source='一只猫', target='a cat', credit='')
    """
    return Translation(record.target, record.source)


def pair_of(record: Translation, tokenizer: Tokenizer, context_length: int) -> Pair:
    """Return source and target, each with its end, cut to the model's length."""
    source, target = (tokenizer.encode(one) for one in (record.source, record.target))
    return [*source[: context_length - 1], END], [*target[: context_length - 1], END]


def batches(pairs: Sequence[Pair], recipe: Recipe) -> Iterator[Batch]:
    """Yield random sentences, without end."""
    chance = torch.Generator().manual_seed(recipe.seed)
    while True:
        chosen = torch.randint(len(pairs), (recipe.batch_size,), generator=chance)
        yield padded([pairs[i] for i in chosen.tolist()])


def padded(pairs: Sequence[Pair]) -> Batch:
    """Return sources, their mask, what the decoder reads, and what it is to write."""
    sources = pad_sequence([torch.tensor(one) for one, _ in pairs], True, PAD)
    inputs = pad_sequence([torch.tensor([END, *one[:-1]]) for _, one in pairs], True, PAD)
    targets = pad_sequence([torch.tensor(one) for _, one in pairs], True, -100)
    return sources, sources != PAD, inputs, targets


def target_sums(model: nn.Module, batch: Batch) -> Sums:
    """Return the summed loss of the targets' tokens, and how many they are."""
    sources, mask, inputs, targets = batch
    return [cross_entropy_sum(model(sources, inputs, mask), targets)]
