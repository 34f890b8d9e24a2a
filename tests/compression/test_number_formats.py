"""Number formats: the definition by exponent and mantissa, against PyTorch's casts."""

import math

import pytest
import torch

from course_lib.compression.number_formats import (
    BFLOAT16,
    FLOAT8_E4M3,
    FLOAT8_E5M2,
    FLOAT16,
    FLOAT32,
    FORMATS,
    bits_of,
    round_to,
    value_of,
)

DTYPES = {
    FLOAT32: torch.float32,
    FLOAT16: torch.float16,
    BFLOAT16: torch.bfloat16,
    FLOAT8_E4M3: torch.float8_e4m3fn,
    FLOAT8_E5M2: torch.float8_e5m2,
}


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_rounding_is_pytorchs_cast(kind):
    generator = torch.Generator().manual_seed(0)
    sizes = torch.exp2(40 * torch.rand(2000, generator=generator) - 26)
    values = torch.cat([sizes, -sizes])
    values = values[values.abs() <= kind.largest]
    theirs = values.to(DTYPES[kind]).double()
    ours = torch.tensor([round_to(value, kind) for value in values.tolist()], dtype=torch.float64)
    assert torch.equal(ours, theirs)


@pytest.mark.parametrize("kind", [FLOAT16, BFLOAT16], ids=lambda kind: kind.name)
def test_bits_are_pytorchs_and_read_back(kind):
    for value in torch.randn(50, generator=torch.Generator().manual_seed(1)).tolist():
        code = torch.tensor(value, dtype=DTYPES[kind]).view(torch.int16).item() % 2**16
        assert "".join(bits_of(value, kind)) == f"{code:016b}"
        assert value_of(*bits_of(value, kind)) == round_to(value, kind)


def test_257_is_the_smallest_whole_number_that_bfloat16_cannot_hold():
    assert next(n for n in range(1, 10_000) if round_to(float(n), BFLOAT16) != n) == 257


@pytest.mark.parametrize("kind", FORMATS, ids=lambda kind: kind.name)
def test_the_ends_of_each_format_are_pytorchs(kind):
    limits = torch.finfo(DTYPES[kind])
    assert kind.largest == limits.max
    assert kind.smallest == pytest.approx(limits.smallest_normal * 2.0**-kind.n_mantissa, rel=1e-9)
    assert kind.step_at_1 == limits.eps
    assert round_to(kind.smallest / 4, kind) == 0


def test_what_is_too_large_becomes_infinite_or_the_largest():
    assert round_to(-1e6, FLOAT16) == -math.inf
    assert round_to(math.inf, BFLOAT16) == math.inf
    assert round_to(1e6, FLOAT8_E4M3) == 448
    assert round_to(-math.inf, FLOAT8_E4M3) == -448
    assert bits_of(1e6, FLOAT16) == ("0", "11111", "0000000000")


def test_zero_keeps_its_sign_and_codes_without_a_number_are_read():
    assert bits_of(-0.0, FLOAT16) == ("1", "00000", "0000000000")
    assert value_of("1", "11111", "0000000000") == -math.inf
    assert math.isnan(value_of("0", "11111", "0000000001"))
