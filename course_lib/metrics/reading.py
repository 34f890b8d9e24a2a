"""Reading comprehension: is the answer the reference's, word for word, or at least in part?

Source: Rajpurkar et al. (2016), section 6.1, https://arxiv.org/abs/1606.05250; questions without an answer:
Rajpurkar et al. (2018), https://arxiv.org/abs/1806.03822.
Held equal to the definition, written out another way, by tests/metrics/test_reading.py.
SQuAD reports percentages; here all scores lie between 0 and 1.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Literal, NamedTuple, get_args

from course_lib.metrics.pairs import check_pairs, check_texts
from course_lib.metrics.precision_recall import Counts

Language = Literal["en", "zh"]
_TOKEN_ZH = re.compile(r"[\u3400-\u9fff]|[^\s\u3400-\u9fff]+")


def normalise(text: str, language: Language = "en") -> str:
    """Take away what makes no difference between answers.

    English, as SQuAD does: capitals, ASCII punctuation, then a, an and the, then spaces
    that are too many. Chinese: capitals, punctuation (which leaves a space), spaces next
    to a Chinese character.

    >>> normalise("The  Queen's  cat!"), normalise("《红楼梦》 ， 曹雪芹", "zh")
    ('queens cat', '红楼梦曹雪芹')
    """
    text = text.lower()
    if language == "zh":
        marks = {one for one in text if unicodedata.category(one).startswith("P")}
        text = "".join(" " if one in marks else one for one in text)
        text = re.sub(r"(?<=[\u3400-\u9fff])\s+|\s+(?=[\u3400-\u9fff])", "", text)
    else:
        text = "".join(one for one in text if one not in string.punctuation)
        text = re.sub(r"\b(a|an|the)\b", " ", text)
    return " ".join(text.split())


def answer_tokens(text: str, language: Language = "en") -> list[str]:
    """Return the words of an answer, normalised; of Chinese, the characters.

    >>> answer_tokens("The Queen's cat"), answer_tokens("1999年的Linux", "zh")
    (['queens', 'cat'], ['1999', '年', '的', 'linux'])
    """
    text = normalise(text, language)
    return _TOKEN_ZH.findall(text) if language == "zh" else text.split()


def exact_match(
    prediction: str,
    answers: Sequence[str],
    language: Language = "en",
) -> float:
    """Return 1.0 if the prediction is one of the answers, both normalised, else 0.0.

    Args:
        prediction: "" says that there is no answer.
        answers: all that are right; none says that the question has no answer.
        language: decides what makes no difference.

    >>> exact_match("the Eiffel Tower.", ["Paris", "Eiffel tower"]), exact_match("", [])
    (1.0, 1.0)
    """
    ours = normalise(prediction, language)
    return best(lambda one: float(ours == normalise(one, language)), answers, language)


def f1(prediction: str, answers: Sequence[str], language: Language = "en") -> float:
    """Return the F1 of the words that prediction and answer share, for the best answer.

    If the prediction or the answer is empty, F1 is 1.0 if both are, else 0.0. The
    arguments are those of `exact_match`.

    >>> f1("in the old town", ["old town hall"])  # in, old, town and old, town, hall
    0.6666666666666666
    """
    return best(lambda one: token_f1(prediction, one, language), answers, language)


def token_f1(prediction: str, answer: str, language: Language = "en") -> float:
    """Return 2 · shared / (words of the prediction + words of the answer).

    A word is shared as often as both have it.
    """
    ours = Counter(answer_tokens(prediction, language))
    theirs = Counter(answer_tokens(answer, language))
    if not ours or not theirs:
        return float(ours == theirs)
    return Counts((ours & theirs).total(), ours.total(), theirs.total()).scores().f1


def best(
    score: Callable[[str], float],
    answers: Sequence[str],
    language: Language,
) -> float:
    """Return the highest score with an answer that is more than articles and marks."""
    if language not in get_args(Language):
        raise ValueError(f"language must be one of {', '.join(get_args(Language))}, got {language!r}.")
    if isinstance(answers, str):
        raise ValueError(f"answers must be a list of texts, got one text, {answers[:20]!r}: put it in a list.")
    real = [one for one in answers if normalise(one, language)]
    return max(map(score, real or [""]))


class ReadingScores(NamedTuple):
    """Means over questions, from 0 to 1."""

    exact_match: float
    f1: float


def reading_scores(
    predictions: Sequence[str],
    answers: Sequence[Sequence[str]],
    language: Language = "en",
) -> ReadingScores:
    """Return the mean exact match and F1 over all questions, those without an answer too.

    Raises:
        ValueError: if there are no questions, or not as many predictions as questions.

    >>> reading_scores(["Paris", "old town"], [["Paris"], ["the old town hall"]])
    ReadingScores(exact_match=0.5, f1=0.9)
    """
    check_pairs(predictions, answers)
    check_texts("predictions", predictions)
    pairs = list(zip(predictions, answers, strict=True))
    exact = [exact_match(ours, theirs, language) for ours, theirs in pairs]
    shared = [f1(ours, theirs, language) for ours, theirs in pairs]
    return ReadingScores(sum(exact) / len(pairs), sum(shared) / len(pairs))
