"""The loss of a tiny batch, by hand."""

from math import exp, log

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "sentence_pairs.loss_by_hand",
    title="A loss of two pairs",
    chapter="15",
    level=2,
    minutes=10,
    tolerance=0.005,
    hints=[
        "Divide the cosines by the temperature, then take a softmax along each row.",
        "The partner of row 1 is column 1, that of row 2 is column 2. Row 1 has the logits "
        "1.6 and 0.6, row 2 has 0.2 and 0.2.",
        "Row 1: ln(1 + exp(-1)) = 0.313. Row 2: ln 2 = 0.693. The loss is their mean.",
    ],
)


@exercise.solution
def loss() -> float:
    """Cosines of two texts (rows) with two candidates (columns):

    0.8  0.3
    0.1  0.1

    The temperature is 0.5. What is the in-batch loss, to two decimals?
    """
    return (log(1 + exp(-1)) + log(2)) / 2


@exercise.also_right
def rounded() -> float:
    return 0.50


@exercise.also_right
def from_probabilities() -> float:
    return -(log(exp(1.6) / (exp(1.6) + exp(0.6))) + log(0.5)) / 2


@exercise.mistake("The cosines are not divided by the temperature.")
def without_temperature() -> float:
    return (log(1 + exp(-0.5)) + log(2)) / 2


@exercise.mistake("The cosines are multiplied by the temperature; divide them.")
def multiplied() -> float:
    return (log(1 + exp(-0.25)) + log(2)) / 2


@exercise.mistake("This is the sum of both rows; the loss is their mean.")
def summed() -> float:
    return log(1 + exp(-1)) + log(2)


@exercise.mistake("This is the mean probability of the partners; the loss is the mean of -ln of it.")
def probability() -> float:
    return (1 / (1 + exp(-1)) + 0.5) / 2


@exercise.mistake("The softmax runs down the columns; each text chooses among its row.")
def down_the_columns() -> float:
    return (log(1 + exp(-1.4)) + log(1 + exp(0.4))) / 2


@exercise.mistake("This is the loss of row 1 alone; row 2 counts as much.")
def first_row() -> float:
    return log(1 + exp(-1))


@exercise.mistake("This is the loss of row 2 alone; row 1 counts as much.")
def second_row() -> float:
    return log(2)


@exercise.mistake("The logarithm has base 2; the loss uses the natural one.")
def base_two() -> float:
    return loss() / log(2)


@exercise.mistake("A loss is -ln of a probability, which is positive: the sign is missing.")
def negative() -> float:
    return -loss()
