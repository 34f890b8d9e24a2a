"""What the desk's customers are likely to say next: an n-gram model that helps the recogniser's ear.

It counts kinds of words: a day is as likely as any other, and so is a digit. A run of seven
tokens is long enough to learn that an order number has four digits.
Sources: classes of words, Brown et al. (1992), https://aclanthology.org/J92-4003; added to the
search as in Hannun et al. (2014), https://arxiv.org/abs/1408.2873.
Tested by tests/applications/speech/test_word_order.py.
Left out: classes that are learned.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from functools import partial

from jaxtyping import Float
from torch import Tensor

from course_lib.applications.speech.commands import COLOURS, DAYS, DIGITS, Command
from course_lib.applications.speech.ctc import BLANK, prefix_beam
from course_lib.applications.speech.recogniser import Recogniser
from course_lib.corpora.town.chance import Chance
from course_lib.models.kneser_ney import KneserNey

CLASSES = {"<digit>": DIGITS, "<day>": DAYS, "<colour>": COLOURS}
KINDS = {word: name for name, words in CLASSES.items() for word in words}
END = "</s>"


class WordOrder:
    """How likely a word is after others, from commands that were drawn.

    Args:
        draw: what is said.
        n: commands to count.
        order: of the n-grams.
    """

    def __init__(self, draw: Callable[[Chance], Command], n: int = 500, order: int = 7, seed: int = 0) -> None:
        chance = Chance("word order", seed)
        tokens = [END]
        for _ in range(n):
            tokens += [*(kind(word) for word in draw(chance).words), END]
        self.ngrams = KneserNey(tokens, order)

    def log_probability(self, word: str, before: Sequence[str]) -> float:
        """Return log p(word | the words before it); "</s>" for the end. A word never seen gets log 0.0001."""
        name = kind(word)
        if name not in self.ngrams.places:
            return math.log(1e-4)
        context = [END, *(kind(one) for one in before)]
        known = [one if one in self.ngrams.places else END for one in context]
        shared = len(CLASSES[name]) if name in CLASSES else 1
        return math.log(max(self.ngrams.probability(name, known), 1e-6) / shared)


def kind(word: str) -> str:
    """Return the class of a word, or the word.

    >>> kind("seven"), kind("order")
    ('<digit>', 'order')
    """
    return KINDS.get(word, word)


def listen_with(
    model: Recogniser,
    order: WordOrder | None,
    wave: Float[Tensor, " sample"],
    weight: float = 0.5,
    bonus: float = 1.0,
    width: int = 8,
) -> list[str]:
    """Return the words that prefix beam search finds, with the help of a language model if given.

    Args:
        weight: of the language model against the ear.
        bonus: for each word, as a language model likes short texts.
    """

    def score(prefix: tuple[int, ...], label: int) -> float:
        word = END if label == BLANK else model.config.words[label - 1]
        assert order is not None
        return weight * order.log_probability(word, model.words_of(prefix)) + bonus * (label != BLANK)

    return model.words_of(prefix_beam(model.log_probs(wave), width, score if order else None, floor=-7.0))


def ear(
    model: Recogniser,
    order: WordOrder | None,
    weight: float = 0.5,
    bonus: float = 1.0,
) -> Callable[[Tensor], list[str]]:
    """Return `listen_with` as a function of the sound alone."""
    return partial(listen_with, model, order, weight=weight, bonus=bonus)
