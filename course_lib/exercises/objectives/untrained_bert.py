"""The loss of an untrained BERT, both heads."""

from math import log

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "objectives.untrained_bert",
    title="The loss before the first step",
    chapter="08",
    level=1,
    minutes=5,
    tolerance=0.02,
    hints=[
        "An untrained model finds all answers about equally likely. How many answers has each of the two questions?",
        "A hidden token has 30,000 possible answers, the pair of sentences has 2. BERT's loss is the sum of both.",
        "ln 30000 + ln 2, which is 10.31 + 0.69.",
    ],
)


@exercise.solution
def first_loss() -> float:
    """What is BERT's loss before the first step, to two decimals?

    Its vocabulary has 30,000 tokens. The loss is the mean over the hidden
    tokens plus that over the pairs of sentences, in nats.
    """
    return log(30_000) + log(2)


@exercise.also_right
def rounded() -> float:
    return 11.0


@exercise.also_right
def of_the_product() -> float:
    return log(60_000)


@exercise.mistake("That is the hidden tokens' part. The pairs of sentences add ln 2.")
def tokens_only() -> float:
    return log(30_000)


@exercise.mistake("That is the pairs' part, ln 2. The hidden tokens add ln 30,000.")
def pairs_only() -> float:
    return log(2)


@exercise.mistake("The loss is a mean over the hidden tokens: that only 15 % are hidden does not make it smaller.")
def a_share_of_it() -> float:
    return 0.15 * log(30_000) + log(2)


@exercise.mistake("The two losses are added, not averaged.")
def averaged() -> float:
    return (log(30_000) + log(2)) / 2


@exercise.mistake("Those are bits, logarithms to base 2; the loss is in nats, with the natural logarithm.")
def in_bits() -> float:
    return log(30_000, 2) + 1


@exercise.mistake("Those are logarithms to base 10; the loss is in nats, with the natural logarithm.")
def base_ten() -> float:
    return log(30_000, 10) + log(2, 10)
