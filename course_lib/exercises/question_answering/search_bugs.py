"""Three bugs in a search over chunks, none of which stops the program."""

import math
from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import math


def search(question, words, size, overlap, k):
    """Return the (start, end) of the k best windows, the best first.

    question: its words
    words: those of a long document
    Windows have `size` words and share `overlap`; start and end count words.
    A window scores the idf of each word of the question that it holds.
    """
    starts = range(0, max(len(words) - overlap, 1), size - overlap)
    chunks = [words[start : start + size] for start in starts]
    scores = []
    for chunk in chunks:
        score = 0.0
        for word in question:
            n = sum(word == other for other in question)
            if word in chunk:
                score += math.log(1 + (len(chunks) - n + 0.5) / (n + 0.5))
        scores.append(score)
    order = sorted(range(len(chunks)), key=lambda i: scores[i])
    return [(i * size, i * size + len(chunks[i])) for i in order[:k]]
'''

exercise = FindTheBug(
    "question_answering.search_bugs",
    title="Three bugs in a search",
    chapter="21",
    level=3,
    minutes=15,
    hints=[
        "Where does n come from? Which window comes first? And where in the document does window number 3 start?",
        "The idf counts windows that hold the word, not the question's own words. Sorting goes "
        "upwards. Windows that overlap do not start at i * size.",
        "`n = sum(word in other for other in chunks)`, `key=lambda i: -scores[i]`, and "
        "`(starts[i], starts[i] + len(chunks[i]))`.",
    ],
    listing=LISTING,
)
WORDS = ("rosa", "kite", "the", "red", "lost", "street", "day", "ball", "home")


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int, size: int, overlap: int, k: int) -> Case:
        places = (9 * torch.rand(n, generator=rng) ** 2).long().tolist()
        words = [WORDS[place] for place in places]
        question = ["home", "ball", "street", "the", "day", "lost", "the"]
        return {"question": question, "words": words, "size": size, "overlap": overlap, "k": k}

    while True:
        cases = [draw(61, 7, 2, 7), draw(53, 6, 3, 8)]
        programs = (search, *(leaving_in(*bugs) for bugs in BUGS))
        results = [[program(**case) for case in cases] for program in programs]
        if all(one != other for i, one in enumerate(results) for other in results[:i]):
            return cases


@exercise.solution
def search(question: list[str], words: list[str], size: int, overlap: int, k: int) -> list[tuple[int, int]]:
    """Return the (start, end) of the k best windows, the best first."""
    starts = range(0, max(len(words) - overlap, 1), size - overlap)
    chunks = [words[start : start + size] for start in starts]
    scores = []
    for chunk in chunks:
        score = 0.0
        for word in question:
            n = sum(word in other for other in chunks)
            if word in chunk:
                score += math.log(1 + (len(chunks) - n + 0.5) / (n + 0.5))
        scores.append(score)
    order = sorted(range(len(chunks)), key=lambda i: -scores[i])
    return [(starts[i], starts[i] + len(chunks[i])) for i in order[:k]]


@exercise.also_right
def with_pairs(question: list[str], words: list[str], size: int, overlap: int, k: int) -> list[tuple[int, int]]:
    step = size - overlap
    every = [(a, words[a : a + size]) for a in range(0, max(len(words) - overlap, 1), step)]

    def rare(word: str) -> float:
        n = sum(word in one for _, one in every)
        return math.log((len(every) + 1) / (n + 0.5))

    scored = [(sum(rare(word) for word in question if word in one), a, one) for a, one in every]
    best = sorted(scored, key=lambda each: -round(each[0], 9))
    return [(a, a + len(one)) for _, a, one in best[:k]]


@exercise.also_right
def with_reverse(question: list[str], words: list[str], size: int, overlap: int, k: int) -> list[tuple[int, int]]:
    starts = list(range(0, max(len(words) - overlap, 1), size - overlap))
    chunks = [words[start : start + size] for start in starts]
    idf = {
        word: math.log1p((len(chunks) - n + 0.5) / (n + 0.5))
        for word in question
        for n in [sum(word in other for other in chunks)]
    }
    scores = [round(sum(idf[w] for w in question if w in chunk), 9) for chunk in chunks]
    order = sorted(range(len(chunks)), key=scores.__getitem__, reverse=True)
    return [(starts[i], min(starts[i] + size, len(words))) for i in order[:k]]


def leaving_in(*bugs: str) -> Callable[..., list[tuple[int, int]]]:
    """Return the program with some of its bugs still in it."""

    def program(question: list[str], words: list[str], size: int, overlap: int, k: int) -> list[tuple[int, int]]:
        starts = range(0, max(len(words) - overlap, 1), size - overlap)
        chunks = [words[start : start + size] for start in starts]
        scores = []
        for chunk in chunks:
            score = 0.0
            for word in question:
                if "idf" in bugs:
                    n = sum(word == other for other in question)
                elif "occurrences" in bugs:
                    n = min(words.count(word), len(chunks))
                else:
                    n = sum(word in other for other in chunks)
                if word in chunk:
                    score += math.log(1 + (len(chunks) - n + 0.5) / (n + 0.5))
            scores.append(round(score, 9))
        sign = 1 if "order" in bugs else -1
        order = sorted(range(len(chunks)), key=lambda i: sign * scores[i])
        if "offsets" in bugs:
            return [(i * size, i * size + len(chunks[i])) for i in order[:k]]
        return [(starts[i], starts[i] + len(chunks[i])) for i in order[:k]]

    return program


BUGS = {
    ("idf", "order", "offsets"): "The idf counts the question's words, the worst window comes first, and the places "
    "are those of windows without overlap. All three are to be mended.",
    ("idf",): "The idf still counts words of the question; it must count the windows that hold the word.",
    ("order",): "The order still goes upwards: the worst windows come first.",
    ("offsets",): "The places are still wrong: with overlap, window i does not start at i * size.",
    ("order", "offsets"): "The idf is mended; order and places are not.",
    ("idf", "offsets"): "The order is mended; idf and places are not.",
    ("idf", "order"): "The places are mended; idf and order are not.",
    ("occurrences",): "The idf counts how often the word stands in the document; it must count windows.",
}
for bugs, message in BUGS.items():
    exercise.mistake(message)(leaving_in(*bugs))
