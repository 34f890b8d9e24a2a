"""From 32 bits to 16: keep the upper half, and round as the lower half says."""

import torch
from jaxtyping import Float, Int
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "efficient_training.round_to_bfloat16",
    title="Round to bfloat16",
    chapter="12",
    level=3,
    minutes=15,
    hints=[
        "bfloat16 is the upper half of float32's 32 bits. Cutting the lower half off always rounds towards 0. What "
        "must be added first, so that more than half a step goes up?",
        "Add just below half a step, 0x7FFF, and one more if the last bit that stays is 1. Then a tie goes to the even "
        "number: up if the last bit is 1, down if it is 0.",
        "`last = (bits >> 16) & 1`, then `bits + 0x7FFF + last`, then set the lower 16 bits to 0 with `& ~0xFFFF`; "
        "`.view(torch.float32)` reads the bits as floats again.",
    ],
    tolerance=1e-12,
)
TIES = (257.0, 259.0, -257.0, 1 + 2**-8, 1 + 3 * 2**-8, 3.0)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    size = torch.exp(4 * torch.randn(3, 7, generator=rng))
    ordinary = torch.randn(3, 7, generator=rng) * size
    just_above = torch.tensor([1 + 2**-8 + 2**-20, -1 - 2**-8 - 2**-20, 300.0, 2.0**30 + 1e6])
    return [{"x": torch.tensor(TIES)}, {"x": just_above}, {"x": ordinary}]


@exercise.solution
def my_bfloat16(x: Float[Tensor, "*shape"]) -> Float[Tensor, "*shape"]:
    """Return float32 numbers of which each is the nearest that bfloat16 can hold.

    Of two equally near, take the one whose last bit is 0.
    x.view(torch.int32) reads the bits.
    """
    bits = x.view(torch.int32)
    last = (bits >> 16) & 1
    rounded = bits + 0x7FFF + last
    return (rounded & ~0xFFFF).view(torch.float32)


@exercise.also_right
def by_a_cast(x: Tensor) -> Tensor:
    return x.to(torch.bfloat16).to(torch.float32)


@exercise.also_right
def by_arithmetic(x: Tensor) -> Tensor:
    step = torch.exp2(torch.floor(torch.log2(x.abs().double())) - 7)
    return (torch.round(x.double() / step) * step).float()  # torch.round rounds halves to even


def rounded_with(x: Tensor, added: int | Int[Tensor, "*shape"]) -> Tensor:
    return ((x.view(torch.int32) + added) & ~0xFFFF).view(torch.float32)


@exercise.mistake("The lower half is cut off: that rounds towards 0. Add half a step first.")
def cut_off(x: Tensor) -> Tensor:
    return rounded_with(x, 0)


@exercise.mistake("A tie always goes up (0x8000 is added): it must go to the number whose last bit is 0.")
def ties_up(x: Tensor) -> Tensor:
    return rounded_with(x, 0x8000)


@exercise.mistake("A tie always goes down (0x7FFF is added): it must go up if the last bit that stays is 1.")
def ties_down(x: Tensor) -> Tensor:
    return rounded_with(x, 0x7FFF)


@exercise.mistake("The last bit is used the wrong way round: a tie goes up if it is 1, so that it becomes 0.")
def ties_to_odd(x: Tensor) -> Tensor:
    return rounded_with(x, 0x8000 - ((x.view(torch.int32) >> 16) & 1))


@exercise.mistake("float16 has other bits: 5 of exponent and 10 of mantissa. Large numbers have become inf.")
def as_float16(x: Tensor) -> Tensor:
    return x.half().float()


@exercise.mistake("The numbers are unchanged: the lower 16 bits must become 0.")
def unchanged(x: Tensor) -> Tensor:
    return x.clone()


@exercise.mistake("These are the bits; read them as floats again with `.view(torch.float32)`.")
def as_bits(x: Tensor) -> Tensor:
    return my_bfloat16(x).view(torch.int32)


@exercise.mistake(
    "`.float()` turns the bits, as whole numbers, into floats; `.view(torch.float32)` reads them as floats."
)
def converted(x: Tensor) -> Tensor:
    return my_bfloat16(x).view(torch.int32).float()


@exercise.property("The lower 16 bits must be 0: bfloat16 has none there.")
def fits(rounded: Tensor, case: Case) -> bool:
    return bool(((rounded.contiguous().view(torch.int32) & 0xFFFF) == 0).all())
