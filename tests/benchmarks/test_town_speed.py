"""How fast the town is told, and that it streams: in a process of its own, as types are checked in this one."""

import subprocess
import sys

import pytest

SPEED = """
import sys, time
from itertools import islice
from course_lib.corpora.town.tasks.sets import examples

name, language = sys.argv[1:]
stream = examples(name, language)
next(stream)
started, words = time.process_time(), 0
for one in islice(stream, 150):
    words += len(one.key.split()) if language == "en" else len(one.key)
print((time.process_time() - started) / words * 1e6)
"""
MEMORY = """
import gc, tracemalloc
from itertools import islice
from course_lib.corpora.town.tasks.sets import examples

stream = examples("stories")
for _ in islice(stream, 500):  # the templates are read once and kept
    pass
tracemalloc.start()
kept = []
for _ in range(3):
    for _ in islice(stream, 200):
        pass
    gc.collect()
    kept.append(tracemalloc.get_traced_memory()[0])
print((kept[2] - kept[0]) / 400)
"""


def printed(program, *arguments):
    command = [sys.executable, "-c", program, *arguments]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.parametrize("name", ["stories", "news", "reviews", "letters", "dialogues", "essays", "clinic_notes"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_million_words_take_less_than_twenty_seconds_of_one_core(name, language):
    seconds = printed(SPEED, name, language)
    print(f"{name} {language}: {seconds:.1f} s for a million words (Chinese: characters)")
    assert seconds < 20


def test_memory_stays_flat():
    assert printed(MEMORY) < 100  # bytes a story, of which each has over a thousand
