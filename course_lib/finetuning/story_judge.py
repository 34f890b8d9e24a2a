"""Judges that can be checked: of two stories, the one with fewer faults wins.

A fault is an error: a sentence that contradicts the story so far, or is false of the
town's people (course_lib/corpora/town/coherence.py). What can't be read is no error: a
story that says nothing makes none, and a model that is trained on this judge may find
that out. Or a fault is a matter of taste: that somebody speaks.
Tested by tests/finetuning/test_story_judge.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
from torch import nn

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.coherence import judged, sentences
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.decoding.texts import continue_texts
from course_lib.finetuning.preferences import Pair
from course_lib.metrics.significance import Interval, bootstrap_interval
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END

N_TOKENS = 64  # of a continuation


class Marks(NamedTuple):
    """How many statements of a story are wrong, right, and neither."""

    wrong: int
    right: int
    unread: int


def marks(text: str) -> Marks:
    """Judge a story's whole sentences; one that breaks off at the end is left out.

    >>> marks("Anna is at home. The sun shone. It rained all day. Anna w")
    Marks(wrong=1, right=2, unread=0)
    """
    ends = (".", "!", "?", '"')
    lines = []
    for line in text.split("\n"):
        lines.append(" ".join(one for one in sentences(line) if one.endswith(ends)))
    whole = "\n".join(filter(None, lines))
    said = [one.verdict for one in judged(whole, Town())] if whole else []
    wrong = sum(one in ("contradiction", "false") for one in said)
    unread = said.count("unknown")
    return Marks(wrong, len(said) - wrong - unread, unread)


def errors(text: str) -> int:
    """Return how many statements of a story are wrong."""
    return marks(text).wrong


def spoken(text: str) -> int:
    """Return how often somebody begins to speak in a story.

    >>> spoken('"Hello!" Anna said. "It is late."')
    2
    """
    return (text.count('"') + 1) // 2


def openings(n: int, first: int = 0) -> list[str]:
    """Return the first two sentences of n stories of the town."""
    found = []
    for number in range(first, first + n):
        told = story(Town(), "en", Chance("preferences", number)).text
        found.append(" ".join(sentences(told.split("\n")[0])[:2]))
    return found


def continuations(
    model: nn.Module,
    tokenizer: Tokenizer,
    prompts: Sequence[str],
    seed: int,
    temperature: float = 1.0,
) -> list[str]:
    """Return what the model adds to each opening: `N_TOKENS` tokens at most."""
    end, drawn = tokenizer.token_to_id(END), torch.Generator().manual_seed(seed)
    given = (model, tokenizer, prompts, N_TOKENS, end, drawn)
    texts = continue_texts(*given, temperature=temperature)
    return [text[len(prompt) :] for text, prompt in zip(texts, prompts, strict=True)]


def preferred_pairs(
    prompts: Sequence[str],
    first: Sequence[str],
    second: Sequence[str],
    faults: Callable[[str], int] = errors,
) -> list[Pair]:
    """Return the pairs of continuations of which one has fewer faults: it is chosen."""
    pairs = []
    for prompt, a, b in zip(prompts, first, second, strict=True):
        counted = faults(prompt + a), faults(prompt + b)
        if counted[0] != counted[1] and a and b:
            chosen, rejected = (a, b) if counted[0] < counted[1] else (b, a)
            pairs.append(Pair(prompt, chosen, rejected))
    return pairs


@dataclass(frozen=True)
class WinRate:
    """How often the first of two wins, a draw counting half; with its 95 % interval.

    Args:
        outcomes: 1 for a win, 0.5 for a draw, 0 for a loss, one a prompt.

    >>> print(WinRate((1, 1, 1, 0.5, 1, 0, 1, 1)))
    0.81 [0.56, 1.00]
    """

    outcomes: tuple[float, ...]

    @property
    def mean(self) -> float:
        return sum(self.outcomes) / len(self.outcomes)

    @property
    def interval(self) -> Interval:
        return bootstrap_interval(self.outcomes)

    def __str__(self) -> str:
        return f"{self.mean:.2f} [{self.interval.low:.2f}, {self.interval.high:.2f}]"


def win_rate(ours: Sequence[int], theirs: Sequence[int]) -> WinRate:
    """Compare the faults of two systems, prompt by prompt: fewer win.

    Raises:
        ValueError: if there are no stories, or not as many of both.
    """
    if not ours or len(ours) != len(theirs):
        came = f"{len(ours)} and {len(theirs)}"
        raise ValueError(f"there must be stories, as many of both, got {came}.")
    pairs = zip(ours, theirs, strict=True)
    return WinRate(tuple((a < b) + 0.5 * (a == b) for a, b in pairs))
