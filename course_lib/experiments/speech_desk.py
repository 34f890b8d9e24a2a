"""The desk by voice against the desk by text, as the noise on the line grows.

The same callers write, or speak in voices of their own; the ear is the stored recogniser, alone
or with an n-gram model. About 25 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.dialogue.simulation import report
from course_lib.applications.speech.assistant import Call, by_text, by_voice, calls, heard_wrong
from course_lib.applications.speech.commands import drawn_command
from course_lib.applications.speech.recogniser import stored
from course_lib.applications.speech.word_order import WordOrder, ear
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "town/dialogues"
SIZE = 30
LEVELS = (20.0, 0.0, -5.0)


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield success, turns, wrong acts and word errors."""
    yield from figures("by text", calls(by_text, size, seed), seed, 0.0)
    model = stored()
    ears = {"by voice": model.listen, "by voice, n-grams": ear(model, WordOrder(drawn_command))}
    for decibels in LEVELS:
        for name, listen in ears.items():
            some = calls(by_voice(listen, None, decibels), size, seed)
            yield from figures(f"{name}, {decibels:.0f} dB", some, seed, heard_wrong(some))


def figures(name: str, some: Sequence[Call], seed: int, rate: float) -> Iterator[Result]:
    """Yield the figures of some calls."""
    found = report([one.outcome for one in some])
    numbers = {"success": found.success, "turns": found.turns, "wrong acts": found.wrong, "word errors": rate}
    for metric, value in numbers.items():
        yield Result(DATA, name, metric, value, seed)
