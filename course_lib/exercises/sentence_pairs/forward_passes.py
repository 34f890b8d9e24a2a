"""How many forward passes does each kind of encoder need?"""

from course_lib.exercises.kinds import PredictTheValue

exercise = PredictTheValue(
    "sentence_pairs.forward_passes",
    title="Forward passes of a day",
    chapter="15",
    level=1,
    minutes=5,
    hints=[
        "A bi-encoder reads each text once, alone. A cross-encoder reads pairs: query and "
        "question together, anew for each pair.",
        "The bank is read once by the bi-encoder, then each query once. The cross-encoder "
        "sees 10 questions for each query.",
        "5,000 + 200 for the search, and 200 · 10 for the second look. Add them up.",
    ],
)


@exercise.solution
def n_passes() -> int:
    """A bank holds 5,000 questions. In a day 200 queries come. A bi-encoder, which
    has not seen the bank yet, finds the 10 nearest questions of each query; then
    a cross-encoder puts these 10 in order. How many forward passes is that, one
    for each sequence that goes through an encoder?
    """
    return 5_000 + 200 + 200 * 10


@exercise.also_right
def added_up() -> int:
    return 7_200


@exercise.also_right
def by_query() -> int:
    return 5_000 + 200 * (1 + 10)


@exercise.mistake("The bank is missing: the bi-encoder must read its 5,000 questions once.")
def without_the_bank() -> int:
    return 200 + 200 * 10


@exercise.mistake("The queries are missing: the bi-encoder must read each of them, too.")
def without_the_queries() -> int:
    return 5_000 + 200 * 10


@exercise.mistake("The second look is missing: the cross-encoder reads 10 pairs a query.")
def without_reranking() -> int:
    return 5_000 + 200


@exercise.mistake("That is a cross-encoder over the whole bank: it reads every query with every question.")
def cross_encoder_alone() -> int:
    return 5_000 * 200


@exercise.mistake("The bank is read anew for each query; its vectors can be kept.")
def bank_each_time() -> int:
    return 200 * (5_000 + 1) + 200 * 10


@exercise.mistake("The 10 pairs are counted once only; each of the 200 queries has 10 of its own.")
def ten_in_all() -> int:
    return 5_000 + 200 + 10


@exercise.mistake("For each pair you count two passes; a cross-encoder reads both texts in one.")
def two_for_a_pair() -> int:
    return 5_000 + 200 + 2 * 200 * 10
