"""chrF: BLEU's cousin on characters; no tokenizer, and a word with the wrong ending is right in part.

Source: Popović (2015), https://aclanthology.org/W15-3049; chrF++, with words: Popović (2017),
https://aclanthology.org/W17-4770. Held equal to sacreBLEU by tests/metrics/test_chrf.py.
Left out: lower case, spaces as characters, smoothing with a small constant.
"""

from collections import Counter
from collections.abc import Sequence
from string import punctuation
from typing import Any

from course_lib.metrics.ngrams import ngrams, shared
from course_lib.metrics.pairs import check_pairs, check_references, check_texts
from course_lib.metrics.precision_recall import Counts, total

CHARACTER_ORDER = 6


def words_and_marks(text: str) -> list[str]:
    """Split at white space, then one mark off each word: off its end, else off its start.

    >>> words_and_marks('"Stop (now)!" he said.')
    ['"', 'Stop', '(now)!', '"', 'he', 'said', '.']
    """
    words = []
    for word in text.split():
        if len(word) > 1 and word[-1] in punctuation:
            words += [word[:-1], word[-1]]
        elif len(word) > 1 and word[0] in punctuation:
            words += [word[0], word[1:]]
        else:
            words.append(word)
    return words


def all_ngrams(text: str, word_order: int) -> list[Counter[Any]]:
    """Count the n-grams of 1 to 6 characters, spaces left out, and of 1 to word_order words."""
    characters, words = "".join(text.split()), words_and_marks(text)
    of_characters = [ngrams(characters, n) for n in range(1, CHARACTER_ORDER + 1)]
    return of_characters + [ngrams(words, n) for n in range(1, word_order + 1)]


def f_score(counts: Sequence[Counts], beta: float) -> float:
    """Return (1 + β²) · P · R / (β² · P + R), in per cent.

    P and R are the means over the orders of precision and recall. Recall weighs β times
    as much as precision. Orders longer than a text are left out.

    >>> f_score([Counts(right=1, predicted=2, wanted=4)], beta=1)
    33.333333333333336
    """
    usable = [one for one in counts if one.predicted and one.wanted]
    precision = sum(one.right / one.predicted for one in usable)
    recall = sum(one.right / one.wanted for one in usable)
    if not precision + recall:
        return 0.0
    precision, recall = precision / len(usable), recall / len(usable)
    return 100 * (1 + beta**2) * precision * recall / (beta**2 * precision + recall)


def nearest(
    prediction: str,
    references: Sequence[str],
    word_order: int,
    beta: float,
) -> list[Counts]:
    """Return each order's counts, with the reference that gives the highest score."""
    ours = all_ngrams(prediction, word_order)
    each = []
    for reference in references:
        theirs = all_ngrams(reference, word_order)
        counts = [shared(one, other) for one, other in zip(ours, theirs, strict=True)]
        # orders longer than the reference do not count against the prediction
        each.append([one if one.wanted else Counts(0, 0, 0) for one in counts])
    return max(each, key=lambda counts: f_score(counts, beta))


def corpus_chrf(
    predictions: Sequence[str],
    references: Sequence[Sequence[str]],
    word_order: int = 0,
    beta: float = 2.0,
) -> float:
    """Return the chrF, 0 to 100, of many translations: counts are added, then divided.

    Args:
        predictions: the translations.
        references: for each translation all its references; the nearest counts.
        word_order: 0 for chrF; 2 for chrF++, which counts words and pairs of words too.
        beta: how much more recall weighs than precision.

    Raises:
        ValueError: if there are no translations, not as many references, or a translation
            without any.

    >>> round(corpus_chrf(["the cats sat"], [["the cat sat", "a dog"]]), 2)
    74.78
    """
    check_pairs(predictions, references)
    check_texts("predictions", predictions)
    check_references(references)
    if word_order < 0 or not beta > 0:
        raise ValueError(f"word_order must be at least 0 and beta positive, got {word_order} and {beta}.")
    pairs = zip(predictions, references, strict=True)
    each = [nearest(ours, some, word_order, beta) for ours, some in pairs]
    return f_score([total(order) for order in zip(*each, strict=True)], beta)


def sentence_chrf(
    prediction: str,
    references: Sequence[str],
    word_order: int = 0,
    beta: float = 2.0,
) -> float:
    """Return the chrF of one translation, from 0 to 100; see `corpus_chrf`.

    >>> round(sentence_chrf("我喜欢猫", ["我喜欢狗"]), 2)
    47.92
    """
    return corpus_chrf([prediction], [references], word_order, beta)
