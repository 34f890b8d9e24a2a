"""Does generated text say the same over and over, within a text or from text to text?

Held equal to definitions written as loops, and self-BLEU to sacreBLEU, by tests/metrics/test_diversity.py.
"""

from collections import Counter
from collections.abc import Sequence
from statistics import fmean
from typing import Any

from course_lib.metrics.bleu import Tokenizer, sentence_bleu
from course_lib.metrics.ngrams import ngrams
from course_lib.metrics.pairs import check_list, check_texts


def distinct_n(texts: Sequence[Sequence[Any]], n: int) -> float:
    """Return different n-grams / all n-grams of the texts: 1 if none comes twice.

    After Li et al. (2016), https://arxiv.org/abs/1510.03055, who divide by the number of
    tokens. Long or many texts have a lower share: compare equal amounts.

    Args:
        texts: as tokens.
        n: length of the n-grams.

    Raises:
        ValueError: if no text has n tokens, or n is less than 1.

    >>> distinct_n(["a b c".split(), "a b d".split()], n=2)
    0.75
    """
    check_list("texts", texts)
    counts = sum((ngrams(text, n) for text in texts), Counter[Any]())
    if not counts:
        raise ValueError(f"a text must have at least n = {n} tokens, got {[len(text) for text in texts[:5]]}.")
    return len(counts) / counts.total()


def repetition_rate(tokens: Sequence[Any], n: int = 4) -> float:
    """Return 1 - the share of different n-grams in one text: 0 if none comes twice.

    Source: Welleck et al. (2020), there "seq-rep-n",
    https://arxiv.org/abs/1908.04319.

    >>> repetition_rate("so it goes and so it goes".split(), n=2)  # 4 different among 6
    0.33333333333333337
    """
    return 1 - distinct_n([tokens], n)


def self_bleu(texts: Sequence[str], tokenizer: Tokenizer = "13a") -> float:
    """Return the mean BLEU, from 0 to 100, of each text with all others as references.

    It is high if the texts are alike.

    Source: Zhu et al. (2018), https://arxiv.org/abs/1802.01886.

    Raises:
        ValueError: if there are fewer than two texts.

    >>> self_bleu(["the cat sat down", "the cat sat down", "a dog ran off now"])
    66.66666666666667
    """
    check_list("texts", texts)
    check_texts("texts", texts)
    if len(texts) < 2:
        raise ValueError(f"self-BLEU compares at least 2 texts, got {len(texts)}.")
    scores = []
    for i, text in enumerate(texts):
        others = [*texts[:i], *texts[i + 1 :]]
        scores.append(sentence_bleu(text, others, tokenizer).score)
    return fmean(scores)
