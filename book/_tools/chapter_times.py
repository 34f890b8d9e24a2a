"""`python book/_tools/chapter_times.py`: write at the top of each chapter how long it takes.

Reading: 150 words of the text a minute, to the next ten minutes. Exercises: the sum of what each says.
Held by tests/exercises/test_minutes.py.
"""

import re
from functools import cache

import nbformat
from notebook_files import as_stored, chapters, read

from course_lib.exercises.catalogue import exercise_ids, load
from course_lib.exercises.exercise import Exercise

WORDS_A_MINUTE = 150
TIME = re.compile(r"\*\*Time:\*\* .*?(?P<run>\d+)( minutes?)? to run\.")


def times(chapter: str, notebook: nbformat.NotebookNode) -> tuple[int, int]:
    """Return the minutes of reading and of the exercises of a chapter: "06"."""
    words = sum(len(re.findall(r"\w+", cell.source)) for cell in notebook.cells if cell.cell_type == "markdown")
    return 10 * -(-words // (10 * WORDS_A_MINUTE)), sum(one.minutes for one in exercises_of(chapter))


@cache
def exercises() -> list[Exercise]:
    return [load(name) for name in exercise_ids()]


def exercises_of(chapter: str) -> list[Exercise]:
    """Return the exercises of a chapter: "06"."""
    return [one for one in exercises() if one.chapter == chapter]


if __name__ == "__main__":
    for path in chapters():
        notebook = read(path)
        if path.stem[:2].isdigit():
            reading, solving = times(path.stem[:2], notebook)
            said = rf"**Time:** {reading} minutes to read, {solving} for the exercises, \g<run> to run."
            notebook.cells[0].source = TIME.sub(said, notebook.cells[0].source)
            path.write_text(as_stored(notebook), encoding="utf-8")
