"""How many numbers a soft prompt trains."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "prompting.prompt_size",
    title="How little is trained",
    chapter="16",
    level=1,
    minutes=5,
    tolerance=0.0005,
    hints=[
        "Only the vectors move. How many numbers have they together?",
        "8 vectors of 128 numbers are 1,024 numbers. Of what are they the share?",
        "1,024 / 1,200,000 = 0.00085: write it in percent.",
    ],
)


@exercise.solution
def percent() -> float:
    """A frozen model has 1,200,000 parameters and d_model = 128, 4 heads, 4 layers.

    A soft prompt of 8 vectors is trained. How many percent of the model's number of
    parameters is that? Three decimals.
    """
    return 100 * 8 * 128 / 1_200_000


@exercise.also_right
def rounded() -> float:
    return 0.085


@exercise.also_right
def exact() -> float:
    return 1024 / 12_000


@exercise.mistake("This is the share as a fraction; in percent it is a hundred times as much.")
def fraction() -> float:
    return 8 * 128 / 1_200_000


@exercise.mistake("Attention's heads cut the width, they do not multiply it: leave out the 4.")
def times_heads() -> float:
    return 100 * 8 * 128 * 4 / 1_200_000


@exercise.mistake("This is one vector's share; there are 8.")
def one_vector() -> float:
    return 100 * 128 / 1_200_000


@exercise.mistake("This is the number of trained numbers, not their share.")
def count() -> float:
    return 8 * 128


@exercise.mistake("The vectors' width is counted twice: 128 × 128 is the size of a matrix between layers.")
def squared() -> float:
    return 100 * 8 * 128 * 128 / 1_200_000


@exercise.property("A share lies above 0 and below 100 percent.")
def is_a_share(value: float, case: dict) -> bool:
    return 0 < float(value) < 100
