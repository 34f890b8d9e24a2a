"""ROUGE: how much of a reference summary's words, pairs of words and order a summary has.

Source: Lin (2004), https://aclanthology.org/W04-1013.
Held equal to rouge-score, with `use_stemmer=False`, by tests/metrics/test_rouge.py.
Left out: stemming, ROUGE-W and ROUGE-S.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from operator import attrgetter

from course_lib.metrics.ngrams import ngrams, shared
from course_lib.metrics.pairs import check_texts
from course_lib.metrics.precision_recall import Counts, Scores

Tokenize = Callable[[str], list[str]]


def words(text: str) -> list[str]:
    """Return the runs of a to z and 0 to 9, in lower case: all that ROUGE's program sees.

    >>> words("Ann's café: 3.5")
    ['ann', 's', 'caf', '3', '5']
    """
    return re.findall("[a-z0-9]+", text.lower())


def chinese_words(text: str) -> list[str]:
    """Return each Chinese character, and the words of `words` between them.

    >>> chinese_words("我爱GPT-2。")
    ['我', '爱', 'gpt', '2']
    """
    return re.findall("[a-z0-9]+|[\u3400-\u9fff]", text.lower())


def rouge_n(
    prediction: str,
    reference: str,
    n: int,
    tokenize: Tokenize = words,
) -> Scores:
    """Return precision, recall and F1 of the n-grams that two texts share; 0 if none.

    >>> rouge_n("the cat sat", "the cat sat on the mat", 2)
    Scores(precision=1.0, recall=0.4, f1=0.5714285714285714)
    """
    ours, theirs = ngrams(tokenize(prediction), n), ngrams(tokenize(reference), n)
    return shared(ours, theirs).scores()


def rouge_l(prediction: str, reference: str, tokenize: Tokenize = words) -> Scores:
    """Return precision, recall and F1 of the longest row of words in both, gaps allowed.

    >>> rouge_l("the mat on the cat", "the cat sat on the mat")  # the … on the
    Scores(precision=0.6, recall=0.5, f1=0.5454545454545454)
    """
    ours, theirs = tokenize(prediction), tokenize(reference)
    return Counts(lcs_table(theirs, ours)[-1][-1], len(ours), len(theirs)).scores()


def rouge_l_sum(prediction: str, reference: str, tokenize: Tokenize = words) -> Scores:
    """Return ROUGE-L for summaries of several sentences, one a line.

    For each sentence of the reference: the words that are on a longest common row with
    some sentence of the prediction. Each word counts at most as often as both texts have
    it.

    >>> rouge_l_sum("the dog ran\\na cat sat", "the cat sat\\nthe dog barked").f1
    0.6666666666666666
    """
    ours = [tokenize(line) for line in prediction.split("\n")]
    theirs = [tokenize(line) for line in reference.split("\n")]
    left = Counter(word for sentence in ours for word in sentence)
    left &= Counter(word for sentence in theirs for word in sentence)
    most = left.copy()
    for sentence in theirs:
        on_a_row = set().union(*(common_row(sentence, one) for one in ours))
        left -= Counter(sentence[i] for i in on_a_row)  # stops at zero
    n_ours, n_theirs = (sum(map(len, sentences)) for sentences in (ours, theirs))
    return Counts(most.total() - left.total(), n_ours, n_theirs).scores()


def lcs_table(first: Sequence[str], second: Sequence[str]) -> list[list[int]]:
    """Return at [i][j] the length of the longest common row of i and j first words.

    >>> lcs_table("abc", "ac")
    [[0, 0, 0], [0, 1, 1], [0, 1, 1], [0, 1, 2]]
    """
    table = [[0] * (len(second) + 1)]
    for one in first:
        above, row = table[-1], [0]
        for j, other in enumerate(second):
            row.append(above[j] + 1 if one == other else max(above[j + 1], row[j]))
        table.append(row)
    return table


def common_row(first: Sequence[str], second: Sequence[str]) -> list[int]:
    """Return where the words of a longest common subsequence stand in `first`.

    Of several, the one that is found from the end, going back in `first` where it makes
    no difference.

    >>> common_row("the cat sat".split(), "the old cat".split())
    [0, 1]
    """
    table = lcs_table(first, second)
    i, j, places = len(first), len(second), []
    while i and j:
        if first[i - 1] == second[j - 1]:
            i, j = i - 1, j - 1
            places.append(i)
        elif table[i][j - 1] > table[i - 1][j]:
            j -= 1
        else:
            i -= 1
    return places[::-1]


def rouge(
    prediction: str,
    references: Sequence[str],
    tokenize: Tokenize = words,
) -> dict[str, Scores]:
    """Return ROUGE-1, -2, -L and -Lsum, each for the reference with the highest F1.

    Args:
        prediction: a summary.
        references: those that people wrote.
        tokenize: `words` sees nothing but a to z and 0 to 9: `chinese_words` is for
            Chinese.

    Raises:
        ValueError: if there is no reference.

    >>> scores = rouge("a cat sat", ["a cat sat down", "a dog"])
    >>> scores["2"]
    Scores(precision=1.0, recall=0.6666666666666666, f1=0.8)
    """
    if isinstance(references, str) or not references:
        raise ValueError(f"there must be a list of references, got {references[:20]!r}.")
    check_texts("prediction and references", [prediction, *references])
    each: list[dict[str, Scores]] = [
        {
            "1": rouge_n(prediction, one, 1, tokenize),
            "2": rouge_n(prediction, one, 2, tokenize),
            "L": rouge_l(prediction, one, tokenize),
            "Lsum": rouge_l_sum(prediction, one, tokenize),
        }
        for one in references
    ]
    f1 = attrgetter("f1")
    return {kind: max((one[kind] for one in each), key=f1) for kind in each[0]}
