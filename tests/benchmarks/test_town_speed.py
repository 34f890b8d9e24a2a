"""How fast the town is told: in a process of its own, as types are checked in this one."""

import subprocess
import sys

import pytest

PROGRAM = """
import sys, time, tracemalloc
from itertools import islice
from course_lib.corpora.town.tasks.sets import examples

name, language, n = sys.argv[1], sys.argv[2], int(sys.argv[3])
stream = examples(name, language)
next(stream)
started, words = time.process_time(), 0
for one in islice(stream, n):
    words += len(one.key.split()) if language == "en" else len(one.key)
print((time.process_time() - started) / words * 1e6)
tracemalloc.start()
for one in islice(stream, 20):
    pass
before = tracemalloc.get_traced_memory()[0]
for one in islice(stream, n):
    pass
print((tracemalloc.get_traced_memory()[0] - before) / n)
"""


def measured(name, language, n):
    """Seconds of one core for a million words (Chinese: characters), and bytes that are kept per document."""
    command = [sys.executable, "-c", PROGRAM, name, language, str(n)]
    seconds, kept = map(float, subprocess.run(command, capture_output=True, text=True, check=True).stdout.split())
    print(f"{name} {language}: {seconds:.1f} s for a million, {kept:.0f} bytes kept a document")
    return seconds, kept


@pytest.mark.parametrize("name", ["stories", "news", "reviews", "letters", "dialogues", "essays", "clinic_notes"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_million_words_take_less_than_twenty_seconds_and_memory_stays_flat(name, language):
    seconds, kept = measured(name, language, 150)
    assert seconds < 20
    assert kept < 500  # a story is over a thousand bytes
