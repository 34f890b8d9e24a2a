"""Counterfactual sentences: the same of a person of the other sex, made by rules.

| rule | her | his | names |
|---|---|---|---|
| `swap_words` | his | her | stay |
| `swap_pronouns` | his or him, by what follows | her or hers | stay |
| `swap_people` | as above | as above | each has a partner |

Source: Lu et al. (2020), "Gender bias in neural natural language processing",
https://arxiv.org/abs/1807.11714, for the augmentation; Maudslay et al. (2019),
https://arxiv.org/abs/1909.00871, for pairs of names.
`planted.Sentence.other` is the truth that they are held to, by
tests/applications/trust/test_swapping.py.
Left out: a tagger, that would tell nouns in any sentence; other languages.
"""

from collections.abc import Sequence

from course_lib.applications.trust.planted import MEN_NAMES, WOMEN_NAMES

Words = tuple[str, ...]
EITHER_WAY = {"she": "he", "herself": "himself"}
PLAIN = EITHER_WAY | {b: a for a, b in EITHER_WAY.items()}
PLAIN |= {"her": "his", "his": "her", "him": "her", "hers": "his"}
PARTNERS = dict(zip((*WOMEN_NAMES, *MEN_NAMES), (*MEN_NAMES, *WOMEN_NAMES), strict=True))
NO_NOUN = {
    ".",
    ",",
    "and",
    "or",
    "a",
    "the",
    "to",
}  # what follows a pronoun that stands alone


def swap_words(words: Sequence[str]) -> Words:
    """Look each word up: "her" always becomes "his".

    >>> swap_words(("we", "thanked", "her", "."))
    ('we', 'thanked', 'his', '.')
    """
    return tuple(PLAIN.get(word, word) for word in words)


def swap_pronouns(words: Sequence[str]) -> Words:
    """Ask what follows: her coat, his coat; thanked her, thanked him.

    >>> swap_pronouns(("we", "thanked", "her", "."))
    ('we', 'thanked', 'him', '.')
    """
    following = [*words[1:], "."]
    swapped = []
    for word, after in zip(words, following, strict=True):
        alone = after in NO_NOUN
        if word == "her":
            swapped.append("him" if alone else "his")
        elif word == "his":
            swapped.append("hers" if alone else "her")
        else:
            swapped.append(PLAIN.get(word, word))
    return tuple(swapped)


def swap_people(words: Sequence[str]) -> Words:
    """Swap pronouns by grammar, and each name for its partner."""
    return tuple(PARTNERS.get(word, word) for word in swap_pronouns(words))
