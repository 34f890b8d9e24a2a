"""The most probable cut of a text into words, by dynamic programming."""

import math
from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text.best_cut",
    title="The best path through the lattice",
    chapter="01",
    level=3,
    minutes=25,
    hints=[
        "`best[end]` is the sum of the logarithms of the best cut of `text[:end]`. Which words can be the last of such "
        "a cut, and where do they start?",
        "Fill `best` from left to right: for each end, try each start before it; if `text[start:end]` is a word, its "
        "path has `best[start] + log_p[word]`. Keep the largest, and remember its start in `came_from[end]`.",
        "Then go backwards from the end: the last word is `text[came_from[end]:end]`; go on from `came_from[end]` "
        "until 0, and turn the list round.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def logs(**probabilities: float) -> dict[str, float]:
        return {word: math.log(p) for word, p in probabilities.items()}

    town = logs(研究=0.2, 研究生=0.04, 生=0.01, 生命=0.2, 命=0.002, 起源=0.2, 起=0.01, 源=0.01, 究=0.001, 研=0.001)
    shift = float(torch.rand(1, generator=rng)) / 100
    english = logs(th=0.01, the=0.3 + shift, theme=0.0001, me=0.2, men=0.25, e=0.02, n=0.02, t=0.02, m=0.02, h=0.01)
    return [
        {"text": "研究生命起源", "log_p": town},
        {"text": "themen", "log_p": english},
        {"text": "abab", "log_p": logs(a=0.4, b=0.4, ab=0.1, abab=0.005, aba=0.0001)},
        {"text": "xyz", "log_p": logs(xyz=0.5, x=0.1, yz=0.1, y=0.1, z=0.1)},
        {"text": "abc", "log_p": logs(a=0.05, ab=0.5, c=0.0001, bc=0.4, b=0.01)},
        {"text": "pq", "log_p": logs(pq=0.5, p=0.4, q=0.4)},
        {"text": "q", "log_p": logs(q=0.1, qq=0.3)},
    ]


@exercise.solution
def my_best_cut(text: str, log_p: dict[str, float]) -> list[str]:
    """Cut `text` into words of `log_p` so that the sum of their logarithms is largest.

    Every single character of the text is a word, so that there is always a cut.
    """
    best = [0.0] + [float("-inf")] * len(text)
    came_from = [0] * (len(text) + 1)
    for end in range(1, len(text) + 1):
        for start in range(end):
            score = log_p.get(text[start:end], float("-inf")) + best[start]
            if score > best[end]:
                best[end], came_from[end] = score, start
    words, end = [], len(text)
    while end > 0:
        words.append(text[came_from[end] : end])
        end = came_from[end]
    return words[::-1]


def cuts(text: str) -> list[list[str]]:
    """Return all ways to cut a text into pieces."""
    n = len(text)
    found = []
    for chosen in range(2 ** (n - 1)):
        places = [0, *(place for place in range(1, n) if chosen >> (place - 1) & 1), n]
        found.append([text[a:b] for a, b in pairwise(places)])
    return found


def allowed(text: str, log_p: dict[str, float]) -> list[list[str]]:
    return [cut for cut in cuts(text) if all(word in log_p for word in cut)]


@exercise.also_right
def from_the_right(text: str, log_p: dict[str, float]) -> list[str]:
    best: list[tuple[float, list[str]]] = [(0.0, [])] * (len(text) + 1)
    for start in reversed(range(len(text))):
        ends = [end for end in range(start + 1, len(text) + 1) if text[start:end] in log_p]
        best[start] = max(
            (log_p[text[start:end]] + best[end][0], [text[start:end], *best[end][1]]) for end in ends
        )  # fmt: skip
    return best[0][1]


@exercise.also_right
def by_trying_all(text: str, log_p: dict[str, float]) -> list[str]:
    return max(allowed(text, log_p), key=lambda cut: sum(log_p[word] for word in cut))


@exercise.mistake("This takes the longest word at each place: 研究生 first, and 命 is left over. Compare whole paths.")
def longest_first(text: str, log_p: dict[str, float]) -> list[str]:
    words, start = [], 0
    while start < len(text):
        end = max(end for end in range(start + 1, len(text) + 1) if text[start:end] in log_p)
        words.append(text[start:end])
        start = end
    return words


@exercise.mistake("This takes the most probable word at each place and never looks back: compare whole paths.")
def most_probable_first(text: str, log_p: dict[str, float]) -> list[str]:
    words, start = [], 0
    while start < len(text):
        ends = [end for end in range(start + 1, len(text) + 1) if text[start:end] in log_p]
        end = max(ends, key=lambda end: log_p[text[start:end]])
        words.append(text[start:end])
        start = end
    return words


@exercise.mistake("This is the least probable cut: the sum of the logarithms must be largest, which is nearest to 0.")
def least_probable(text: str, log_p: dict[str, float]) -> list[str]:
    return min(allowed(text, log_p), key=lambda cut: sum(log_p[word] for word in cut))


@exercise.mistake("This takes the fewest words, whatever their probabilities.")
def fewest_words(text: str, log_p: dict[str, float]) -> list[str]:
    return min(allowed(text, log_p), key=lambda cut: (len(cut), -sum(log_p[word] for word in cut)))


@exercise.mistake("The words come out from last to first: turn the list round before you return it.")
def backwards(text: str, log_p: dict[str, float]) -> list[str]:
    return by_trying_all(text, log_p)[::-1]


@exercise.mistake("Probabilities are added instead of their logarithms. A cut's probability is the product of its "
                  "words', so add logarithms.")  # fmt: skip
def sum_of_probabilities(text: str, log_p: dict[str, float]) -> list[str]:
    return max(allowed(text, log_p), key=lambda cut: sum(math.exp(log_p[word]) for word in cut))


@exercise.mistake("The last word is missing: words may end at len(text), so ends run up to and with it.")
def last_missing(text: str, log_p: dict[str, float]) -> list[str]:
    return by_trying_all(text, log_p)[:-1]


@exercise.property("Joined, the words must be the text.")
def is_the_text(words: list[str], case: Case) -> bool:
    return "".join(words) == case["text"]
