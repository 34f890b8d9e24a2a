"""Spoken digits of six people: what a split by recording hides, and a split by speaker shows.

Seed s tests recording s of every speaker, or all that speaker s says. The nearest mean, the
nearest example by dynamic time warping, and a CTC recogniser trained on strings of 1 to 3 digits.
About 25 seconds a seed on one core.
"""

from collections.abc import Iterator

from course_lib.applications.speech.baselines import Means, Warped
from course_lib.applications.speech.commands import DIGITS
from course_lib.applications.speech.recordings import by_recording, by_speaker, recordings, strings
from course_lib.applications.speech.training import errors, share_right, trained
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "fsdd_test"
SIZE = 300


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield the shares of right digits, and the errors in strings of four."""
    some = recordings()
    for name, split in (("by recording", by_recording), ("by speaker", by_speaker)):
        train, test = split(some, seed)
        spoken = strings(train, size, (1, 2, 3), seed)
        network = trained(DIGITS, spoken, n_steps=max(2, 2 * size), seed=seed)
        systems = {"nearest mean": Means, "nearest by warping": Warped}
        listeners = {title: make([one.utterance for one in train]).listen for title, make in systems.items()}
        for title, listen in {**listeners, "CTC recogniser": network.listen}.items():
            right = share_right(listen, [one.utterance for one in test])
            yield Result(DATA, f"{title}, split {name}", "accuracy", right, seed)
        four = strings(test, max(2, size // 5), (4,), seed)
        rate = errors(network.listen, four)
        yield Result(DATA, f"CTC recogniser, split {name}", "word error rate", rate, seed)
