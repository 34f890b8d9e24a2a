"""Learning rate and epochs: what fine-tuning makes of the same 320 letters.

Each pair of the grid starts from the same weights and the same head; an epoch is 20 steps
of 16 letters. The dev part chooses, the test part is asked once, at what dev chose.
"""

from collections.abc import Iterator, Sequence

from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.texts import HasLabel, Predictor, few, label_loss, town_predictor
from course_lib.metrics.classification import accuracy

SEEDS = range(5)
DATA = "town/letters"
SIZE, N_LETTERS, BATCH_SIZE = 4000, 320, 16
RATES = (1e-4, 3e-4, 1e-3, 3e-3)
EPOCHS = (1, 2, 4)


def run(
    seed: int,
    size: int = SIZE,
    n_letters: int = N_LETTERS,
    rates: Sequence[float] = RATES,
    epochs: Sequence[int] = EPOCHS,
) -> Iterator[Result]:
    """Yield the accuracy on dev for each rate and number of epochs, then on test for the best."""
    data = town_task("letters", size=size)
    some = few(data["train"], n_letters, seed)
    best: tuple[float, Predictor | None] = -1.0, None
    for rate in rates:
        for n in epochs:
            predictor = town_predictor(data.labels, seed=seed)
            fine_tune(
                predictor.model,
                some,
                predictor.layout,
                label_loss,
                n_steps=n * n_letters // BATCH_SIZE,
                batch_size=BATCH_SIZE,
                learning_rate=rate,
                seed=seed,
            )
            right = share_right(predictor, data["dev"])
            yield Result(DATA, f"rate {rate:g}, epochs {n}", "accuracy on dev", right, seed)
            best = max(best, (right, predictor), key=lambda pair: pair[0])
    assert best[1] is not None
    on_test = share_right(best[1], data["test"])
    yield Result(DATA, "chosen on dev", "accuracy on test", on_test, seed)


def share_right(predictor: Predictor, records: Sequence[HasLabel]) -> float:
    """Return the accuracy."""
    guesses = predictor.predict([one.text for one in records])
    return accuracy(guesses, [one.label for one in records])
