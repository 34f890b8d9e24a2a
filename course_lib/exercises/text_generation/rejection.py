"""Draw until a rule holds, but not for ever."""

from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text_generation.rejection",
    title="Draw until it holds",
    chapter="18",
    level=2,
    minutes=10,
    hints=[
        "A loop of at most `most` turns. What ends it early?",
        "Count the draws as you go. A text that does not hold is never returned, not even the last one.",
        "for n in range(1, most + 1): text = draw(); if holds(text): return text, n. After the loop: return None, most",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    words = ["rain", "snow", "fog", "storm", "hail", "frost"]

    def case(place: int, most: int) -> Case:
        order = torch.randperm(5, generator=rng).tolist()
        texts = [words[1 + i] for i in order]
        texts.insert(place, "rain")
        return {"texts": texts, "most": most}

    return [case(3, 5), case(0, 4), case(4, 3), case(4, 5)]


@exercise.runner
def run(answer: Callable[..., tuple[str | None, int]], case: Case) -> tuple[object, int, int]:
    """Give it texts in turn; return what it says, and how many it took."""
    texts, taken = list(case["texts"]), [0]

    def draw() -> str:
        taken[0] += 1
        if taken[0] > len(texts):
            raise RuntimeError("there are no more texts: you have drawn more than `most`.")
        return texts[taken[0] - 1]

    text, n = answer(draw, lambda text: text == "rain", case["most"])
    return text, n, taken[0]


Draw = Callable[[], str]
Holds = Callable[[str], bool]


@exercise.solution
def my_draw_until(
    draw: Callable[[], str],
    holds: Callable[[str], bool],
    most: int,
) -> tuple[str | None, int]:
    """Return the first text that holds and how many were drawn; None if `most` did not.

    Each call of draw() writes a new text.
    """
    for n in range(1, most + 1):
        text = draw()
        if holds(text):
            return text, n
    return None, most


@exercise.also_right
def by_while(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    n = 0
    while n < most:
        n += 1
        if holds(text := draw()):
            return text, n
    return None, n


@exercise.also_right
def by_recursion(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    if most == 0:
        return None, 0
    text = draw()
    if holds(text):
        return text, 1
    found, n = by_recursion(draw, holds, most - 1)
    return found, n + 1


@exercise.mistake("When no text holds, the last one is returned all the same; return None, so that the caller knows.")
def last_anyway(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    text = ""
    for n in range(1, most + 1):
        text = draw()
        if holds(text):
            return text, n
    return text, most


@exercise.mistake("draw() is called twice in a turn: the text that was checked is not the one returned.")
def twice(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    for n in range(1, most + 1):
        if holds(draw()):
            return draw(), n
    return None, most


@exercise.mistake("The count begins at 0: it says how many were thrown away, not how many were drawn.")
def from_zero(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    for n in range(most):
        text = draw()
        if holds(text):
            return text, n
    return None, most


@exercise.mistake("One text too few is drawn: the last of `most` may hold too.")
def one_too_few(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    for n in range(1, most):
        text = draw()
        if holds(text):
            return text, n
    return None, most - 1


@exercise.mistake("All `most` texts are drawn before any is checked: it costs the most each time.")
def all_first(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    texts = [draw() for _ in range(most)]
    for n, text in enumerate(texts, 1):
        if holds(text):
            return text, n
    return None, most


@exercise.mistake("The rule is turned round: the first text that does not hold is returned.")
def turned(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    return my_draw_until(draw, lambda text: not holds(text), most)


@exercise.mistake("There is no bound: it goes on until a text holds, for ever if none does.")
def unbounded(draw: Draw, holds: Holds, most: int) -> tuple[str | None, int]:
    n = 0
    while True:
        n += 1
        text = draw()
        if holds(text):
            return text, n
