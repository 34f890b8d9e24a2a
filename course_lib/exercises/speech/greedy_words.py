"""Greedy decoding: the best symbol of each frame, collapsed, as words."""

import itertools

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "speech.greedy_words",
    title="From log-probabilities to words",
    chapter="23",
    level=2,
    minutes=8,
    hints=[
        "Take the most probable symbol of every frame; that is a path. What turns a path into labels?",
        "Symbol 0 is the blank, and symbol 1 is `words[0]`: the words are one place behind.",
        "`path = [max(range(len(frame)), key=frame.__getitem__) for frame in log_probs]`, then merge repeats, drop "
        "0, and look up `words[symbol - 1]`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    words = ["one", "two", "order"]

    def rows(path: list[int]) -> list[list[float]]:
        logits = torch.rand(len(path), 4, generator=rng)
        logits[torch.arange(len(path)), torch.tensor(path)] += 2
        table: list[list[float]] = logits.log_softmax(dim=-1).tolist()
        return table

    paths = ([0, 3, 3, 0, 1, 1, 0], [1, 0, 1, 1, 2, 2, 0], [3, 1, 2, 2, 1, 0, 1], [0, 0, 0])
    return [{"log_probs": rows(path), "words": words} for path in paths]


@exercise.solution
def my_greedy_words(log_probs: list[list[float]], words: list[str]) -> list[str]:
    """Return the words of the most probable path.

    log_probs[t][k] is that of symbol k in frame t: 0 is the blank, k is words[k - 1].
    """
    path = [frame.index(max(frame)) for frame in log_probs]
    heard, before = [], 0
    for symbol in path:
        if symbol not in (0, before):
            heard.append(words[symbol - 1])
        before = symbol
    return heard


@exercise.also_right
def with_groupby(log_probs: list[list[float]], words: list[str]) -> list[str]:
    path = (max(range(len(frame)), key=frame.__getitem__) for frame in log_probs)
    return [words[symbol - 1] for symbol, _ in itertools.groupby(path) if symbol]


@exercise.also_right
def with_torch(log_probs: list[list[float]], words: list[str]) -> list[str]:
    once = torch.unique_consecutive(torch.tensor(log_probs).argmax(dim=-1))
    return [words[int(symbol) - 1] for symbol in once if symbol]


def best(log_probs: list[list[float]]) -> list[int]:
    return [frame.index(max(frame)) for frame in log_probs]


@exercise.mistake("The blanks are dropped before the repeats are merged: a word said twice is lost.")
def blanks_first(log_probs: list[list[float]], words: list[str]) -> list[str]:
    return [words[symbol - 1] for symbol, _ in itertools.groupby(one for one in best(log_probs) if one)]


@exercise.mistake("Repeats are not merged: a word that lasts several frames is one word.")
def repeats_left(log_probs: list[list[float]], words: list[str]) -> list[str]:
    return [words[symbol - 1] for symbol in best(log_probs) if symbol]


@exercise.mistake("The words are one place off: symbol 1 is words[0], as 0 is the blank.")
def one_off(log_probs: list[list[float]], words: list[str]) -> list[str]:
    return [words[symbol % len(words)] for symbol, _ in itertools.groupby(best(log_probs)) if symbol]


@exercise.mistake("The blank is read as a word: words[-1] is the last one in Python.")
def blank_is_a_word(log_probs: list[list[float]], words: list[str]) -> list[str]:
    return [words[symbol - 1] for symbol, _ in itertools.groupby(best(log_probs))]


@exercise.mistake("The smallest log-probability is taken: the best one is the largest, nearest to 0.")
def smallest(log_probs: list[list[float]], words: list[str]) -> list[str]:
    path = [frame.index(min(frame)) for frame in log_probs]
    return [words[symbol - 1] for symbol, _ in itertools.groupby(path) if symbol]


@exercise.mistake("The blank may not win in your function, so that every frame says a word.")
def never_blank(log_probs: list[list[float]], words: list[str]) -> list[str]:
    path = [max(range(1, len(frame)), key=frame.__getitem__) for frame in log_probs]
    return [words[symbol - 1] for symbol, _ in itertools.groupby(path)]


@exercise.property("The first word must be that of the first frame whose best symbol is not the blank.")
def begins_alike(heard: list[str], case: Case) -> bool:
    path = [symbol for symbol in best(case["log_probs"]) if symbol]
    return heard[:1] == [case["words"][symbol - 1] for symbol in path[:1]]
