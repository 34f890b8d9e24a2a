"""Questions about stories of the town: town_bert as a reader, after 300 steps.

The threshold for "no answer" is chosen on the dev part.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence

import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.corpus import load
from course_lib.corpora.records import Question
from course_lib.finetuning.experiments.results import Result
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
SEEDS = range(3)
STEPS = 300


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Train on `size` questions (None: all), for two steps if it is given; ask a tenth."""
    data = load(DATA)
    few = None if size is None else size // 10
    train, dev, test = data["train"][:size], data["dev"][:few], data["test"][:few]
    if seed == 0:
        yield from scored("never an answer", [""] * len(test), test)
        yield from scored("most frequent name", [often_named(one) for one in test], test)
    _, tokenizer = load_with_tokenizer(checkpoint("town_bert"))
    sizes = {"length": 48, "stride": 16}
    cut = training_windows(train, tokenizer, **sizes, seed=seed)
    torch.manual_seed(seed)
    model = SpanReader(Bert.from_pretrained(checkpoint("town_bert")))
    n_steps = STEPS if size is None else 2
    fine_tune(
        model,
        cut,
        SpanLayout(),
        span_loss,
        n_steps=n_steps,
        learning_rate=1.5e-3,
        seed=seed,
    )
    threshold = best_threshold(read(model, dev, tokenizer, **sizes), dev)
    readings = read(model, test, tokenizer, **sizes)
    yield from scored("town_bert, always", [one.answer for one in readings], test, seed)
    said = [one.text(threshold) for one in readings]
    yield from scored("town_bert, threshold", said, test, seed)


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
