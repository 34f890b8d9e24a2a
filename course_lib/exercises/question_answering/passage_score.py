"""BM25: the score of every passage for a question."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.passage_score",
    title="BM25",
    chapter="21",
    level=3,
    minutes=20,
    hints=[
        "Two loops: over the passages, and in each over the words of the question. Nothing is "
        "learned; all you need are counts.",
        "count = passage.count(word); n = in how many passages the word stands. The long "
        "denominator is count + k1 · (1 - b + b · length / mean length).",
        "score += idf * count * (k1 + 1) / (count + k1 * (1 - b + b * len(passage) / mean)); "
        "the idf is that of exercise 1, and counts passages, not occurrences.",
    ],
)
WORDS = ("red", "kite", "rosa", "lost", "the", "blue", "ball")


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(*lengths: int) -> list[list[str]]:
        return [[WORDS[i] for i in (7 * torch.rand(n, generator=rng) ** 1.5).long().tolist()] for n in lengths]

    question = ["kite", "red", "unheard", "ball"]
    twice = ["the", "kite", "the"]
    return [
        {"question": question, "passages": draw(4, 9, 17, 6), "k1": 1.2, "b": 0.75},
        {"question": twice, "passages": [*draw(12, 5, 8), ["kite"]], "k1": 0.7, "b": 0.4},
    ]


@exercise.solution
def my_bm25(
    question: list[str],
    passages: list[list[str]],
    k1: float,
    b: float,
) -> list[float]:
    """Return the BM25 score of each passage; texts are lists of words."""
    mean = sum(len(passage) for passage in passages) / len(passages)
    scores = []
    for passage in passages:
        score = 0.0
        for word in question:
            n = sum(word in other for other in passages)
            idf = math.log(1 + (len(passages) - n + 0.5) / (n + 0.5))
            count = passage.count(word)
            long = 1 - b + b * len(passage) / mean
            score += idf * count * (k1 + 1) / (count + k1 * long)
        scores.append(score)
    return scores


@exercise.also_right
def word_by_word(question: list[str], passages: list[list[str]], k1: float, b: float) -> list[float]:
    lengths = [len(passage) for passage in passages]
    scores = [0.0] * len(passages)
    for word in question:
        with_it = [row for row, passage in enumerate(passages) if word in passage]
        rare = math.log((len(passages) + 1) / (len(with_it) + 0.5))
        for row in with_it:
            f = passages[row].count(word)
            share = lengths[row] * len(passages) / sum(lengths)
            scores[row] += rare * (k1 + 1) / (1 + k1 * ((1 - b) + b * share) / f)
    return scores


@exercise.also_right
def in_tensors(question: list[str], passages: list[list[str]], k1: float, b: float) -> list[float]:
    counts = torch.tensor([[passage.count(word) for word in question] for passage in passages], dtype=torch.float64)
    n = (counts > 0).sum(dim=0)
    idf = torch.log1p((len(passages) - n + 0.5) / (n + 0.5))
    lengths = torch.tensor([len(passage) for passage in passages], dtype=torch.float64)
    norm = k1 * (1 - b + b * lengths / lengths.mean())
    found: list[float] = (idf * counts * (k1 + 1) / (counts + norm[:, None])).sum(dim=1).tolist()
    return found


def variant(question: list[str], passages: list[list[str]], k1: float, b: float, how: str) -> list[float]:
    """The formula with one part wrong."""
    mean = sum(map(len, passages)) / len(passages)
    occurrences = [word for passage in passages for word in passage]
    scores = []
    for passage in passages:
        score = 0.0
        for word in set(question) if how == "set" else question:
            n = sum(word in other for other in passages)
            if how == "occurrences":
                n = min(occurrences.count(word), len(passages))
            idf = 1.0 if how == "no idf" else math.log(1 + (len(passages) - n + 0.5) / (n + 0.5))
            count = passage.count(word)
            if how == "presence":
                count = min(count, 1)
            ratio = len(passage) / mean
            if how == "upside down":
                ratio = mean / len(passage)
            long = 1 - b + b * ratio
            if how == "no length":
                long = 1.0
            if how == "k1 outside":
                score += idf * count * (k1 + 1) / (count + k1 - b + b * ratio)
                continue
            if how == "not saturated":
                score += idf * count
                continue
            factor = 1.0 if how == "no factor" else k1 + 1
            score += idf * count * factor / (count + k1 * long)
        scores.append(score)
    return scores


for how, message in {
    "no idf": "Rare words count no more than frequent ones: the idf is missing.",
    "occurrences": "n counts how often the word stands in all passages; it must count the passages that hold it.",
    "presence": "A word that a passage repeats counts as if it stood there once.",
    "not saturated": "Each repeat of a word counts as much as the first: the denominator is missing.",
    "no length": "Long passages are not held back: b is not used.",
    "upside down": "The length stands below the mean instead of above it: now short passages are held back.",
    "no factor": "The factor k1 + 1 above the line is missing.",
    "k1 outside": "k1 must multiply the whole bracket (1 - b + b · length / mean), not its 1 only.",
    "set": "A word that the question has twice must count twice.",
}.items():

    def wrong(question: list[str], passages: list[list[str]], k1: float, b: float, how: str = how) -> list[float]:
        return variant(question, passages, k1, b, how)

    exercise.mistake(message)(wrong)
