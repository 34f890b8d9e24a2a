"""The look-up, the baseline of tagging: a word gets the tag that it mostly had in training.

A word that was not there gets O. What it gets right needs no context.
Tested by tests/finetuning/test_look_up.py.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from course_lib.corpora.annotations import Tagged


def look_up_tags(
    train: Sequence[Tagged],
    test: Sequence[Tagged],
    lower: bool = False,
) -> list[list[str]]:
    """Return a tag for each word of each sentence.

    Args:
        train: sentences with the tags to count.
        test: sentences whose words get a tag.
        lower: True where a capital makes no other word.

    >>> train = [Tagged(("in", "Rome"), ("O", "B-PLACE"))]
    >>> look_up_tags(train, [Tagged(("Rome", "!"), ())])
    [['B-PLACE', 'O']]
    """
    key = str.lower if lower else str
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in train:
        for word, tag in zip(sentence.tokens, sentence.tags, strict=True):
            counts[key(word)][tag] += 1
    best = {word: seen.most_common(1)[0][0] for word, seen in counts.items()}
    return [[best.get(key(word), "O") for word in one.tokens] for one in test]
