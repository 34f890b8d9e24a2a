"""The baseline of tagging: a word gets the tag that it had most often in the training.

A word that was not there gets O. What it gets right needs no context.
Tested by tests/finetuning/test_look_up.py.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from course_lib.corpora.annotations import Tagged


def look_up_tags(train: Sequence[Tagged], test: Sequence[Tagged]) -> list[list[str]]:
    """Return a tag for each word of each sentence.

    >>> train = [Tagged(("in", "Rome"), ("O", "B-PLACE"))]
    >>> look_up_tags(train, [Tagged(("Rome", "!"), ())])
    [['B-PLACE', 'O']]
    """
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for sentence in train:
        for word, tag in zip(sentence.tokens, sentence.tags, strict=True):
            counts[word][tag] += 1
    best = {word: seen.most_common(1)[0][0] for word, seen in counts.items()}
    return [[best.get(word, "O") for word in one.tokens] for one in test]
