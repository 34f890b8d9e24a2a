"""Questions about stories of the town: town_bert as a reader, with few questions and with many.

Many are six times as many as the stored set has, of stories drawn in the same way, and
twice the steps. The threshold for "no answer" is chosen on the dev part.
About 2 minutes a seed on one core.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.records import Question
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import SpanReader
from course_lib.finetuning.reading import (
    SpanLayout,
    best_threshold,
    read,
    span_loss,
    texts,
    training_windows,
)
from course_lib.metrics.reading import reading_scores
from course_lib.models.bert import Bert
from course_lib.models.pretrained import load_with_tokenizer

DATA = "town/questions"
SEEDS = range(5)
STEPS = {"few": 400, "many": 800}
SIZE = 12_000  # questions made, before they are split
N_DEV, N_TEST = 200, 400


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Draw `size` questions, train (two steps, if it is given), and ask some of the test part."""
    steps = STEPS if size == SIZE else dict.fromkeys(STEPS, 2)
    data = town_task("questions", size=size)
    train, dev, test = data["train"], data["dev"][:N_DEV], data["test"][:N_TEST]
    if seed == 0:
        yield from scored("never an answer", [""] * len(test), test)
        yield from scored("most frequent name", [often_named(one) for one in test], test)
    _, tokenizer = load_with_tokenizer(checkpoint("town_bert"))
    sizes = {"length": 80, "stride": 30}
    for system, part in {"few": train[: len(train) // 6], "many": train}.items():
        cut = training_windows(part, tokenizer, **sizes, seed=seed)
        torch.manual_seed(seed)
        model = SpanReader(Bert.from_pretrained(checkpoint("town_bert")))
        fine_tune(
            model,
            cut,
            SpanLayout(),
            span_loss,
            n_steps=steps[system],
            batch_size=16,
            learning_rate=1e-3,
            seed=seed,
        )
        threshold = best_threshold(read(model, dev, tokenizer, **sizes), dev)
        readings = read(model, test, tokenizer, **sizes)
        said = [one.text(threshold) for one in readings]
        yield from scored(f"town_bert, {system} questions", said, test, seed)


def often_named(one: Question) -> str:
    """Return the word with a capital, inside of sentences, that the text has most often."""
    names = Counter(re.findall(r"(?<=[a-z,] )[A-Z][a-z]+", one.context))
    return names.most_common(1)[0][0]


def scored(
    system: str,
    said: Sequence[str],
    test: Sequence[Question],
    seed: int = 0,
) -> Iterator[Result]:
    """Yield exact match and F1."""
    scores = reading_scores(said, [texts(one) for one in test])
    yield Result(DATA, system, "exact match", scores.exact_match, seed)
    yield Result(DATA, system, "F1", scores.f1, seed)
