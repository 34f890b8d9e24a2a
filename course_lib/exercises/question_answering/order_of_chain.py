"""The lines of the bot, shuffled."""

import math

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import OrderTheLines

exercise = OrderTheLines(
    "question_answering.order_of_chain",
    title="The chain in order",
    chapter="21",
    level=2,
    minutes=6,
    hints=[
        "Search first: nothing can be read before it is found. What is the very last thing the bot decides?",
        "Search, read each passage found, keep the one with the highest margin, then compare that "
        "margin with the threshold, then answer with the source. Two lines stay out.",
        "D comes first, then B and F; A refuses, C answers. E and G stay out.",
    ],
    signature="def answer(question, search, read, threshold):",
    lines=[
        "if margin <= threshold: return None",
        "spans = [(*read(question, row), row) for row in rows]",
        "return words, row",
        "rows = search(question)",
        "words, margin, row = spans[0]",
        "words, margin, row = max(spans, key=lambda span: span[1])",
        "if margin > threshold: return None",
    ],
)


def search(question: str) -> list[int]:
    """Return rows of passages, as a search would."""
    return list(range(len(question), 2 * len(question) + 3))


def read(question: str, row: int) -> tuple[str, float]:
    """Return an answer and its margin, as a reader would."""
    return f"{question}, {row}", math.sin(5.0 * row + len(question))


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(low: float, high: float) -> Case:
        while True:
            question = "who " + "lost " * int(torch.randint(1, 7, (1,), generator=rng))
            margins = [read(question, row)[1] for row in search(question)]
            if low < max(margins) - margins[0] and max(margins) < high:
                break
        return {"question": question, "search": search, "read": read}

    some = [draw(0.3, 2.0), draw(0.5, 2.0)]
    return [*({**one, "threshold": -1.5} for one in some), {**some[0], "threshold": 1.5}]


exercise.solution("DBFAC")
exercise.also_right("d b f a c")
exercise.also_right("D, B, F, A, C")

exercise.mistake("E takes the passage that the search put first; the reader's margin must choose.")("DBEAC")
exercise.mistake("G refuses what is sure, and says what is not.")("DBFGC")
exercise.mistake("Nothing is ever refused: line A is missing.")("DBFC")
exercise.mistake("The best span is chosen before anything has been read.")("DFBAC")
exercise.mistake("The bot reads before it has searched.")("BDFAC")
exercise.mistake("The margin is compared before it is known.")("DBAFC")
exercise.mistake("No passage is chosen, so there is no answer to return.")("DBC")
exercise.mistake("Nothing is returned as an answer: line C is missing.")("DBFA")
