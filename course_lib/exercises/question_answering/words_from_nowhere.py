"""Which words of a written answer come from nowhere?"""

import re
from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.words_from_nowhere",
    title="Words from nowhere",
    chapter="21",
    level=2,
    minutes=10,
    hints=[
        "Collect the words that the answer may use: those of the question, of the passage, and the free ones.",
        r"`re.findall(r'\w+', text.lower())` gives the words of a text in small letters.",
        "Return `[word for word in words(answer) if word not in known]`, where `known` is a set of words, not a text.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    passage = "Meet Anna Lee. Her door in Mill Street is always open. She has lost her white toy train."
    cases = [
        ("Anna Lee has lost her white toy train.", "What has Anna Lee lost?"),
        ("Anna Lee has lost her heavy toy train.", "What has Anna Lee lost?"),
        ("Anna Lee lives in Mill Lane.", "Where does Anna Lee live?"),
        ("Ann Lee lives in Mill Street.", "Where does Anna Lee live?"),  # Ann is within Anna, and no word of it
        ("Pavel lives in Hill Road, Hill Road.", "Where does Pavel live?"),
        ("It is Anna Lee.", "Who from Ashford has lost a train?"),
        ("It is Eva Lee from Ashford.", "Who from Ashford has lost a train?"),
        ("", "Where does Anna Lee live?"),
    ]
    free = {"lives", "in", "has", "lost", "her", "it", "is"}
    order = torch.randperm(len(cases), generator=rng).tolist()
    return [{"answer": a, "question": q, "passage": passage, "free": free} for a, q in (cases[i] for i in order)]


@exercise.solution
def my_invented(answer: str, question: str, passage: str, free: set[str]) -> list[str]:
    """Return the words of the answer that neither question nor passage has, in order.

    Words are compared in small letters and without punctuation. The words of `free` may
    stand in any answer. A word that comes twice is returned twice.
    """

    def words(text: str) -> list[str]:
        return re.findall(r"\w+", text.lower())

    known = {*words(question), *words(passage), *free}
    return [word for word in words(answer) if word not in known]


@exercise.also_right
def with_a_loop(answer: str, question: str, passage: str, free: set[str]) -> list[str]:
    found = []
    for word in re.findall(r"\w+", answer.lower()):
        if word not in free and not re.search(rf"\b{word}\b", f"{question} {passage}".lower()):
            found.append(word)
    return found


@exercise.also_right
def by_filter(answer: str, question: str, passage: str, free: set[str]) -> list[str]:
    known = set(re.split(r"\W+", f"{question} {passage}".lower())) | free
    return list(filter(lambda word: word and word not in known, re.split(r"\W+", answer.lower())))


def found_in(answer: str, known: set[str]) -> list[str]:
    return [word for word in words_of(answer) if word not in known]


def words_of(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())


MISTAKES: dict[str, Callable[[str, str, str, set[str]], list[str]]] = {
    'A part of a word is no word: "ann" is found in *Anna*. Compare with a set of words.': lambda a, q, p, free: [
        word for word in words_of(a) if word not in f"{q} {p}".lower() and word not in free
    ],
    "The question's words are known, too: a name that the user said is not invented.": lambda a, q, p, free: found_in(
        a, {*words_of(p), *free}
    ),
    "The passage's words are known: look there as well.": lambda a, q, p, free: found_in(a, {*words_of(q), *free}),
    "The words of `free` may stand in any answer.": lambda a, q, p, free: found_in(a, {*words_of(q), *words_of(p)}),
    "Capitals differ between answer and passage: compare in small letters.": lambda a, q, p, free: [
        word for word in re.findall(r"\w+", a) if word not in {*re.findall(r"\w+", f"{q} {p}"), *free}
    ],
    "Punctuation sticks to the words: `split()` gives *lane.* with its full stop.": lambda a, q, p, free: [
        word for word in a.lower().split() if word not in {*f"{q} {p}".lower().split(), *free}
    ],
    "A word that comes twice is returned twice, in the answer's order: a set forgets both.": lambda a, q, p, free: (
        sorted({*words_of(a)} - {*words_of(q), *words_of(p), *free})
    ),
    "These are the words that *are* known; return the others.": lambda a, q, p, free: [
        word for word in words_of(a) if word in {*words_of(q), *words_of(p), *free}
    ],
}
for message, mistake in MISTAKES.items():
    exercise.mistake(message)(mistake)
