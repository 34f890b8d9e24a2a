"""The times at the top of a chapter are those of its text and its exercises, and all of these stand in it."""

import re
from pathlib import Path

import pytest
from chapter_times import exercises_of, times
from notebook_files import chapters, read

CHAPTERS = [path for path in chapters() if path.stem[:2].isdigit()]
STATED = re.compile(r"\*\*Time:\*\* (\d+) minutes to read, (\d+) for the exercises, \d+ to run\.")


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_times_are_those_of_the_text_and_the_exercises(path: Path) -> None:
    notebook = read(path)
    stated = STATED.search(notebook.cells[0].source)
    assert stated, "the first cell must say: **Time:** 50 minutes to read, 90 for the exercises, 2 to run."
    found = tuple(map(int, stated.groups()))
    assert found == times(path.stem[:2], notebook), "run `python book/_tools/chapter_times.py`"


@pytest.mark.parametrize("path", CHAPTERS, ids=lambda path: path.stem)
def test_the_exercises_of_a_chapter_stand_in_it_each_once(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    for exercise in exercises_of(path.stem[:2]):
        assert text.count(f'check(\\"{exercise.id}\\"') == 1, exercise.id
