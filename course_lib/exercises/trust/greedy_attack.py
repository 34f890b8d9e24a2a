"""Which words would a spammer edit?"""

from dataclasses import dataclass

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "trust.greedy_attack",
    title="Edit as few words as possible",
    chapter="27",
    level=3,
    minutes=15,
    hints=[
        "In each round, try every word that is not edited yet, and keep the edit that lowers the score most.",
        "The next round starts from the text with that edit. Stop as soon as the score is below 0.5, or when no word "
        "is left.",
        "`best = min(left, key=lambda i: score(with_edit(words, i)))`; put the edit in, remove `best` from `left`, "
        "and look at `score(words)` at the head of the loop.",
    ],
)


@dataclass(frozen=True)
class Spam:
    """Scores words; two of them count for more together."""

    weights: dict[str, float]
    together: tuple[str, str] = ("", "")

    def __call__(self, words: list[str]) -> float:
        bonus = 0.3 * ({*self.together} <= {*words})
        return sum(self.weights.get(word, 0.0) for word in words) + bonus


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    words = ["win", "cash", "now", "dear", "friend", "send", "fee"]
    drawn = (torch.rand(7, generator=rng) * 0.1).tolist()
    base = [0.3, 0.4, 0.2, -0.2, 0.05, 0.25, 0.1]
    plain = Spam({w: a + b for w, a, b in zip(words, base, drawn, strict=True)})
    pair = Spam(
        {"win": 0.22, "cash": 0.16, "now": 0.21, "fee": 0.2, "send": 0.19, "noww": -0.5, "dearr": -0.01},
        ("cash", "send"),
    )
    return [
        {"words": words, "score": plain, "edit": str.upper},
        {"words": words, "score": pair, "edit": str.upper},
        {"words": words[3:5], "score": Spam({}), "edit": str.upper},  # nothing to do
        {"words": ["a", "b", "c"], "score": Spam({"a": 1.0, "A": 0.9, "c": 0.3, "C": 0.35}), "edit": str.upper},
    ]


@exercise.solution
def my_attack(words: list[str], score, edit) -> list[str]:
    """Return the words with as many edited, greedily, as bring the score below 0.5.

    `score(words)` says how sure the filter is that it is spam; `edit(word)` makes the
    other spelling. In each round the edit that lowers the score most is kept, the first
    of equals. If all words are edited and the score is still 0.5 or more, so be it.
    """
    words, left = list(words), list(range(len(words)))
    while left and score(words) >= 0.5:
        tried = [[*words[:i], edit(words[i]), *words[i + 1 :]] for i in left]
        best = min(range(len(left)), key=lambda k: score(tried[k]))
        words = tried[best]
        left.pop(best)
    return words


@exercise.also_right
def with_a_set(words: list[str], score, edit) -> list[str]:
    done: set[int] = set()

    def text(chosen: set[int]) -> list[str]:
        return [edit(word) if i in chosen else word for i, word in enumerate(words)]

    while len(done) < len(words) and score(text(done)) >= 0.5:
        rest = [i for i in range(len(words)) if i not in done]
        done.add(min(rest, key=lambda i: (score(text(done | {i})), i)))
    return text(done)


@exercise.also_right
def recursively(words: list[str], score, edit, done: tuple[int, ...] = ()) -> list[str]:
    if score(words) < 0.5 or len(done) == len(words):
        return list(words)
    ways = [(score(w), i, w) for i, w in enumerate(_each(words, edit)) if i not in done]
    _, i, best = min(ways)
    return recursively(best, score, edit, (*done, i))


def _each(words: list[str], edit) -> list[list[str]]:
    return [[*words[:i], edit(words[i]), *words[i + 1 :]] for i in range(len(words))]


@exercise.mistake("The order is fixed once, from the text as it was; words work together: choose anew in each round.")
def fixed_order(words: list[str], score, edit) -> list[str]:
    order = sorted(range(len(words)), key=lambda i: score(_each(words, edit)[i]))
    changed = list(words)
    for i in order:
        if score(changed) < 0.5:
            break
        changed[i] = edit(words[i])
    return changed


@exercise.mistake("It edits from left to right: the words that count most must go first.")
def left_to_right(words: list[str], score, edit) -> list[str]:
    changed = list(words)
    for i, word in enumerate(words):
        if score(changed) < 0.5:
            break
        changed[i] = edit(word)
    return changed


@exercise.mistake("It does not stop at 0.5: more words are edited than are needed.")
def never_stops(words: list[str], score, edit) -> list[str]:
    return [edit(word) for word in words]


@exercise.mistake("It stops after one word, though the score is still 0.5 or more.")
def one_word(words: list[str], score, edit) -> list[str]:
    return min(_each(words, edit), key=score) if score(words) >= 0.5 else list(words)


@exercise.mistake("It keeps the edit that *raises* the score most.")
def wrong_way(words: list[str], score, edit) -> list[str]:
    changed, left = list(words), list(range(len(words)))
    while left and score(changed) >= 0.5:
        best = max(left, key=lambda i: score(_each(changed, edit)[i]))
        changed[best] = edit(changed[best])
        left.remove(best)
    return changed


@exercise.mistake("A text that is below 0.5 already needs no edit: look at the score first.")
def edits_first(words: list[str], score, edit) -> list[str]:
    changed, left = list(words), list(range(len(words)))
    while left:
        best = min(left, key=lambda i: score(_each(changed, edit)[i]))
        changed[best] = edit(changed[best])
        left.remove(best)
        if score(changed) < 0.5:
            break
    return changed
