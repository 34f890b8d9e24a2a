"""Which tokens would complete an n-gram that the text has already?"""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text_generation.no_repeat_ngram",
    title="No n-gram twice",
    chapter="18",
    level=2,
    minutes=15,
    hints=[
        "The next token would end an n-gram. Which n - 1 tokens would stand before it?",
        "The last n - 1 tokens of the text. Wherever else the same n - 1 tokens stand, the "
        "token behind them is forbidden.",
        "ending = text[len(text) - n + 1 :]; for i in range(len(text) - n + 1): if "
        "text[i : i + n - 1] == ending, add text[i + n - 1] to a set",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def case(seed_text: list[int], n: int) -> Case:
        more = torch.randint(9, 30, (4,), generator=rng).tolist()
        return {"text": [*more, *seed_text], "n": n}

    return [
        case([1, 2, 3, 1, 2, 4, 5, 1, 2], 3),
        case([5, 6, 5, 7, 5], 2),
        case([1, 1, 1, 1], 3),
        case([3, 2, 1, 2, 3], 3),
        case([4, 8, 4], 1),
        case([2, 7, 7], 2),
        {"text": [4, 5], "n": 4},
    ]


@exercise.solution
def my_forbidden(text: list[int], n: int) -> list[int]:
    """Return the tokens, sorted, that would complete an n-gram the text has already."""
    ending = text[len(text) - n + 1 :]
    forbidden = set()
    for i in range(len(text) - n + 1):
        if text[i : i + n - 1] == ending:
            forbidden.add(text[i + n - 1])
    return sorted(forbidden)


@exercise.also_right
def by_trying(text: list[int], n: int) -> list[int]:
    had = {tuple(text[i : i + n]) for i in range(len(text) - n + 1)}
    tail = tuple(text[len(text) - n + 1 :]) if n > 1 else ()
    return sorted(token for token in set(text) if (*tail, token) in had)


@exercise.also_right
def by_a_table(text: list[int], n: int) -> list[int]:
    follows: dict[tuple[int, ...], set[int]] = {}
    for i in range(len(text) - n + 1):
        follows.setdefault(tuple(text[i : i + n - 1]), set()).add(text[i + n - 1])
    return sorted(follows.get(tuple(text[len(text) - n + 1 :]), set()))


@exercise.mistake("This forbids every token that the text has; only those that would complete an n-gram are meant.")
def all_tokens(text: list[int], n: int) -> list[int]:
    return sorted(set(text))


@exercise.mistake("The last n tokens are compared, not the last n - 1: the next token is the n-th itself.")
def one_too_long(text: list[int], n: int) -> list[int]:
    return my_forbidden(text, n + 1)


@exercise.mistake("The last n - 2 tokens are compared: that forbids whatever would complete a shorter n-gram.")
def one_too_short(text: list[int], n: int) -> list[int]:
    return my_forbidden(text, max(1, n - 1)) if n > 1 else []


@exercise.mistake("The search stops at the first match; the same n - 1 tokens may have had several successors.")
def first_only(text: list[int], n: int) -> list[int]:
    ending = text[len(text) - n + 1 :]
    for i in range(len(text) - n + 1):
        if text[i : i + n - 1] == ending:
            return [text[i + n - 1]]
    return []


@exercise.mistake("The search ends one place too early: the n-gram that ends the text counts too.")
def one_early(text: list[int], n: int) -> list[int]:
    ending = text[len(text) - n + 1 :]
    return sorted({text[i + n - 1] for i in range(len(text) - n) if text[i : i + n - 1] == ending})


@exercise.mistake("The tokens before the match are forbidden; what follows it is asked for.")
def before(text: list[int], n: int) -> list[int]:
    ending = text[len(text) - n + 1 :]
    return sorted({text[i - 1] for i in range(1, len(text) - n + 1) if text[i : i + n - 1] == ending})


@exercise.mistake("Order is ignored: the n - 1 tokens must stand in the same order as at the end.")
def any_order(text: list[int], n: int) -> list[int]:
    ending = sorted(text[len(text) - n + 1 :])
    places = range(len(text) - n + 1)
    return sorted({text[i + n - 1] for i in places if sorted(text[i : i + n - 1]) == ending})
