"""Filling a gap with a model that only writes on: draw many middles, keep what the end likes.

    left  [middle]  right        score of a middle: log p(right | left middle)

A model that reads to the right alone cannot see the end while it writes. But it can say
afterwards how well the end follows.
Tested by tests/applications/writing/test_fill_in.py.
Left out: models trained to fill in (chapter 08's objectives).
"""

from collections.abc import Sequence
from itertools import count
from typing import Any, NamedTuple

import torch
from torch import nn

from course_lib.applications.writing.ways import token_log_probs
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.coherence import sentences
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.decoding.texts import continue_texts
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END


class Middle(NamedTuple):
    """A sentence for the gap, and log p of what comes after it, in nats."""

    text: str
    score: float


def middles(
    model: nn.Module,
    tokenizer: Tokenizer,
    left: str,
    n: int,
    generator: torch.Generator,
    max_new_tokens: int = 40,
    **how: Any,
) -> list[str]:
    """Return up to n different sentences that the model writes after `left`."""
    end = tokenizer.token_to_id(END)
    given = (model, tokenizer, [left] * n, max_new_tokens, end, generator)
    drawn = [text[len(left) :].strip() for text in continue_texts(*given, **how)]
    first = [sentences(text.split("\n")[0])[:1] for text in drawn]
    return list(dict.fromkeys(one[0] for one in first if one and one[0][-1] in '.!?"'))


def ranked(
    model: nn.Module,
    tokenizer: Tokenizer,
    left: str,
    right: str,
    candidates: Sequence[str],
) -> list[Middle]:
    """Return the candidates, the one that the end follows best first.

    Raises:
        ValueError: if there is no candidate.
    """
    if not candidates:
        raise ValueError("there must be at least 1 candidate, got 0.")
    scored = []
    for text in candidates:
        before = f"{left} {text}"
        log_probs = token_log_probs(model, tokenizer, before, f"{before} {right}")
        scored.append(Middle(text, log_probs.sum().item()))
    return sorted(scored, key=lambda one: -one.score)


class Gap(NamedTuple):
    """A stretch of a story with one sentence taken out."""

    left: str
    middle: str
    right: str


def gaps(n: int, seed: int = 0) -> list[Gap]:
    """Return n gaps in stories of the town: four sentences, the one that is gone, and two."""
    found = list[Gap]()
    for number in count():
        told = sentences(story(Town(), "en", Chance("gap", seed, number)).text.split("\n")[0])
        if len(told) >= 9:
            found.append(Gap(" ".join(told[2:6]), told[6], " ".join(told[7:9])))
        if len(found) == n:
            return found
    raise AssertionError("count() has no end")


def place_of_the_true(
    model: nn.Module,
    tokenizer: Tokenizer,
    gap: Gap,
    n: int,
    generator: torch.Generator,
) -> tuple[int, int]:
    """Return which place the true sentence gets among those drawn, from 1, and how many there are."""
    drawn = middles(model, tokenizer, gap.left, n, generator)
    candidates = [gap.middle, *(text for text in drawn if text != gap.middle)]
    order = ranked(model, tokenizer, gap.left, gap.right, candidates)
    return [one.text for one in order].index(gap.middle) + 1, len(order)
