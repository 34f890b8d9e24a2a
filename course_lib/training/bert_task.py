"""BERT's task: fill gaps, and tell whether the second segment follows the first.

A segment is one or two sentences, which is quick; in one batch of ten it is three to
five, so that the later positions are learned too. Devlin et al. (2019), appendix A.2, do
the same with lengths of 128 and 512.
"""

import re
from collections.abc import Iterator
from functools import partial
from itertools import islice

import torch
from torch import nn

from course_lib.objectives.masked import mask_tokens
from course_lib.objectives.next_sentence import draw_pairs
from course_lib.tokenizers.batches import batch_of, shorten
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.wordpiece import SPECIAL_TOKENS
from course_lib.training.distributed import Sums
from course_lib.training.recipe import Recipe
from course_lib.training.task import Batch, Task, cross_entropy_sum, text_of, tokenizer_of

N_HELD_OUT = 10  # batches
SHORT, LONG = (1, 2), (3, 5)  # sentences of a segment, fewest and most
N_SHORT = 9  # batches of short segments for one of long ones
Documents = list[list[list[int]]]  # of each its sentences or segments, as token ids


def bert_task(recipe: Recipe) -> Task:
    """Return the task: pairs of sentences; the last tenth of the text is held out."""
    corpus = text_of(recipe)
    training_text, held_out_text = corpus.split()
    tokenizer = tokenizer_of(recipe, [training_text], SPECIAL_TOKENS)
    learned = documents(training_text, tokenizer)
    held_out = documents(held_out_text, tokenizer)
    tests = short_and_long(held_out, recipe, tokenizer, seed=recipe.seed + 1)
    return Task(
        tokenizer,
        training_text,
        corpus.licence,
        partial(short_and_long, learned, recipe, tokenizer, recipe.seed),
        [next(tests) for _ in range(N_HELD_OUT)],
        bert_sums,
    )


def documents(text: str, tokenizer: Tokenizer) -> Documents:
    """Return the documents, which blank lines part, each cut into sentences."""
    texts = []
    for document in text.split("\n\n"):
        sentences = re.split(r"(?<=[.!?])\s+|(?<=[。！？])", document)
        encoded = [tokenizer.encode(one) for one in sentences]
        texts.append([one for one in encoded if one])
    return texts


def short_and_long(
    texts: Documents,
    recipe: Recipe,
    tokenizer: Tokenizer,
    seed: int,
) -> Iterator[Batch]:
    """Yield nine batches of short segments, then one of long ones, without end."""
    short, long = (pairs(segments(texts, *sizes, seed), recipe, tokenizer, seed) for sizes in (SHORT, LONG))
    while True:
        yield from islice(short, N_SHORT)
        yield next(long)


def segments(texts: Documents, fewest: int, most: int, seed: int) -> Documents:
    """Return the documents with `fewest` to `most` of their sentences in a segment.

    The last segment of a document may have fewer.
    """
    chance = torch.Generator().manual_seed(seed)
    joined: Documents = []
    for sentences in texts:
        found, start = [], 0
        while start < len(sentences):
            n = int(torch.randint(fewest, most + 1, (1,), generator=chance))
            found.append([one for each in sentences[start : start + n] for one in each])
            start += n
        joined.append(found)
    return joined


def pairs(
    texts: Documents,
    recipe: Recipe,
    tokenizer: Tokenizer,
    seed: int,
) -> Iterator[Batch]:
    """Yield inputs, segments, mask, tokens to predict and answers, without end."""
    chance = torch.Generator().manual_seed(seed)
    room = recipe.context_length - tokenizer.template.n_added(2)
    pad_id, mask_id = tokenizer.vocab["[PAD]"], tokenizer.vocab["[MASK]"]
    special_ids = [tokenizer.vocab[token] for token in ("[PAD]", "[CLS]", "[SEP]")]
    while True:
        drawn = draw_pairs(texts, recipe.batch_size, chance)
        both = zip(drawn.first, drawn.second, strict=True)
        fill = tokenizer.template.fill
        rows = [fill(shorten(pair, room), tokenizer.token_to_id) for pair in both]
        batch = batch_of(rows, pad_id)
        masked = mask_tokens(
            batch.token_ids,
            mask_id=mask_id,
            special_ids=special_ids,
            vocab_size=tokenizer.vocab_size,
            generator=chance,
        )
        yield masked.inputs, batch.segments, batch.mask, masked.targets, drawn.targets


def bert_sums(model: nn.Module, batch: Batch) -> Sums:
    """Return the summed losses of the hidden tokens and of the answers."""
    inputs, segments, mask, targets, answers = batch
    hidden = targets != -100
    logits = model(inputs, segments, mask, hidden)
    return [
        cross_entropy_sum(logits.tokens, targets[hidden]),
        cross_entropy_sum(logits.next_sentence, answers),
    ]
