"""A little French: English sentences of a handful of words, with their exact translations.

Two things make it more than a swap of word for word. French puts these adjectives after
the noun. And its article, le or la, depends on the noun, which comes later:

    the calm dog sees the lamp      le chien calme voit la lampe

Left out: words that change their endings, plurals, articles shortened before a vowel.
"""

from collections.abc import Iterator
from typing import NamedTuple

import torch
from jaxtyping import Bool, Int
from torch import Tensor

MASCULINE = {
    "dog": "chien",
    "cat": "chat",
    "coat": "manteau",
    "book": "livre",
    "bread": "pain",
}
FEMININE = {
    "door": "porte",
    "cup": "tasse",
    "lamp": "lampe",
    "car": "voiture",
    "key": "clef",
}
ADJECTIVES = {
    "red": "rouge",
    "yellow": "jaune",
    "calm": "calme",
    "sad": "triste",
    "fast": "rapide",
    "clean": "propre",
}
VERBS = {
    "sees": "voit",
    "wants": "veut",
    "finds": "trouve",
    "hides": "cache",
    "sells": "vend",
    "likes": "aime",
}
NOUNS = MASCULINE | FEMININE
ENGLISH = ["the", *NOUNS, *ADJECTIVES, *VERBS]
FRENCH = ["le", "la", *NOUNS.values(), *ADJECTIVES.values(), *VERBS.values()]
PADDING, BEGIN, END = 0, 1, 2
VOCABULARY = ["<padding>", "<begin>", "<end>", *ENGLISH, *FRENCH]
IDS = {word: token_id for token_id, word in enumerate(VOCABULARY)}


class Translations(NamedTuple):
    """A batch: English to read, French to continue, and what comes next in it.

    `source` and `target` are padded at the right; `mask` is True at the real tokens of
    the source. `next_words` is the target moved on by one token, with -100 at padding.
    """

    source: Int[Tensor, "batch source"]
    mask: Bool[Tensor, "batch source"]
    target: Int[Tensor, "batch seq"]
    next_words: Int[Tensor, "batch seq"]


def translate(english: str) -> str:
    """Return the French of a sentence of this little language.

    Raises:
        ValueError: if a word is unknown, or an article has no noun.

    >>> translate("the calm dog sees the lamp")
    'le chien calme voit la lampe'
    """
    words, french = english.split(), []
    if unknown := [word for word in words if word not in ENGLISH]:
        raise ValueError(f"words must be among {ENGLISH}, got {unknown[0]!r}.")
    while words:
        word = words.pop(0)
        if word in VERBS:
            french.append(VERBS[word])
            continue
        adjectives = []
        while words and words[0] in ADJECTIVES:
            adjectives.append(ADJECTIVES[words.pop(0)])
        if word != "the" or not words or words[0] not in NOUNS:
            must = "adjectives and nouns must stand as in 'the red coat'"
            raise ValueError(f"{must}, got {english!r}.")
        noun = words.pop(0)
        french += ["le" if noun in MASCULINE else "la", NOUNS[noun], *adjectives]
    return " ".join(french)


def sentence(generator: torch.Generator, n_adjectives: int | None = None) -> str:
    """Return a sentence drawn at random: someone does something to something.

    Args:
        generator: where the words are drawn.
        n_adjectives: before each of the two nouns; None draws 0 to 2.
    """

    def one_of(words: dict[str, str]) -> str:
        return list(words)[int(torch.randint(len(words), (), generator=generator))]

    def phrase() -> list[str]:
        drawn = int(torch.randint(3, (), generator=generator))
        n = drawn if n_adjectives is None else n_adjectives
        return ["the", *(one_of(ADJECTIVES) for _ in range(n)), one_of(NOUNS)]

    return " ".join([*phrase(), one_of(VERBS), *phrase()])


def encode(sentences: list[str]) -> tuple[Tensor, Tensor]:
    """Return ids, padded at the right, and a mask that is True at the real tokens."""
    rows = [torch.tensor([IDS[word] for word in one.split()]) for one in sentences]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)
    return ids, ids != PADDING


def as_batch(english: list[str]) -> Translations:
    """Return these sentences and their translations as a batch."""
    source, mask = encode(english)
    whole, is_real = encode([f"<begin> {translate(one)} <end>" for one in english])
    target = whole[:, :-1].masked_fill(whole[:, :-1] == END, PADDING)
    return Translations(source, mask, target, whole[:, 1:].masked_fill(~is_real[:, 1:], -100))


def translation_batches(batch_size: int, generator: torch.Generator) -> Iterator[Translations]:
    """Yield batches of random sentences without end.

    Raises:
        ValueError: if `batch_size` is not positive.
    """
    if batch_size < 1:
        raise ValueError(f"batch_size must be at least 1, got {batch_size}.")
    while True:
        yield as_batch([sentence(generator) for _ in range(batch_size)])
