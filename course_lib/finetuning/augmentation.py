"""Augmentation: more texts with the labels that one has.

| | what changes | keeps the label if … |
|---|---|---|
| `drop_words` | some words go | no dropped word decides it ("not") |
| `swap_words` | pairs of words change places | their order does not decide it |
| `swap_entities` | one name becomes another | the kind is asked, not which |
| `drop_unmarked` | words go that no entity holds | the rest still shows what they are |

Source: Wei and Zou (2019), "EDA", section 2, https://arxiv.org/abs/1901.11196, for words;
names: Dai and Adel (2020), section 3, https://arxiv.org/abs/2010.11683.
Tested by tests/finetuning/test_augmentation.py.
Left out: synonyms from WordNet, and translating there and back, which needs two more
models.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import TypeVar

from course_lib.corpora.annotations import Tagged
from course_lib.metrics.spans import entities

Record = TypeVar("Record")


def drop_words(text: str, rate: float, random: Random) -> str:
    """Return the text without some of its words; one at least stays.

    Args:
        rate: how likely each word is to go.

    Raises:
        ValueError: if the rate is not at least 0 and below 1.

    >>> drop_words("The room was spacious and quiet.", 0.3, Random(3))
    'room was spacious and'
    """
    check_rate(rate)
    words = text.split()
    kept = [word for word in words if random.random() >= rate]
    return " ".join(kept) or (random.choice(words) if words else text)


def swap_words(text: str, n: int, random: Random) -> str:
    """Return the text after n pairs of its words have changed places.

    Raises:
        ValueError: if n is negative.
    """
    if n < 0:
        raise ValueError(f"n must be at least 0, got {n}.")
    words = text.split()
    for _ in range(n if len(words) > 1 else 0):
        i, j = random.sample(range(len(words)), 2)
        words[i], words[j] = words[j], words[i]
    return " ".join(words)


def fillers(sentences: Sequence[Tagged]) -> dict[str, list[tuple[str, ...]]]:
    """Return the entities of each kind: {"PERSON": [("Anna",), ...], ...}."""
    found: dict[str, dict[tuple[str, ...], None]] = defaultdict(dict)
    for one in sentences:
        for start, end, label in entities(one.tags):
            found[label][one.tokens[start:end]] = None
    return {label: list(words) for label, words in found.items()}


def swap_entities(
    sentence: Tagged,
    fill: Mapping[str, Sequence[tuple[str, ...]]],
    random: Random,
) -> Tagged:
    """Return the sentence with another entity of the same kind in each one's place.

    What stands there twice gets one new name, and no two things get the same.

    Args:
        fill: what may stand for each kind, as `fillers` returns it.
    """
    chosen: dict[tuple[str, ...], tuple[str, ...]] = {}
    tokens, tags, end = list[str](), list[str](), 0
    for start, stop, label in entities(sentence.tags):
        old = sentence.tokens[start:stop]
        if old not in chosen:
            free = [one for one in fill.get(label, []) if one not in chosen.values()]
            chosen[old] = random.choice(free or [old])
        new = chosen[old]
        tokens += [*sentence.tokens[end:start], *new]
        tags += [*sentence.tags[end:start], f"B-{label}", *[f"I-{label}"] * (len(new) - 1)]
        end = stop
    return Tagged((*tokens, *sentence.tokens[end:]), (*tags, *sentence.tags[end:]))


def drop_unmarked(sentence: Tagged, rate: float, random: Random) -> Tagged:
    """Return the sentence without some of the words that are no part of an entity.

    Raises:
        ValueError: if the rate is not at least 0 and below 1.
    """
    check_rate(rate)
    pairs = list(zip(sentence.tokens, sentence.tags, strict=True))
    kept = [pair for pair in pairs if pair[1] != "O" or random.random() >= rate]
    tokens, tags = zip(*(kept or pairs), strict=True)
    return Tagged(tokens, tags)


def with_copies(
    records: Sequence[Record],
    change: Callable[[Record, Random], Record],
    n_copies: int,
    seed: int = 0,
) -> list[Record]:
    """Return the records, and n changed copies of each.

    Raises:
        ValueError: if n is negative.
    """
    if n_copies < 0:
        raise ValueError(f"n_copies must be at least 0, got {n_copies}.")
    random = Random(seed)
    return [*records, *(change(one, random) for _ in range(n_copies) for one in records)]


def check_rate(rate: float) -> None:
    if not 0 <= rate < 1:
        raise ValueError(f"rate must be at least 0 and below 1, got {rate}.")
