"""Three bugs in a program for the BLEU of a test set, of kinds that have been published."""

from collections import Counter
from collections.abc import Callable
from math import exp

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

Texts = list[list[str]]

LISTING = '''
from collections import Counter
from math import exp


def my_corpus_bleu(translations, references):
    """Return the BLEU, 0 to 100, of a test set, with words and pairs of words.

    translations, references: a list of words for each sentence
    """
    scores = []
    for translation, reference in zip(translations, references, strict=True):
        score = min(1, exp(1 - len(translation) / len(reference)))
        for n in (1, 2):
            ours = Counter(zip(*(translation[i:] for i in range(n)), strict=False))
            theirs = Counter(zip(*(reference[i:] for i in range(n)), strict=False))
            right = sum(count for gram, count in ours.items() if gram in theirs)
            score *= (right / max(1, ours.total())) ** 0.5
        scores.append(score)
    return 100 * sum(scores) / len(scores)
'''

exercise = FindTheBug(
    "translation.corpus_bugs",
    title="Three bugs in a corpus BLEU",
    chapter="19",
    level=3,
    minutes=20,
    hints=[
        "One bug is in the factor for length, one in what counts as right, one in how many sentences become one "
        "number. Mend them in this order, and check after each.",
        "The factor must punish a short translation. An n-gram may not count more often than the reference has it. "
        "BLEU adds the counts of all sentences up before it divides.",
        "Collect four sums and two lengths over all sentences: right and total for n = 1 and n = 2, the words of "
        "translations and references. Then one factor, two precisions, one root. Clip with "
        "`(ours & theirs).total()`.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(*pairs: tuple[str, str]) -> Case:
        return {"translations": [a.split() for a, _ in pairs], "references": [b.split() for _, b in pairs]}

    def draw(n: int) -> str:
        return "a b " + " ".join("abcd"[i] for i in torch.randint(4, (n,), generator=rng).tolist())

    return [
        case(("a b c", "a b c d e")),
        case(("a b c d e", "a b c")),
        case(("a a a b a a", "a b c d e f")),
        case(("a b c d e f g", "a b c d e f g"), ("a c", "b c")),
        case(("a b c d", "a b c"), ("a b", "a b d e c")),
        case((draw(6), draw(4)), (draw(3), draw(7)), (draw(5), draw(5))),
    ]


@exercise.solution
def my_corpus_bleu(translations: list[list[str]], references: list[list[str]]) -> float:
    """Return the BLEU, 0 to 100, of a test set, with words and pairs of words."""
    right, total = [0, 0], [0, 0]
    for translation, reference in zip(translations, references, strict=True):
        for n in (1, 2):
            ours = Counter(zip(*(translation[i:] for i in range(n)), strict=False))
            theirs = Counter(zip(*(reference[i:] for i in range(n)), strict=False))
            right[n - 1] += (ours & theirs).total()
            total[n - 1] += ours.total()
    n_words, n_wanted = sum(map(len, translations)), sum(map(len, references))
    brevity = min(1.0, exp(1 - n_wanted / n_words))
    return 100 * brevity * (right[0] / total[0] * right[1] / total[1]) ** 0.5


def grams(words: list[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(words[i : i + n]) for i in range(len(words) - n + 1))


@exercise.also_right
def with_sums(translations: Texts, references: Texts) -> float:
    pairs = list(zip(translations, references, strict=True))
    score = 1.0
    for n in (1, 2):
        right = sum((grams(a, n) & grams(b, n)).total() for a, b in pairs)
        score *= right / sum(grams(a, n).total() for a, _ in pairs)
    lengths = sum(len(a) for a, _ in pairs), sum(len(b) for _, b in pairs)
    factor = 1 if lengths[0] >= lengths[1] else exp(1 - lengths[1] / lengths[0])
    return 100 * factor * score**0.5


@exercise.also_right
def clipped_by_hand(translations: Texts, references: Texts) -> float:
    counts = {1: [0, 0], 2: [0, 0]}
    for a, b in zip(translations, references, strict=True):
        for n, count in counts.items():
            count[0] += sum(min(k, grams(b, n)[gram]) for gram, k in grams(a, n).items())
            count[1] += max(0, len(a) - n + 1)
    (r1, t1), (r2, t2) = counts.values()
    ratio = sum(map(len, references)) / sum(map(len, translations))
    return 100 * min(exp(1 - ratio), 1.0) * (r1 / t1) ** 0.5 * (r2 / t2) ** 0.5


def leaving_in(*bugs: str) -> Callable[..., float]:
    """Return the program with some bugs in it."""

    def factor(a: int, b: int) -> float:
        if "none" in bugs:
            return 1.0
        return min(1.0, exp(1 - (a / b if "length" in bugs else b / a)))

    def right_of(a: list[str], b: list[str], n: int) -> int:
        if "clip" in bugs:
            return sum(k for gram, k in grams(a, n).items() if gram in grams(b, n))
        return (grams(a, n) & grams(b, n)).total()

    def program(translations: Texts, references: Texts) -> float:
        pairs = list(zip(translations, references, strict=True))
        if "mean" in bugs:
            scores = []
            for a, b in pairs:
                score = factor(len(a), len(b))
                for n in (1, 2):
                    score *= (right_of(a, b, n) / max(1, grams(a, n).total())) ** 0.5
                scores.append(score)
            return 100 * sum(scores) / len(scores)
        precisions = 1.0
        for n in (1, 2):
            total = sum(grams(b if "recall" in bugs else a, n).total() for a, b in pairs)
            precisions *= sum(right_of(a, b, n) for a, b in pairs) / total
        return 100 * factor(sum(map(len, translations)), sum(map(len, references))) * precisions**0.5

    return program


for bugs, message in {
    ("length", "clip", "mean"): "All three bugs are still there. Begin with the factor: whom does it punish?",
    ("clip", "mean"): "The factor is right. Now an n-gram may not count more often than the reference has it.",
    ("length", "mean"): "The counts are clipped; the factor still punishes the long translation, not the short one.",
    ("length", "clip"): "The counts are added up; the factor still punishes the long one, and nothing is clipped.",
    ("mean",): "Each sentence is right now, and the mean of sentences is not the BLEU of the test set: add the counts.",
    ("clip",): "Only the clipping is missing: `(ours & theirs).total()`.",
    ("length",): "Only the factor is wrong still: the reference's words divided by the translation's.",
    ("none",): "The factor for length is gone altogether: a short test set must lose.",
    ("recall",): "The counts are divided by the references' n-grams; divide by the translations'.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
