"""Add-k smoothing of one count."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "language_models.add_k",
    title="Add k",
    chapter="02",
    level=1,
    minutes=5,
    hints=[
        "Pretend that every token of the vocabulary was seen k times more. What happens to the count? To the total?",
        "The count grows by k. The total grows by k for *each* token of the vocabulary.",
        "`return (count + k) / (total + k * vocab_size)`",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    total = int(torch.randint(20, 40, (1,), generator=rng))
    return [
        {"count": 7, "total": total, "vocab_size": 11, "k": 0.3},
        {"count": 0, "total": total, "vocab_size": 11, "k": 0.3},
        {"count": 0, "total": 0, "vocab_size": 13, "k": 1.0},
    ]


@exercise.solution
def my_add_k(count: int, total: int, vocab_size: int, k: float) -> float:
    """Return the probability of a token that came `count` times of `total`."""
    return (count + k) / (total + k * vocab_size)


@exercise.also_right
def as_an_average(count: int, total: int, vocab_size: int, k: float) -> float:
    weight = total / (total + k * vocab_size)
    return weight * (count / max(total, 1)) + (1 - weight) / vocab_size


@exercise.also_right
def counting_them_all(count: int, total: int, vocab_size: int, k: float) -> float:
    return (count + k) / (total + sum(k for _ in range(vocab_size)))


@exercise.mistake("The total grows by k only once; it grows by k for each token of the vocabulary.")
def k_once(count: int, total: int, vocab_size: int, k: float) -> float:
    return (count + k) / (total + k)


@exercise.mistake("The total grows by the vocabulary's size, as if k were 1; multiply it by k.")
def k_is_one_below(count: int, total: int, vocab_size: int, k: float) -> float:
    return (count + k) / (total + vocab_size)


@exercise.mistake("This is add-1: `k` is not used.")
def always_one(count: int, total: int, vocab_size: int, k: float) -> float:
    return (count + 1) / (total + vocab_size)


@exercise.mistake("The total does not grow: the probabilities of all tokens sum to more than 1.")
def total_unchanged(count: int, total: int, vocab_size: int, k: float) -> float:
    return (count + k) / total


@exercise.mistake("The count does not grow: a token that was never seen still has probability 0.")
def count_unchanged(count: int, total: int, vocab_size: int, k: float) -> float:
    return count / (total + k * vocab_size)


@exercise.mistake("k is added to counts of 0 only, but the total is that of all counts grown: they sum to less than 1.")
def unseen_only(count: int, total: int, vocab_size: int, k: float) -> float:
    return (count or k) / (total + k * vocab_size)


@exercise.mistake("k is added after the division; it is a count, not a probability.")
def added_late(count: int, total: int, vocab_size: int, k: float) -> float:
    return count / max(total, 1) + k


@exercise.property("Smoothing moves a share towards 1 / vocab_size, and never past it.")
def between_share_and_uniform(output: float, case: Case) -> bool:
    ends = [case["count"] / max(case["total"], 1), 1 / case["vocab_size"]]
    return bool(min(ends) - 1e-9 <= output <= max(ends) + 1e-9)
