"""Turns of a talk, translated with the turns before them, or without; scored on the pronoun.

The source holds the turns before, then the turn itself, a line each; the target is the
turn's translation alone (Tiedemann and Scherrer 2017, https://aclanthology.org/W17-4811,
call it 2-to-1; more turns work the same way).
Tested by tests/applications/translation/test_context.py.
Left out: an encoder of its own for the context; the translations of the turns before.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import torch

from course_lib.applications.translation.small import Batch, learn, small_model, tokenizer_for
from course_lib.applications.translation.translator import Translator
from course_lib.corpora.records import Translation
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.small_talk import Turn, small_talk
from course_lib.corpora.town.people import Town
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.translation_task import padded, pair_of

CONTEXT_LENGTH = 48
PRONOUN = re.compile(r"\b(I|you|he|she)\b", re.IGNORECASE)


class Asked(NamedTuple):
    """A turn to translate, with what was said before it."""

    before: tuple[Turn, ...]
    turn: Turn

    def source(self, n_before: int) -> str:
        """Return the last `n_before` turns and the turn itself, a line each."""
        seen = self.before[len(self.before) - min(n_before, len(self.before)) :]
        return "\n".join(one.chinese for one in (*seen, self.turn))


def talks(n: int, seed: str = "train", town: Town | None = None) -> list[Asked]:
    """Return all turns of n talks. Seeds that differ give other talks.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be positive, got {n}.")
    town, found = town or Town(), []
    for number in range(n):
        turns = small_talk(town, Chance("small talk", seed, number))
        found += [Asked(tuple(turns[:i]), turn) for i, turn in enumerate(turns)]
    return found


def pronoun_in(english: str) -> str | None:
    """Return the first pronoun of a sentence; None if there is none.

    >>> pronoun_in("She is in the garden."), pronoun_in("Where is Martha?")
    ('she', None)
    """
    found = PRONOUN.search(english)
    if found is None:
        return None
    word = found[1].lower()
    return "I" if word == "i" else word


def pronoun_accuracy(translations: Sequence[str], asked: Sequence[Asked]) -> float:
    """Return the share of right pronouns among the turns that drop theirs in Chinese.

    Raises:
        ValueError: if there are not as many of both, or no turn drops a pronoun.
    """
    pairs = [(t, a) for t, a in zip(translations, asked, strict=True) if a.turn.dropped]
    if not pairs:
        raise ValueError(f"some turn must drop its pronoun, got none in {len(asked)}.")
    return sum(pronoun_in(text) == one.turn.who for text, one in pairs) / len(pairs)


def talk_translator(learned: Sequence[Asked], n_steps: int, seed: int = 0, most: int = 3, **sizes: Any) -> Translator:
    """Return a small translator of turns, trained with 0 to `most` turns before them.

    How many it sees is drawn anew each time, so that one model can do both.

    Args:
        learned: the turns of the training talks.
        n_steps: of 32 turns each.
        seed: of the weights and of the batches.
        most: turns of context at most.
        sizes: of the model, see small.py.
    """
    pairs = [Translation(one.turn.chinese, one.turn.english) for one in learned]
    tokenizer = tokenizer_for(pairs, 700)
    model = small_model(tokenizer, seed, CONTEXT_LENGTH, **sizes)
    learn(model, context_batches(learned, tokenizer, seed, most), n_steps)
    return Translator(model.eval(), tokenizer, max_new_tokens=16)


def context_batches(learned: Sequence[Asked], tokenizer: Tokenizer, seed: int, most: int) -> Iterator[Batch]:
    """Yield batches of 32 turns, each with some turns before it, without end."""
    chance = torch.Generator().manual_seed(seed)
    while True:
        rows = torch.randint(len(learned), (32,), generator=chance).tolist()
        amounts = torch.randint(most + 1, (32,), generator=chance).tolist()
        pairs = [Translation(learned[i].source(n), learned[i].turn.english) for i, n in zip(rows, amounts, strict=True)]
        yield padded([pair_of(one, tokenizer, CONTEXT_LENGTH) for one in pairs])
