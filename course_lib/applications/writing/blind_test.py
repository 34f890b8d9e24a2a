"""A blind test: who wrote this text, a model or not? And what do so many right guesses mean?

Tested by tests/applications/writing/test_blind_test.py.
Left out: several judges, and how far they agree (metrics/agreement.py).
"""

import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Any

import torch
from torch import nn

from course_lib.applications.writing.ways import Way, write_by
from course_lib.checkpoints.quality import first_sentences
from course_lib.corpora.python_documents import python_documents
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.coherence import sentences
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.decoding.texts import continue_texts
from course_lib.metrics.significance import wilson_interval
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END


@dataclass(frozen=True)
class Item:
    """A text to judge; `by` is "model", or who else wrote it."""

    text: str
    by: str
    kind: str


def judgements_needed(share: float, chance: float = 0.5, most: int = 100_000) -> int:
    """Return how many judgements put chance outside the interval, at this share of hits.

    Raises:
        ValueError: if the share is chance itself, or `most` are too few.

    >>> judgements_needed(0.9), judgements_needed(0.6)
    (7, 97)
    """
    if share != chance:
        for n in range(1, most + 1):
            low, high = wilson_interval(share * n, n)
            if not low <= chance <= high:
                return n
    must = f"the share must be far enough from {chance} for {most:,} judgements"
    raise ValueError(f"{must}, got {share}.")


def story_items(
    model: nn.Module,
    tokenizer: Tokenizer,
    n: int,
    seed: int = 0,
    n_sentences: int = 4,
    **how: Any,
) -> list[Item]:
    """Return n stories by the town's teller and n by a model, each after a given opening.

    All have the same number of sentences.

    Args:
        model, tokenizer: a GPT of the town.
        n: how many of each.
        seed: of the stories.
        n_sentences: how long each is.
        how: temperature, top_k, top_p, as for `sample`.
    """
    told = [story(Town(), "en", Chance("blind", seed, k)).text for k in range(2 * n)]
    flat = [text.replace("\n", " ") for text in told]
    theirs = [first_sentences(text, n_sentences) for text in flat[:n]]
    openings = [sentences(text)[0] for text in flat[n:]]
    end, chance = tokenizer.token_to_id(END), torch.Generator().manual_seed(seed)
    given = (model, tokenizer, openings, 45 * n_sentences, end, chance)
    written = [text.replace("\n", " ") for text in continue_texts(*given, **how)]
    ours = [first_sentences(text, n_sentences) for text in written]
    return mixed(theirs, ours, "the town's program", "story", seed)


def docstring_items(
    model: nn.Module,
    tokenizer: Tokenizer,
    n: int,
    seed: int = 0,
    n_words: int = 40,
    **how: Any,
) -> list[Item]:
    """Return n pieces of Python's documents by people and n by a model, from their start on.

    The model is given the first six words, and may not stop before the others do. Only
    text that it has not learned from is taken: the last tenth.
    """
    held_out = python_documents().split()[1].split("\n\n")
    prose = [" ".join(one.split()) for one in held_out if not re.search(r"def |>>>|class ", one)]
    fitting = [one for one in prose if n_words <= len(one.split()) <= 4 * n_words]
    chosen = list(islice(Chance("docstrings", seed).shuffled(fitting), 2 * n))
    theirs = [cut(text, n_words) for text in chosen[:n]]
    openings = [" ".join(text.split()[:6]) for text in chosen[n:]]
    given = (model, tokenizer, openings, 3 * n_words, torch.Generator().manual_seed(seed))
    ours = [cut(" ".join(text.split()), n_words) for text in write_by(Way(**how), *given)]
    return mixed(theirs, ours, "a person", "documentation", seed)


def cut(text: str, n_words: int) -> str:
    """Return the first words of a text, with dots where it goes on.

    >>> cut("one two three", 2)
    'one two …'
    """
    words = text.split()
    return " ".join(words[:n_words]) + (" …" if len(words) > n_words else "")


def mixed(
    theirs: Sequence[str],
    ours: Sequence[str],
    them: str,
    kind: str,
    seed: int,
) -> list[Item]:
    """Return the texts of both in an order drawn by the seed."""
    items = [Item(text, them, kind) for text in theirs]
    items += [Item(text, "model", kind) for text in ours]
    return Chance("order", kind, seed).shuffled(items)


def as_records(items: Sequence[Item]) -> list[dict[str, str]]:
    """Return items as plain dictionaries, for a live figure's state."""
    return [asdict(one) for one in items]
