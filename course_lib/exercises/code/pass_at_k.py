"""The unbiased estimator of pass@k."""

import math

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "code.pass_at_k",
    title="pass@k",
    chapter="24",
    level=2,
    minutes=12,
    hints=[
        "Ask for the opposite: in how many of all choices of k programs is none right?",
        "There are C(n, k) choices, and C(n − c, k) of them take only wrong programs. math.comb counts them, "
        "and gives 0 where there are too few.",
        "return 1 - math.comb(n_samples - n_correct, k) / math.comb(n_samples, k)",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    n = int(torch.randint(12, 20, (1,), generator=rng))
    return [
        {"n_samples": n, "n_correct": 3, "k": 4},
        {"n_samples": n, "n_correct": 0, "k": 5},
        {"n_samples": 7, "n_correct": 5, "k": 3},
        {"n_samples": 9, "n_correct": 2, "k": 1},
    ]


@exercise.solution
def my_pass_at_k(n_samples: int, n_correct: int, k: int) -> float:
    """Return the chance that k programs, drawn without putting back, hold a right one.

    n_samples were written, n_correct of them pass the tests.
    """
    return 1 - math.comb(n_samples - n_correct, k) / math.comb(n_samples, k)


@exercise.also_right
def as_a_product(n_samples: int, n_correct: int, k: int) -> float:
    wrong = 1.0
    for i in range(k):
        wrong *= max(n_samples - n_correct - i, 0) / (n_samples - i)
    return 1 - wrong


@exercise.also_right
def over_the_right_ones(n_samples: int, n_correct: int, k: int) -> float:
    some = sum(
        math.comb(n_correct, right) * math.comb(n_samples - n_correct, k - right)
        for right in range(1, min(n_correct, k) + 1)
    )
    return some / math.comb(n_samples, k)


@exercise.mistake("This draws with putting back: 1 − (1 − c/n)^k, which is too low.")
def put_back(n_samples: int, n_correct: int, k: int) -> float:
    return 1 - (1 - n_correct / n_samples) ** k


@exercise.mistake("This is the chance that all k are wrong: subtract it from 1.")
def all_wrong(n_samples: int, n_correct: int, k: int) -> float:
    return math.comb(n_samples - n_correct, k) / math.comb(n_samples, k)


@exercise.mistake("This is the chance that all k are right; one right one is enough.")
def all_right(n_samples: int, n_correct: int, k: int) -> float:
    return math.comb(n_correct, k) / math.comb(n_samples, k)


@exercise.mistake("k times pass@1 counts twice the draws that hold two right programs, and can pass 1.")
def k_times(n_samples: int, n_correct: int, k: int) -> float:
    return k * n_correct / n_samples


@exercise.mistake("This is pass@1, whatever k is.")
def first_only(n_samples: int, n_correct: int, k: int) -> float:
    return n_correct / n_samples


@exercise.mistake("This asks whether there is a right program among all n, not among k drawn ones.")
def any_of_all(n_samples: int, n_correct: int, k: int) -> float:
    return float(n_correct > 0)


@exercise.property("A chance lies between 0 and 1.")
def is_a_chance(answer: float, case: Case) -> bool:
    return 0 <= answer <= 1
