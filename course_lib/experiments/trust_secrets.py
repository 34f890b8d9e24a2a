"""Canaries in the training set: exposure against repeats, and what prevents it.

"exposure, 4 times" is the mean over the canaries that stood there four times; "extracted"
the share whose code the model writes by itself. All train with the same number of steps,
about three passes over the text; "read longer" makes `LONGER` times as many.
About 15 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence
from statistics import fmean

from course_lib.applications.trust.memorisation import (
    Canary,
    canaries,
    every_code,
    exposure_of,
    extracted,
    redacted,
    training_text,
    without_repeats,
)
from course_lib.applications.trust.planted import sentences
from course_lib.applications.trust.word_model import WordModel, train_words
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "canaries"
SIZE, N_STEPS, LONGER = 3000, 150, 3
TIMES, EACH = (0, 1, 2, 4, 8, 16, 32), 4


def run(seed: int, size: int = SIZE, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield exposures of models trained on the text, read longer, without repeats, redacted."""
    planted = canaries(TIMES, EACH, seed)
    text = training_text(planted, size, seed)
    ways = {
        "as it is": (text, n_steps),
        "read longer": (text, LONGER * n_steps),
        "without repeats": (without_repeats(text), n_steps),
        "digits redacted": ([redacted(one) for one in text], n_steps),
    }
    fresh = [one.words for one in sentences(max(40, size // 10), 0.0, 100 + seed)]
    known = [*fresh, *every_code(planted[0].owner), *(one.words for one in planted)]
    for name, (read, steps) in ways.items():
        model = train_words(read, n_steps=steps, seed=seed, known=known)
        yield from measured(name, model, planted, fresh, seed)


def measured(
    system: str,
    model: WordModel,
    planted: Sequence[Canary],
    fresh: Sequence[Sequence[str]],
    seed: int,
) -> Iterator[Result]:
    """Yield mean exposure and share extracted by number of times, and the loss."""
    for n in dict.fromkeys(one.n for one in planted):
        some = [one for one in planted if one.n == n]
        bits = fmean(exposure_of(model, one) for one in some)
        told = fmean(float(extracted(model, one.owner) == one.code) for one in some)
        yield Result(DATA, system, f"exposure, {n} times", bits, seed)
        yield Result(DATA, system, f"extracted, {n} times", told, seed)
    yield Result(DATA, system, "loss", model.loss(fresh), seed)
