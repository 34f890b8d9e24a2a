"""BLEU as a metric for significance.py: the counts are made once, each resample only adds them up.

Tested by tests/applications/translation/test_resampling.py.
Left out: the same for chrF.
"""

from collections.abc import Sequence

from course_lib.metrics.bleu import MAX_ORDER, Statistics, count, score
from course_lib.metrics.bleu_tokenizers import TOKENIZERS, Tokenizer


def sentence_counts(
    predictions: Sequence[str], references: Sequence[Sequence[str]], tokenizer: Tokenizer
) -> list[Statistics]:
    """Return what BLEU counts in each sentence.

    Raises:
        ValueError: if there are not as many references as predictions.
    """
    if len(predictions) != len(references):
        n = f"{len(predictions)} and {len(references)}"
        raise ValueError(f"there must be references for each prediction, got {n}.")
    tokens = TOKENIZERS[tokenizer]
    pairs = zip(predictions, references, strict=True)
    return [count(tokens(a), [tokens(one) for one in some], MAX_ORDER) for a, some in pairs]


def bleu_of(counts: Sequence[Statistics]) -> float:
    """Return the BLEU, 0 to 100, of some sentences together."""
    summed = Statistics(
        sum(one.n_predicted for one in counts),
        sum(one.n_reference for one in counts),
        tuple(sum(one.right[n] for one in counts) for n in range(MAX_ORDER)),
        tuple(sum(one.total[n] for one in counts) for n in range(MAX_ORDER)),
    )
    return score(summed, "exp", None, False).score
