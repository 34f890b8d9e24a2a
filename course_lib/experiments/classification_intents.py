"""Fifteen intents, all labels: pretrained against random weights, after few steps and many.

About 70 seconds a seed on one core.
"""

from collections.abc import Iterator
from itertools import product

from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.texts import Majority, label_loss, labels_of, town_predictor
from course_lib.metrics.classification import accuracy
from course_lib.models import bag_of_words
from course_lib.models.bag_of_words import Bag

SEEDS = range(5)
DATA = "town/intents"
SIZE, BATCH_SIZE, RATE = 2000, 16, 1e-3
STEPS = {"80 steps": 80, "400 steps": 400}
BAGS = {"bag of words": Bag(), "bag of words and pairs": Bag(n=2)}


def run(
    seed: int,
    size: int = SIZE,
    steps: dict[str, int] = STEPS,
) -> Iterator[Result]:
    """Yield the accuracy on test; what has no chance in it, only with seed 0."""
    data = town_task("intents", size=size)
    train, test = data["train"], data["test"]
    texts, targets = [one.text for one in test], [one.label for one in test]
    guesses = dict[str, list[str]]()
    if seed == 0:
        guesses["majority"] = Majority.of(train).predict(texts)
        pairs = [one.text for one in train], [one.label for one in train]
        for system, bag in BAGS.items():
            guesses[system] = bag_of_words.train(*pairs, bag).predict(texts)
    for system, length in product(("pretrained", "random weights"), steps):
        is_pretrained = system == "pretrained"
        predictor = town_predictor(labels_of(train), pretrained=is_pretrained, seed=seed)
        fine_tune(
            predictor.model,
            train,
            predictor.layout,
            label_loss,
            n_steps=steps[length],
            batch_size=BATCH_SIZE,
            learning_rate=RATE,
            seed=seed,
        )
        guesses[f"{system}, {length}"] = predictor.predict(texts)
    for system, made in guesses.items():
        yield Result(DATA, system, "accuracy", accuracy(made, targets), seed)
