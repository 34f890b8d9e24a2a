"""How much probability add-1 hands to what was never seen."""

from typing import Any

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "language_models.mass_of_the_unseen",
    title="What add-one gives away",
    chapter="02",
    level=1,
    minutes=5,
    tolerance=2e-3,
    hints=[
        "First one unseen word: what is its count after adding 1, and what the total of all counts?",
        "Each unseen word has 1 of 20 + 980. How many words are unseen? Not all 980: five were seen.",
        "There are 980 - 5 = 975 unseen words, each with 1 / 1000.",
    ],
)


@exercise.solution
def unseen_mass() -> float:
    """Which share of the probability goes to words never seen after a context?

    The context was seen 20 times, followed by 5 different words.
    The vocabulary has 980 words; every count grows by 1.
    """
    return (980 - 5) / (20 + 980)


@exercise.also_right
def two_decimals() -> float:
    return 0.975


@exercise.also_right
def what_the_seen_keep() -> float:
    return 1 - (20 + 5) / (20 + 980)


@exercise.mistake("This is the probability of *one* unseen word; there are 975 of them.")
def one_word() -> float:
    return 1 / (20 + 980)


@exercise.mistake("All 980 words are taken for unseen; 5 of them were seen.")
def all_words() -> float:
    return 980 / (20 + 980)


@exercise.mistake("Adding 1 to every word makes the total 20 + 980, not 980.")
def total_is_the_vocabulary() -> float:
    return (980 - 5) / 980


@exercise.mistake("20 is subtracted, which counts occurrences; 5 *different* words were seen.")
def occurrences_for_words() -> float:
    return (980 - 20) / (20 + 980)


@exercise.mistake("This is what the seen words keep; the question asks for the rest.")
def the_seen() -> float:
    return (20 + 5) / (20 + 980)


@exercise.mistake("The total has not grown: each unseen word has 1 of 20 + 980, not 1 of 20.")
def total_unchanged() -> float:
    return (980 - 5) / 20


@exercise.property("A share lies between 0 and 1.")
def is_a_share(value: Any, case: Case) -> bool:
    return bool(0 <= value <= 1)
