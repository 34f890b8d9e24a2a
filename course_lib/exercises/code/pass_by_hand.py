"""pass@2 by hand."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "code.pass_by_hand",
    title="pass@2 by hand",
    chapter="24",
    level=1,
    minutes=5,
    tolerance=0.006,
    hints=[
        "Write down all pairs of two different programs out of five. How many are there?",
        "There are 10 pairs. In how many of them are both programs wrong?",
        "Three programs are wrong, so 3 of the 10 pairs hold no right one.",
    ],
)


@exercise.solution
def chance() -> float:
    """A model wrote five programs; two of them pass the tests.
    You draw two different ones of the five.
    What is the chance that at least one of the two passes?
    """
    return 0.7


@exercise.also_right
def as_a_fraction() -> float:
    return 7 / 10


@exercise.also_right
def one_after_the_other() -> float:
    return 1 - (3 / 5) * (2 / 4)


@exercise.mistake("That draws the same program twice at times: after the first draw only four are left.")
def put_back() -> float:
    return 1 - (3 / 5) ** 2


@exercise.mistake("That is the chance that both are wrong.")
def both_wrong() -> float:
    return 0.3


@exercise.mistake("That is the chance that both are right.")
def both_right() -> float:
    return 0.1


@exercise.mistake("That is pass@1.")
def one_draw() -> float:
    return 0.4


@exercise.mistake("Adding the two chances counts the pair of two right programs twice.")
def added() -> float:
    return 0.8


@exercise.mistake("That is the chance that exactly one of the two passes; two will do as well.")
def exactly_one() -> float:
    return 0.6
