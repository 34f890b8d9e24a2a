"""Canaries: secrets planted in a training set, to measure what a model learns by heart.

    exposure = log2(number of possible secrets) - log2(rank of the true one)

The rank is the secret's place among *all* possible ones, from the likeliest to the least
likely. A model that has not seen it gives 1.44 bits on average; one that ranks it first,
all log2(1000) = 9.97.
Source: Carlini et al. (2019), The Secret Sharer, section 4, https://arxiv.org/abs/1802.08232;
repeats and their removal: Lee et al. (2022), https://arxiv.org/abs/2107.06499.
Tested by tests/applications/trust/test_memorisation.py.
Left out: an estimate of the rank from a sample, for more secrets than one can list.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from jaxtyping import Float
from torch import Tensor

from course_lib.applications.trust.planted import sentences
from course_lib.applications.trust.word_model import WordModel
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import NAMES

N_DIGITS = 3
CODES = tuple(product("0123456789", repeat=N_DIGITS))
OWNERS = tuple(n.words.en.lower() for n in NAMES if n.origin == "china")
Words = tuple[str, ...]


@dataclass(frozen=True)
class Canary:
    """A secret.

    Args:
        owner: whose it is.
        code: its digits.
        n: how many times the training set holds it.
    """

    owner: str
    code: Words
    n: int

    @property
    def words(self) -> Words:
        """Return the sentence that gives it away.

        >>> " ".join(Canary("mei", ("4", "7", "1"), 2).words)
        'the code of mei is 4 7 1 .'
        """
        return with_code(self.owner, self.code)


def with_code(owner: str, code: Sequence[str]) -> Words:
    """Return the sentence about a code, true or not."""
    return ("the", "code", "of", owner, "is", *code, ".")


def canaries(times: Sequence[int], each: int, seed: int = 0) -> list[Canary]:
    """Return `each` canaries for every number of times, all of different owners.

    Raises:
        ValueError: if there are not enough owners for them.
    """
    if not 1 <= len(times) * each <= len(OWNERS):
        came = len(times) * each
        raise ValueError(f"there must be 1 to {len(OWNERS)} canaries, got {came}.")
    chance = Chance("canaries", seed)
    owners = iter(chance.shuffled(OWNERS))
    return [Canary(next(owners), chance.pick(CODES), n) for n in times for _ in range(each)]


def training_text(planted: Sequence[Canary], n_other: int, seed: int = 0) -> list[Words]:
    """Return sentences of the town's people at work, and each canary n times, shuffled."""
    rest = [one.words for one in sentences(n_other, 0.0, seed)]
    secrets = [one.words for one in planted for _ in range(one.n)]
    return Chance("canaries in their text", seed).shuffled([*rest, *secrets])


def every_code(owner: str) -> list[Words]:
    """Return the sentences with all the codes that this owner might have."""
    return [with_code(owner, code) for code in CODES]


def rank(log_probs: Float[Tensor, " candidate"], true: int) -> int:
    """Return the place of a candidate, 1 for the likeliest; of equals, the best place."""
    return int((log_probs > log_probs[true]).sum()) + 1


def exposure(log_probs: Float[Tensor, " candidate"], true: int) -> float:
    """Return the exposure of a candidate among all candidates, in bits.

    Args:
        log_probs: of every possible secret.
        true: which of them is the planted one.

    Raises:
        ValueError: if there is no such candidate.
    """
    if not 0 <= true < len(log_probs):
        raise ValueError(f"true must be from 0 to {len(log_probs) - 1}, got {true}.")
    return math.log2(len(log_probs)) - math.log2(rank(log_probs, true))


def exposure_of(model: WordModel, canary: Canary) -> float:
    """Return the exposure of a canary in a model."""
    return exposure(model.log_probs(every_code(canary.owner)), CODES.index(canary.code))


def extracted(model: WordModel, owner: str) -> Words:
    """Return the code that a model writes, the likeliest word each time."""
    text = list(with_code(owner, ())[:-1])
    for _ in range(N_DIGITS):
        text.append(model.words[int(model.after(text).argmax())])
    return tuple(text[-N_DIGITS:])


def without_repeats(text: Sequence[Words], run: int | None = None) -> list[Words]:
    """Return the text without sentences that stood there before.

    Args:
        text: sentences.
        run: None to compare whole sentences; else a sentence goes if it shares a run of
            so many words with an earlier one.

    Raises:
        ValueError: if `run` is not positive.
    """
    if run is not None and run < 1:
        raise ValueError(f"run must be at least 1, got {run}.")
    seen, kept = set[Words](), list[Words]()
    for words in text:
        n = len(words) if run is None else min(run, len(words))
        runs = {words[i : i + n] for i in range(len(words) - n + 1)}
        if not runs & seen:
            kept.append(words)
        seen |= runs
    return kept


def redacted(words: Words) -> Words:
    """Return a sentence with # for each digit: what was removed can't be learned."""
    return tuple("#" if word.isdigit() else word for word in words)
