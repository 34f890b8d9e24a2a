"""The number that sixteen bits stand for."""

from typing import Any

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "efficient_training.bits_to_value",
    title="What sixteen bits stand for",
    chapter="12",
    level=2,
    minutes=10,
    hints=[
        "Cut the string: one character of sign, eight of exponent, seven of mantissa.",
        "The exponent's bits are a whole number, from which 127 is taken. The mantissa's bits are a whole number too: "
        "divided by 128 it is what follows the leading 1.",
        '`int("0101", 2)` reads bits. The value is sign · (1 + mantissa / 128) · 2 ** (exponent - 127).',
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(lowest: int, highest: int) -> Case:
        sign = int(torch.randint(2, (), generator=rng))
        exponent = int(torch.randint(lowest, highest, (), generator=rng))
        mantissa = int(torch.randint(1, 128, (), generator=rng))
        return {"bits": f"{sign}{exponent:08b}{mantissa:07b}"}

    return [
        {"bits": "0" + "10000001" + "1010000"},
        {"bits": "1" + "01111100" + "0100001"},
        draw(110, 127),
        draw(128, 140),
    ]


@exercise.solution
def my_bfloat16(bits: str) -> float:
    """Return the number that 16 bits of bfloat16 stand for.

    The exponent is neither all 0 nor all 1.
    """
    sign = -1 if bits[0] == "1" else 1
    exponent = int(bits[1:9], 2) - 127
    mantissa = 1 + int(bits[9:], 2) / 128
    return sign * mantissa * 2.0**exponent


@exercise.also_right
def bit_by_bit(bits: str) -> float:
    exponent = sum(int(bit) << (7 - place) for place, bit in enumerate(bits[1:9]))
    mantissa = 1 + sum(int(bit) * 2.0 ** -(place + 1) for place, bit in enumerate(bits[9:]))
    return (-1) ** int(bits[0]) * mantissa * 2.0 ** (exponent - 127)


@exercise.also_right
def by_pytorch(bits: str) -> float:
    code = int(bits, 2)
    code = code - 2**16 if code >= 2**15 else code
    return torch.tensor(code, dtype=torch.int16).view(torch.bfloat16).item()


def with_parts(bits: str, sign: bool = True, bias: int = 127, leading: float = 1, size: int = 128) -> float:
    value = (leading + int(bits[9:], 2) / size) * 2.0 ** (int(bits[1:9], 2) - bias)
    return -value if sign and bits[0] == "1" else value


@exercise.mistake(
    "The leading 1 is missing: the mantissa is 1.mantissa, of which only what follows the point is stored."
)
def no_leading_one(bits: str) -> float:
    return with_parts(bits, leading=0)


@exercise.mistake("127 is not taken from the exponent: its bits are a number from 0 to 255, and stand for −127 to 128.")
def no_bias(bits: str) -> float:
    return with_parts(bits, bias=0)


@exercise.mistake("128 is taken from the exponent; the bias of an exponent of 8 bits is 2^7 − 1 = 127.")
def bias_128(bits: str) -> float:
    return with_parts(bits, bias=128)


@exercise.mistake("The sign is ignored: a first bit of 1 makes the number negative.")
def no_sign(bits: str) -> float:
    return with_parts(bits, sign=False)


@exercise.mistake("The mantissa is divided by 127; seven bits count from 0 to 127, in steps of 1/128.")
def divided_by_127(bits: str) -> float:
    return with_parts(bits, size=127)


@exercise.mistake("The bits are cut as in float16, 5 for the exponent and 10 for the mantissa; bfloat16 has 8 and 7.")
def as_float16(bits: str) -> float:
    value = (1 + int(bits[6:], 2) / 1024) * 2.0 ** (int(bits[1:6], 2) - 15)
    return -value if bits[0] == "1" else value


@exercise.mistake("The bits are read as one whole number; they are three: sign, exponent and mantissa.")
def one_whole_number(bits: str) -> float:
    return float(int(bits, 2))


@exercise.property("The first bit is the sign: 1 for a negative number.")
def has_the_sign(value: Any, case: Case) -> bool:
    return bool((value < 0) == (case["bits"][0] == "1"))
