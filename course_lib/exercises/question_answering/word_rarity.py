"""How much a word tells about a passage."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "question_answering.word_rarity",
    title="How much does a word tell?",
    chapter="21",
    level=1,
    minutes=8,
    hints=[
        "Compare the passages without the word with those that have it; half a passage is added to both.",
        "The ratio is (N - n + 0.5) / (n + 0.5). Then 1 is added, so that the logarithm never falls below 0.",
        "`math.log(1 + (n_passages - n_with + 0.5) / (n_with + 0.5))`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n = int(torch.randint(300, 900, (1,), generator=rng))
    return [{"n_passages": n, "n_with": some} for some in (0, 1, n // 5, n - 3)]


@exercise.solution
def my_idf(n_passages: int, n_with: int) -> float:
    """Return the idf of a word that `n_with` of the passages hold."""
    return math.log(1 + (n_passages - n_with + 0.5) / (n_with + 0.5))


@exercise.also_right
def as_one_fraction(n_passages: int, n_with: int) -> float:
    return math.log((n_passages + 1) / (n_with + 0.5))


@exercise.also_right
def with_log1p(n_passages: int, n_with: int) -> float:
    return math.log1p((n_passages - n_with + 0.5) / (n_with + 0.5))


@exercise.mistake("The 1 is missing: a word that most passages hold gets a negative weight.")
def without_the_one(n_passages: int, n_with: int) -> float:
    return math.log((n_passages - n_with + 0.5) / (n_with + 0.5))


@exercise.mistake("This is the plain ln(N / n), with 0.5 added to n: N - n belongs above the line, and a 1 before it.")
def plain(n_passages: int, n_with: int) -> float:
    return math.log(n_passages / (n_with + 0.5))


@exercise.mistake("The ratio is upside down: it must grow as fewer passages hold the word.")
def upside_down(n_passages: int, n_with: int) -> float:
    return math.log(1 + (n_with + 0.5) / (n_passages - n_with + 0.5))


@exercise.mistake("The logarithm is to the base 10; it is the natural one here.")
def to_base_ten(n_passages: int, n_with: int) -> float:
    return math.log10(1 + (n_passages - n_with + 0.5) / (n_with + 0.5))


@exercise.mistake("The logarithm is to the base 2; it is the natural one here.")
def to_base_two(n_passages: int, n_with: int) -> float:
    return math.log2(1 + (n_passages - n_with + 0.5) / (n_with + 0.5))


@exercise.mistake("There is no logarithm: a rare word would drown all the others.")
def no_logarithm(n_passages: int, n_with: int) -> float:
    return 1 + (n_passages - n_with + 0.5) / (n_with + 0.5)


@exercise.mistake("The halves are missing: a word that no passage holds divides by 0.")
def without_halves(n_passages: int, n_with: int) -> float:
    return math.log(1 + (n_passages - n_with) / n_with)
