"""All-reduce on a ring: everybody ends with the sum, and sends less than two vectors."""

from typing import Any

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "efficient_training.ring_all_reduce",
    title="All-reduce on a ring",
    chapter="12",
    level=3,
    minutes=25,
    hints=[
        "Two rounds of n − 1 steps. In the first, each process passes one number on, and the receiver adds it to its "
        "own; in the second, finished sums are passed on, and the receiver keeps them as they are.",
        "In step s, process r sends number (r − s) mod n to process r + 1: what it received the step before. All send "
        "at the same time, so collect what is sent before anything is changed.",
        "`sent = [(r, (r - s) % n, vectors[r][(r - s) % n]) for r in range(n)]`, then for each `to = (r + 1) % n`: add "
        "for `s < n - 1`, else replace. s runs to 2 (n − 1).",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(n: int) -> Case:
        return {"vectors": torch.randint(-9, 10, (n, n), generator=rng).tolist()}

    return [{"vectors": [[1, 2, 3], [10, 20, 30], [100, 200, 300]]}, draw(4), draw(2), draw(5)]


@exercise.runner
def run(answer: Any, case: Case) -> Any:
    """Give the answer a copy, as it may add in place."""
    return answer([list(row) for row in case["vectors"]])


@exercise.solution
def my_all_reduce(vectors: list[list[float]]) -> tuple[list[list[float]], int]:
    """Return what each process holds at the end, and how many numbers each has sent.

    Process r of n starts with vectors[r], n numbers long: each number is a piece.
    """
    n = len(vectors)
    n_sent = 0
    for step in range(2 * (n - 1)):
        sent = [(r, (r - step) % n, vectors[r][(r - step) % n]) for r in range(n)]
        for r, piece, number in sent:
            neighbour = vectors[(r + 1) % n]
            neighbour[piece] = neighbour[piece] + number if step < n - 1 else number
        n_sent += 1
    return vectors, n_sent


@exercise.also_right
def two_loops(vectors: list[list[float]]) -> tuple[list[list[float]], int]:
    n = len(vectors)
    held = torch.tensor(vectors)
    ranks = torch.arange(n)
    for step in range(n - 1):
        pieces = (ranks - step) % n
        held[(ranks + 1) % n, pieces] += held[ranks, pieces].clone()
    for step in range(n - 1):
        pieces = (ranks + 1 - step) % n
        held[(ranks + 1) % n, pieces] = held[ranks, pieces].clone()
    return held.tolist(), 2 * n - 2


@exercise.also_right
def by_what_must_come_out(vectors: list[list[float]]) -> tuple[list[list[float]], int]:
    totals = [sum(column) for column in zip(*vectors, strict=True)]
    return [list(totals) for _ in vectors], 2 * (len(vectors) - 1)


def ring(vectors: list[list[float]], n_steps: int, adding: int, at_once: bool = True, turn: int = -1) -> list:
    n = len(vectors)
    for step in range(n_steps):
        places = [(r, (r + turn * step) % n) for r in range(n)]
        before = [vectors[r][piece] for r, piece in places]
        for (r, piece), number in zip(places, before, strict=True):
            number = number if at_once else vectors[r][piece]
            to = vectors[(r + 1) % n]
            to[piece] = to[piece] + number if step < adding else number
    return vectors


@exercise.mistake("Only the first round is done: each process has one finished sum, and must still get the others.")
def first_round_only(vectors: list[list[float]]) -> tuple[list, int]:
    return ring(vectors, len(vectors) - 1, len(vectors) - 1), len(vectors) - 1


@exercise.mistake("The second round adds again; it must hand the finished sums on as they are.")
def always_adding(vectors: list[list[float]]) -> tuple[list, int]:
    n = len(vectors)
    return ring(vectors, 2 * (n - 1), 2 * (n - 1)), 2 * (n - 1)


@exercise.mistake("A round has n − 1 steps, not n: one step too many adds a number twice.")
def rounds_of_n(vectors: list[list[float]]) -> tuple[list, int]:
    n = len(vectors)
    return ring(vectors, 2 * n, n), 2 * n


@exercise.mistake("Each process hands on what its neighbour changed in this very step: all must send before any adds.")
def one_after_the_other(vectors: list[list[float]]) -> tuple[list, int]:
    n = len(vectors)
    for step in range(2 * (n - 1)):
        for r in range(n):
            piece = (r - step) % n if step else 0
            to = vectors[(r + 1) % n]
            to[piece] = to[piece] + vectors[r][piece] if step < n - 1 else vectors[r][piece]
    return vectors, 2 * (n - 1)


@exercise.mistake("The pieces move the wrong way, (r + step): a process must hand on what it has received just now.")
def other_way(vectors: list[list[float]]) -> tuple[list, int]:
    n = len(vectors)
    return ring(vectors, 2 * (n - 1), n - 1, turn=1), 2 * (n - 1)


@exercise.mistake("The sums are right, but every process sends its whole vector to all others: n (n − 1) numbers.")
def everything_to_everybody(vectors: list[list[float]]) -> tuple[list, int]:
    held, _ = by_what_must_come_out(vectors)
    return held, len(vectors) * (len(vectors) - 1)


@exercise.mistake("The count is of all processes together; asked for is what each one has sent.")
def count_of_all(vectors: list[list[float]]) -> tuple[list, int]:
    held, n_sent = by_what_must_come_out(vectors)
    return held, n_sent * len(vectors)


@exercise.mistake("The mean comes out; all-reduce gives the sum.")
def mean(vectors: list[list[float]]) -> tuple[list, int]:
    held, n_sent = by_what_must_come_out(vectors)
    return [[number / len(vectors) for number in row] for row in held], n_sent


@exercise.property("All processes must hold the same numbers at the end.")
def all_alike(result: Any, case: Case) -> bool:
    held, _ = result
    return all(row == held[0] for row in held)
