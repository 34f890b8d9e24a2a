"""How many numbers a LoRA trains, counted by hand."""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "tuning_and_alignment.count_parameters",
    title="Count what a LoRA trains",
    chapter="17",
    level=1,
    minutes=5,
    hints=[
        "A layer with n inputs and m outputs gets A, rank × n, and B, m × rank. There are two such layers a block.",
        "The first layer makes queries, keys and values at once: 64 inputs, 192 outputs. The second has 64 and 64.",
        "4 · (64 + 192) + 4 · (64 + 64) in a block, times 4 blocks. W and the biases are frozen.",
    ],
)


@exercise.solution
def trained() -> int:
    """How many numbers are trained?

    A model has 4 blocks of width d_model = 64. A LoRA of rank 4 is given to the two
    linear layers of each block's attention:
      - query_key_value, from 64 numbers to 3 · 64,
      - output, from 64 numbers to 64.
    All else is frozen.
    """
    rank, d_model, n_blocks = 4, 64, 4
    return n_blocks * (rank * (d_model + 3 * d_model) + rank * (d_model + d_model))


@exercise.also_right
def as_a_number() -> int:
    return 6144


@exercise.also_right
def matrix_by_matrix() -> int:
    return sum(4 * 64 + 192 * 4 + 4 * 64 + 64 * 4 for _ in range(4))


@exercise.mistake("That is one block; the model has 4.")
def one_block() -> int:
    return 4 * (64 + 192) + 4 * (64 + 64)


@exercise.mistake("That counts the frozen W: full tuning would train these. A LoRA trains A and B alone.")
def full() -> int:
    return 4 * (64 * 192 + 64 * 64)


@exercise.mistake("A alone is counted: B is trained too, though it starts at 0.")
def only_a() -> int:
    return 4 * (4 * 64 + 4 * 64)


@exercise.mistake("The second layer of each block's attention, output, has a LoRA too.")
def first_layer_alone() -> int:
    return 4 * 4 * (64 + 192)


@exercise.mistake("Biases are frozen: nothing is added for them.")
def with_biases() -> int:
    return trained() + 4 * (192 + 64)


@exercise.mistake("Queries, keys and values share one layer here, and so one A: it is not counted three times.")
def three_layers() -> int:
    return 4 * 4 * 4 * (64 + 64)
