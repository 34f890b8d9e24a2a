"""Edits of a text that keep what it wants of the reader, and fool a classifier.

| attack | what changes | does a reader notice? |
|---|---|---|
| `misspelt` | two inner letters change places | hardly |
| `look_alikes` | a letter becomes one of another alphabet | no |
| `synonyms` | another word of the same meaning | no |
| `good_words` | sentences of honest letters are put below | yes, and does not mind |

The words to edit are those whose removal moves the label's probability most.
Sources: Gao et al. (2018), DeepWordBug, https://arxiv.org/abs/1801.04354, for the letters;
Jin et al. (2020), TextFooler, https://arxiv.org/abs/1907.11932, for the choice of words
and the synonyms; Lowd and Meek (2005), "Good word attacks on statistical spam filters",
CEAS, for the last. Tested by tests/applications/trust/test_attacks.py.
Left out: edits chosen by gradients; a check of grammar.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Protocol

from jaxtyping import Float
from torch import Tensor

WORD = re.compile(r"[^\W\d_]+")
LOOK_ALIKES = {
    "a": "а",
    "e": "е",
    "o": "о",
    "p": "р",
    "c": "с",
    "x": "х",
    "y": "у",
    "i": "і",
}
SYNONYMS = {
    **{
        "pay": "settle",
        "money": "cash",
        "send": "mail",
        "bank": "lender",
        "free": "gratis",
    },
    **{"prize": "award", "won": "gained", "winner": "victor", "account": "file"},
    **{"password": "passcode", "today": "now", "soon": "shortly", "urgent": "pressing"},
    **{"friend": "pal", "loan": "credit", "approved": "granted", "fee": "charge"},
    **{
        "notes": "banknotes",
        "luck": "fortune",
        "copy": "duplicate",
        "copies": "duplicates",
    },
    **{"cure": "remedy", "doctors": "physicians", "doctor": "physician", "help": "aid"},
    **{"tell": "inform", "nobody": "nobody else", "bill": "invoice", "card": "plastic"},
    **{"put": "place", "leave": "deposit", "address": "whereabouts", "parcel": "package"},
    **{
        "lost": "mislaid",
        "behind": "at the back of",
        "letter": "note",
        "number": "figure",
    },
}
GOOD_WORDS = (
    "I am sorry that I have been so slow, I will collect the coat on Friday.",
    "How kind he was when I paid for the telescope!",
    "If there is any mistake in the price, then I made it.",
)
Attack = Callable[[str, Sequence[str], Random], str]


class Classifier(Protocol):
    """What gives a text a label: a bag of words, a fine-tuned network."""

    def predict(self, texts: Sequence[str]) -> list[str]: ...


class Scorer(Protocol):
    """A classifier that says how sure it is."""

    @property
    def labels(self) -> tuple[str, ...]: ...

    def probabilities(self, texts: Sequence[str]) -> Float[Tensor, "text label"]: ...


def telling_words(program: Scorer, text: str, label: str, k: int) -> list[str]:
    """Return the k words without which a label is least likely, the most telling first.

    Raises:
        ValueError: if `k` is not positive, or the program does not know the label.
    """
    if k < 1 or label not in program.labels:
        must = f"k must be positive and the label one of {', '.join(program.labels)}"
        raise ValueError(f"{must}, got {k} and {label!r}.")
    words = list(dict.fromkeys(WORD.findall(text)))
    if not words:
        return []
    without = [re.sub(rf"\b{re.escape(word)}\b", "", text) for word in words]
    left = program.probabilities(without)[:, program.labels.index(label)].tolist()
    order = sorted(range(len(words)), key=lambda i: (left[i], i))
    return [words[i] for i in order[:k]]


def replaced(text: str, words: Sequence[str], edit: Callable[[str], str]) -> str:
    """Return the text with each of the words edited, wherever it stands."""
    for word in words:
        text = re.sub(rf"\b{re.escape(word)}\b", lambda found: edit(found[0]), text)
    return text


def misspelt(text: str, words: Sequence[str], random: Random) -> str:
    """Let two neighbouring letters change places in each word; first and last stay.

    >>> misspelt("Send money!", ["money"], Random(0))
    'Send moeny!'
    """

    def edit(word: str) -> str:
        places = [i for i in range(1, len(word) - 2) if word[i] != word[i + 1]]
        if not places:
            return word + word[-1]
        i = places[random.randrange(len(places))]
        return word[:i] + word[i + 1] + word[i] + word[i + 2 :]

    return replaced(text, words, edit)


def look_alikes(text: str, words: Sequence[str], random: Random) -> str:
    """Put a Cyrillic letter in the place of one that looks like it, once in each word."""

    def edit(word: str) -> str:
        places = [i for i, letter in enumerate(word) if letter in LOOK_ALIKES]
        if not places:
            return word
        i = places[random.randrange(len(places))]
        return word[:i] + LOOK_ALIKES[word[i]] + word[i + 1 :]

    return replaced(text, words, edit)


def synonyms(text: str, words: Sequence[str], random: Random) -> str:
    """Put another word of the same meaning, for those that the table holds.

    >>> synonyms("Send money!", ["Send", "money"], Random(0))
    'Mail cash!'
    """

    def edit(word: str) -> str:
        other = SYNONYMS.get(word.lower(), word)
        return other.capitalize() if word[:1].isupper() and other != word else other

    return replaced(text, words, edit)


def good_words(text: str, words: Sequence[str], random: Random) -> str:
    """Put an honest sentence below for each word that might have been edited, up to three."""
    return " ".join([text, *GOOD_WORDS[: len(words)]])


ATTACKS: Mapping[str, Attack] = {
    "misspelt": misspelt,
    "look-alikes": look_alikes,
    "synonyms": synonyms,
    "good words": good_words,
}


def attacked(
    program: Scorer,
    texts: Sequence[str],
    label: str,
    attack: Attack,
    k: int = 3,
    seed: int = 0,
) -> list[str]:
    """Return the texts, each edited at the k words that tell the program most.

    The attacker's program need not be the one under attack.
    """
    random = Random(seed)
    return [attack(text, telling_words(program, text, label, k), random) for text in texts]


def caught(program: Classifier, texts: Sequence[str], label: str) -> float:
    """Return the share of texts that get the label.

    Raises:
        ValueError: if there are no texts.
    """
    if not texts:
        raise ValueError("there must be a text, got 0.")
    return sum(guess == label for guess in program.predict(texts)) / len(texts)
