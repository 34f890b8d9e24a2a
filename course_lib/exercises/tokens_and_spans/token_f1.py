"""SQuAD's F1: which words do prediction and answer share?"""

import re
import string
from collections import Counter

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "tokens_and_spans.token_f1",
    title="SQuAD's F1 of one answer",
    chapter="14",
    level=2,
    minutes=15,
    hints=[
        "First make both texts alike where they may differ: capitals, punctuation, articles. Then "
        "count the words that both have.",
        "A word is shared as often as both have it: `(Counter(a) & Counter(b)).total()`. "
        "Articles are whole words: a, an, the.",
        "Lower-case; drop the characters of `string.punctuation`; `split()`; leave out a, an and "
        "the. F1 is 2 · shared / (words of both); two empty answers have F1 1.0.",
    ],
)


@exercise.inputs
def inputs(rng: object) -> list[Case]:
    pairs = [
        ("The wooden bell!", "a bell"),
        ("Rosa", "Anna"),
        ("rosa and rosa", "Rosa and Anna went"),
        ("", ""),
        ("the", "old theatre"),
        ("Anna's house, at noon", "annas house"),
        ("a lantern then another", "The lantern; another banana"),
        ("theatre", "atre hall"),
    ]
    return [{"prediction": one, "answer": other} for one, other in pairs]


@exercise.solution
def my_token_f1(prediction: str, answer: str) -> float:
    """Return F1 of the words, without capitals, punctuation and the words a, an, the.

    If one of the two has no words left, it is 1.0 if neither has, else 0.0.
    """

    def words(text: str) -> Counter[str]:
        kept = "".join(one for one in text.lower() if one not in string.punctuation)
        return Counter(word for word in kept.split() if word not in ("a", "an", "the"))

    ours, theirs = words(prediction), words(answer)
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


def words_of(text: str, articles: bool = True, marks: bool = True, capitals: bool = True) -> list[str]:
    text = text.lower() if capitals else text
    text = "".join(one for one in text if not marks or one not in string.punctuation)
    return [word for word in text.split() if not articles or word not in ("a", "an", "the")]


def f1_of(ours: list[str], theirs: list[str]) -> float:
    if not ours or not theirs:
        return float(ours == theirs)
    return 2 * (Counter(ours) & Counter(theirs)).total() / (len(ours) + len(theirs))


@exercise.also_right
def by_precision_and_recall(prediction: str, answer: str) -> float:
    ours, theirs = words_of(prediction), words_of(answer)
    left, shared = list(theirs), 0
    for word in ours:
        if word in left:
            left.remove(word)
            shared += 1
    if not shared:
        return float(ours == theirs)
    precision, recall = shared / len(ours), shared / len(theirs)
    return 2 * precision * recall / (precision + recall)


@exercise.also_right
def with_patterns(prediction: str, answer: str) -> float:
    def words(text: str) -> list[str]:
        text = re.sub(f"[{re.escape(string.punctuation)}]", "", text.lower())
        return re.sub(r"\b(a|an|the)\b", " ", text).split()

    return f1_of(words(prediction), words(answer))


@exercise.mistake("Articles are counted: a, an and the make no difference between answers.")
def articles(prediction: str, answer: str) -> float:
    return f1_of(words_of(prediction, articles=False), words_of(answer, articles=False))


@exercise.mistake("Punctuation is left on the words: “bell!” and “bell” are the same answer.")
def punctuation(prediction: str, answer: str) -> float:
    return f1_of(words_of(prediction, marks=False), words_of(answer, marks=False))


@exercise.mistake("Capitals are kept: “Rosa” and “rosa” are the same answer.")
def capitals(prediction: str, answer: str) -> float:
    return f1_of(words_of(prediction, capitals=False), words_of(answer, capitals=False))


@exercise.mistake("Each word counts once, however often it stands there: use Counters, not sets.")
def sets(prediction: str, answer: str) -> float:
    return f1_of(sorted({*words_of(prediction)}), sorted({*words_of(answer)}))


@exercise.mistake("This is exact match: an answer that is right in part gets part of the points.")
def exact(prediction: str, answer: str) -> float:
    return float(words_of(prediction) == words_of(answer))


@exercise.mistake("This is precision alone: words of the answer that are missing must cost something.")
def precision(prediction: str, answer: str) -> float:
    ours, theirs = words_of(prediction), words_of(answer)
    if not ours or not theirs:
        return float(ours == theirs)
    return (Counter(ours) & Counter(theirs)).total() / len(ours)


@exercise.mistake("The letters a, an, the are taken out of longer words, too: “theatre” is no article.")
def inside_words(prediction: str, answer: str) -> float:
    def words(text: str) -> list[str]:
        for article in ("the", "an", "a"):
            text = text.replace(article, "")
        return text.split()

    return f1_of(*(words(" ".join(words_of(one))) for one in (prediction, answer)))


@exercise.mistake("Where no words are left on both sides, it divides 0 by 0: two empty answers agree.")
def empty(prediction: str, answer: str) -> float:
    ours, theirs = Counter(words_of(prediction)), Counter(words_of(answer))
    return 2 * (ours & theirs).total() / (ours.total() + theirs.total())


@exercise.property("Where a word is shared, F1 is above 0.")
def shared_counts(f1: float, case: Case) -> bool:
    return f1 > 0 or not {*words_of(case["prediction"])} & {*words_of(case["answer"])}
