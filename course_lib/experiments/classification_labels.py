"""Few labels: accuracy on letters against their number, for three systems.

The same number of steps everywhere: with 16 labels they are 40 epochs, with 1,024 not
quite two thirds of one. About 45 seconds a seed on one core.
"""

from collections.abc import Iterator

from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.texts import few, label_loss, town_predictor
from course_lib.metrics.classification import accuracy
from course_lib.models import bag_of_words
from course_lib.models.bag_of_words import Bag

SEEDS = range(5)
DATA = "town/letters"
SIZE, N_STEPS, BATCH_SIZE, RATE = 4000, 40, 16, 1e-3
N_LABELS = (16, 64, 1024)


def run(
    seed: int,
    size: int = SIZE,
    n_labels: tuple[int, ...] = N_LABELS,
    n_steps: int = N_STEPS,
) -> Iterator[Result]:
    """Yield the accuracy on test for each number of labels; each seed draws its own."""
    data = town_task("letters", size=size)
    texts = [one.text for one in data["test"]]
    targets = [one.label for one in data["test"]]
    for n in n_labels:
        some = few(data["train"], n, seed)
        pairs = [one.text for one in some], [one.label for one in some]
        bag = bag_of_words.train(*pairs, Bag(min_count=1))
        predictions = {"bag of words": bag.predict(texts)}
        for system in ("pretrained", "random weights"):
            is_pretrained = system == "pretrained"
            predictor = town_predictor(data.labels, pretrained=is_pretrained, seed=seed)
            fine_tune(
                predictor.model,
                some,
                predictor.layout,
                label_loss,
                n_steps=n_steps,
                batch_size=BATCH_SIZE,
                learning_rate=RATE,
                seed=seed,
            )
            predictions[system] = predictor.predict(texts)
        for system, guesses in predictions.items():
            share = accuracy(guesses, targets)
            yield Result(DATA, system, f"accuracy, {n} labels", share, seed)
