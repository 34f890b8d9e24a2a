"""A sum's steps, column by column from the right."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "prompting.addition_steps",
    title="The steps of a sum",
    chapter="16",
    level=2,
    minutes=15,
    hints=[
        "What must be carried from one column to the next? In which direction do the columns come?",
        "`divmod(a, 10)` parts a number from its last digit. A step's sum is digit + digit "
        "+ carry; the carry of the next is its tens.",
        "Loop `width` times: `a, x = divmod(a, 10)`, `b, y = divmod(b, 10)`, `total = x + y + carry`, "
        'append `f"{x}+{y}+{carry}={total:02}"`, `carry = total // 10`.',
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    extra = torch.randint(100, 1000, (2,), generator=rng).tolist()
    return [
        {"a": 47, "b": 85, "width": 2},
        {"a": 6, "b": 958, "width": 3},
        {"a": 999, "b": 1, "width": 3},
        {"a": 120, "b": 34, "width": 4},
        {"a": extra[0], "b": extra[1], "width": 4},
    ]


@exercise.solution
def my_steps(a: int, b: int, width: int) -> list[str]:
    """Return the steps of a + b, the rightmost column first, `width` of them.

    A step is "digit of a + digit of b + carry = two digits": 47 + 85 has the steps
    "7+5+0=12" and "4+8+1=13".
    """
    written, carry = [], 0
    for _ in range(width):
        (a, x), (b, y) = divmod(a, 10), divmod(b, 10)
        total = x + y + carry
        written.append(f"{x}+{y}+{carry}={total:02}")
        carry = total // 10
    return written


@exercise.also_right
def with_strings(a: int, b: int, width: int) -> list[str]:
    written, carry = [], 0
    for x, y in zip(reversed(str(a).zfill(width)), reversed(str(b).zfill(width)), strict=True):
        total = int(x) + int(y) + carry
        written.append(x + "+" + y + "+" + str(carry) + "=" + str(total).zfill(2))
        carry = int(total > 9)
    return written


@exercise.also_right
def by_powers(a: int, b: int, width: int) -> list[str]:
    def step(i: int) -> str:
        x, y = a // 10**i % 10, b // 10**i % 10
        carry = (a % 10**i + b % 10**i) // 10**i
        return f"{x}+{y}+{carry}={x + y + carry:02d}"

    return [step(i) for i in range(width)]


@exercise.mistake("The columns come from the left: the carry is known only if one begins at the right.")
def from_the_left(a: int, b: int, width: int) -> list[str]:
    return my_steps(a, b, width)[::-1]


@exercise.mistake("The carry is always 0: add the tens of the step before.")
def no_carry(a: int, b: int, width: int) -> list[str]:
    found = []
    for x, y in zip(str(a).zfill(width)[::-1], str(b).zfill(width)[::-1], strict=True):
        found.append(f"{x}+{y}+0={int(x) + int(y):02}")
    return found


@exercise.mistake("A carry is never taken back: once it is 1 it stays 1. It is the tens of the step before.")
def carry_stays(a: int, b: int, width: int) -> list[str]:
    written, carry = [], 0
    for _ in range(width):
        (a, x), (b, y) = divmod(a, 10), divmod(b, 10)
        total = x + y + carry
        written.append(f"{x}+{y}+{carry}={total:02}")
        carry = max(carry, total // 10)
    return written


@exercise.mistake("The carry is written, but not added.")
def carry_not_added(a: int, b: int, width: int) -> list[str]:
    written, carry = [], 0
    for _ in range(width):
        (a, x), (b, y) = divmod(a, 10), divmod(b, 10)
        written.append(f"{x}+{y}+{carry}={x + y:02}")
        carry = (x + y + carry) // 10
    return written


@exercise.mistake("A sum below 10 has one digit only; write two, so that all steps are equally long (`:02`).")
def one_digit(a: int, b: int, width: int) -> list[str]:
    return [one.replace("=0", "=") for one in my_steps(a, b, width)]


@exercise.mistake("Only the last digit of each sum is written; its tens are the next carry and must be seen.")
def last_digit_only(a: int, b: int, width: int) -> list[str]:
    return [one[:-2] + one[-1] for one in my_steps(a, b, width)]


@exercise.mistake("The steps stop with the shorter or the longer number; there must be `width` of them.")
def too_few(a: int, b: int, width: int) -> list[str]:
    return my_steps(a, b, width)[: min(len(str(a)), len(str(b)))]


@exercise.mistake("The carry looks at the two digits only: 4 + 5 with a carry is 10 too.")
def carry_of_digits(a: int, b: int, width: int) -> list[str]:
    written, carry = [], 0
    for _ in range(width):
        (a, x), (b, y) = divmod(a, 10), divmod(b, 10)
        written.append(f"{x}+{y}+{carry}={x + y + carry:02}")
        carry = (x + y) // 10
    return written
