"""Order numbers in the town: a recogniser trained on one voice or many, with noise or without.

Tested on the voice it knows, on a higher one, on voices drawn by chance, and with noise.
About 25 seconds a seed on one core.
"""

from collections.abc import Iterator

from course_lib.applications.speech.commands import DIGITS, drawn_number, short_number
from course_lib.applications.speech.formants import HIGH_VOICE, LOW_VOICE, Voice
from course_lib.applications.speech.training import errors, said, trained
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "town/dialogues"
SIZE = 250
TRAININGS: dict[str, tuple[Voice | None, tuple[float, float] | None]] = {
    "one voice": (LOW_VOICE, None),
    "many voices": (None, None),
    "many voices, with noise": (None, (0.0, 30.0)),
}
TESTS: dict[str, tuple[Voice | None, float | None]] = {
    "the voice it knows": (LOW_VOICE, None),
    "a higher voice": (HIGH_VOICE, None),
    "new voices": (None, None),
    "new voices, 20 dB": (None, 20.0),
    "new voices, 10 dB": (None, 10.0),
    "new voices, 0 dB": (None, 0.0),
}


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield word error rates, one for each training and test."""
    sounds = {voice: said(max(8, size // 5), drawn_number, voice, 1000 + seed) for voice, _ in TESTS.values()}
    for name, (voice, noise) in TRAININGS.items():
        train = said(size, short_number, voice, seed)
        model = trained(DIGITS, train, max(2, int(2.4 * size)), seed, noise=noise)
        for test, (other, decibels) in TESTS.items():
            yield Result(DATA, name, f"word errors, {test}", errors(model.listen, sounds[other], decibels, seed), seed)
