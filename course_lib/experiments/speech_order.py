"""Does the order of words help the ear? Greedy, beam search, and beam search with an n-gram model.

The stored recogniser of the desk, commands in new voices, three levels of noise.
About 8 seconds a seed on one core.
"""

from collections.abc import Iterator

from course_lib.applications.speech.commands import drawn_command
from course_lib.applications.speech.recogniser import stored
from course_lib.applications.speech.training import errors, said
from course_lib.applications.speech.word_order import WordOrder, ear
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "town/dialogues"
SIZE = 40
LEVELS = (20.0, 0.0, -5.0)


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield word error rates, one for each way to decode and each level of noise."""
    model, test = stored(), said(size, drawn_command, None, 2000 + seed)
    ways = {"greedy": model.listen, "beam": ear(model, None), "beam and n-grams": ear(model, WordOrder(drawn_command))}
    for decibels in LEVELS:
        for name, listen in ways.items():
            yield Result(
                DATA, f"{name}, {decibels:.0f} dB", "word error rate", errors(listen, test, decibels, seed), seed
            )
