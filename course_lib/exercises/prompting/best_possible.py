"""What the best learner can reach after five examples."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "prompting.best_possible",
    title="The best that five examples allow",
    chapter="16",
    level=2,
    minutes=10,
    tolerance=0.006,
    hints=[
        "There are two cases: the thing has stood among the examples, or it has not. What is right in each?",
        "Each example misses the thing with probability 5/6, so five miss it with (5/6)^5 "
        "= 0.40. Then one guesses among four shelves.",
        "(1 - 0.40) · 1 + 0.40 · 1/4.",
    ],
)


@exercise.solution
def share() -> float:
    """A shop keeps each of 6 things on one of 4 shelves, drawn at random.

    You have seen 5 examples, whose things were drawn at random, with repetition. You are
    asked for a thing, drawn in the same way. How often, at best, is your answer
    right? Two decimals.
    """
    missed = (5 / 6) ** 5
    return (1 - missed) + missed / 4


@exercise.also_right
def rounded() -> float:
    return 0.70


@exercise.also_right
def from_the_misses() -> float:
    return 1 - 0.75 * (5 / 6) ** 5


@exercise.mistake("This is how often the thing has stood among the examples; where it has not, a guess is right too.")
def no_guess() -> float:
    return 1 - (5 / 6) ** 5


@exercise.mistake("Five examples may show the same thing twice: they do not always know 5 of the 6 things.")
def all_different() -> float:
    return 5 / 6 + 1 / 6 / 4


@exercise.mistake("This counts five different things as seen, and no guess; things may come twice.")
def five_sixths() -> float:
    return 5 / 6


@exercise.mistake("This is how often the thing has not stood among the examples.")
def missed_share() -> float:
    return (5 / 6) ** 5


@exercise.mistake("A guess among four shelves is right once in four, not once in two.")
def half() -> float:
    return 1 - (5 / 6) ** 5 / 2


@exercise.mistake("A guess is among the 4 shelves, not among the 6 things.")
def guess_among_things() -> float:
    return 1 - (5 / 6) ** 6


@exercise.mistake("This is the share of a learner without examples.")
def chance() -> float:
    return 1 / 4


@exercise.mistake("This is in percent; write a share between 0 and 1.")
def percent() -> float:
    return 70.0


@exercise.property("A share lies between 0 and 1.")
def is_a_share(value: float, case: dict) -> bool:
    return 0 <= float(value) <= 1
