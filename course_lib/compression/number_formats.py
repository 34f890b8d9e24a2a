"""Number formats: what a float of few bits can hold, and what becomes of a number in it.

A float has a sign, an exponent and a mantissa, and stands for (−1)^sign · 1.mantissa ·
2^(exponent − bias). Where all exponent bits are 0, it is 0.mantissa · 2^(1 − bias) in
size: these numbers fill the gap around 0.
Source: IEEE 754-2019; bfloat16: Kalamkar et al. (2019), https://arxiv.org/abs/1905.12322;
the two of 8 bits: Micikevicius et al. (2022), https://arxiv.org/abs/2209.05433.
Held equal to PyTorch's own casts by tests/compression/test_number_formats.py.
Left out: NaN as an input.
"""

import math
from dataclasses import dataclass


@dataclass(frozen=True)
class Format:
    """A float of 1 + n_exponent + n_mantissa bits.

    `has_infinity` is False for e4m3, which gives all its codes but one to numbers, so
    that its largest is 448; what is larger becomes 448.
    """

    name: str
    n_exponent: int
    n_mantissa: int
    has_infinity: bool = True

    @property
    def n_bits(self) -> int:
        return 1 + self.n_exponent + self.n_mantissa

    @property
    def bias(self) -> int:
        return 2 ** (self.n_exponent - 1) - 1

    @property
    def largest(self) -> float:
        """Return the largest finite number."""
        if not self.has_infinity:
            return (2 - 2 * 2.0**-self.n_mantissa) * 2.0 ** (self.bias + 1)
        return (2 - 2.0**-self.n_mantissa) * 2.0**self.bias

    @property
    def smallest(self) -> float:
        """Return the smallest number above 0."""
        return 2.0 ** (1 - self.bias - self.n_mantissa)

    @property
    def step_at_1(self) -> float:
        """Return the distance from 1 to the next larger number."""
        return 2.0**-self.n_mantissa


FLOAT32 = Format("float32", 8, 23)
FLOAT16 = Format("float16", 5, 10)
BFLOAT16 = Format("bfloat16", 8, 7)
FLOAT8_E4M3 = Format("float8 e4m3", 4, 3, has_infinity=False)
FLOAT8_E5M2 = Format("float8 e5m2", 5, 2)
FORMATS = (FLOAT32, FLOAT16, BFLOAT16, FLOAT8_E4M3, FLOAT8_E5M2)


def round_to(value: float, kind: Format) -> float:
    """Return the nearest number of the format; of two equally near, the even one.

    "Even" means that its last bit is 0, so that errors go up as often as down.

    >>> round_to(257.0, BFLOAT16), round_to(259.0, BFLOAT16)
    (256.0, 260.0)
    """
    if value == 0 or math.isinf(value):
        most = math.inf if kind.has_infinity else kind.largest
        return math.copysign(min(abs(value), most), value)
    exponent = max(math.frexp(abs(value))[1] - 1, 1 - kind.bias)
    step = 2.0 ** (exponent - kind.n_mantissa)  # between neighbours at this size
    rounded = round(abs(value) / step) * step  # Python rounds halves to even
    if rounded > kind.largest:
        rounded = math.inf if kind.has_infinity else kind.largest
    return math.copysign(rounded, value)


def bits_of(value: float, kind: Format) -> tuple[str, str, str]:
    """Return sign, exponent and mantissa of the number that `value` becomes.

    >>> bits_of(-6.5, BFLOAT16)  # −1.625 · 2²
    ('1', '10000001', '1010000')
    """
    value = round_to(value, kind)
    size, sign = abs(value), "1" if math.copysign(1, value) < 0 else "0"
    if math.isinf(size):
        return sign, "1" * kind.n_exponent, "0" * kind.n_mantissa
    exponent = math.frexp(size)[1] - 1 if size else -kind.bias
    if exponent < 1 - kind.bias:  # 0.mantissa
        code, share = 0, size / 2.0 ** (1 - kind.bias)
    else:
        code, share = exponent + kind.bias, size / 2.0**exponent - 1
    mantissa = round(share * 2**kind.n_mantissa)
    return sign, f"{code:0{kind.n_exponent}b}", f"{mantissa:0{kind.n_mantissa}b}"


def value_of(sign: str, exponent: str, mantissa: str) -> float:
    """Return the number that the bits of a format with infinity stand for.

    >>> value_of("0", "10000111", "0000000")
    256.0
    """
    bias, code = 2 ** (len(exponent) - 1) - 1, int(exponent, 2)
    share = int(mantissa, 2) / 2 ** len(mantissa)
    if code == 2 ** len(exponent) - 1:
        return math.nan if share else (-math.inf if sign == "1" else math.inf)
    size = (1 + share) * 2.0 ** (code - bias) if code else share * 2.0 ** (1 - bias)
    return -size if sign == "1" else size
