"""Public sets: a bag of words, the town's BERT, and a small BERT of the set's own.

SMS spam is scored by the F1 of spam, which is rare there; the others by accuracy. The
small BERT has a vocabulary made of the training part; once it starts from random
weights, once it has first filled in masked words of the training part. What differs from
seed to seed is the head and the order of the examples.
About 90 seconds a seed on one core. Needs the data: COURSE_DATA, or a network.
Left out: BERT on clinc150; the town's BERT on any set but the text messages.
"""

from collections.abc import Iterator, Sequence
from copy import deepcopy
from functools import cache
from typing import Any

import torch

from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import TextClassifier
from course_lib.finetuning.pretrain import pretrained_on
from course_lib.finetuning.texts import (
    Majority,
    Predictor,
    TextLayout,
    few,
    label_loss,
    town_predictor,
)
from course_lib.metrics.classification import accuracy, scores_by_label
from course_lib.models import bag_of_words
from course_lib.models.bag_of_words import Bag
from course_lib.models.bert import Bert
from course_lib.tokenizers.tokenizer import Tokenizer

SEEDS = range(5)
LONGEST, BATCH_SIZE, RATE = 64, 16, 1e-3
STEPS = {  # of fine-tuning, and of masked words before
    "sms_spam": (100, 200),
    "sentence_polarity": (300, 300),
    "ag_news": (300, 300),
    "csl_category": (300, 300),
}
VOCAB_SIZES = {"en": 2000, "zh": 4000}  # the titles have 3,000 different characters
LANGUAGES: dict[str, Any] = {
    "sms_spam": "en",
    "sentence_polarity": "en",
    "ag_news": "en",
    "clinc150": "en",
    "csl_category": "zh",
}


def run(seed: int, size: int | None = None, shorter: int = 1) -> Iterator[Result]:
    """Yield each system's score on test; what has no chance in it, only with seed 0.

    Args:
        seed: of the heads and the order.
        size: of each part of each set (None: all of it).
        shorter: by how much all trainings are cut short.
    """
    for name, language in LANGUAGES.items():
        data = load(name)
        train, test = data["train"], data["test"]
        if size is not None:
            train, test = few(train, size), few(test, size)
        texts = [one.text for one in train]
        if seed == 0:
            yield score(name, "majority", seed, test, Majority.of(train))
            labels = [one.label for one in train]
            for n, system in ((1, "bag of words"), (2, "bag of words and pairs")):
                bag = bag_of_words.train(texts, labels, Bag(language, n=n))
                yield score(name, system, seed, test, bag)
        if name not in STEPS:
            continue
        n_steps, n_before = (n // shorter for n in STEPS[name])
        predictors = dict[str, Predictor]()
        if name == "sms_spam":
            predictors["town's BERT"] = town_predictor(data.labels, seed=seed)
        for system, before in {"own, random weights": 0, "own, pretrained": n_before}.items():
            bert, words = own(tuple(texts), before, VOCAB_SIZES[language])
            torch.manual_seed(seed)  # of the head
            model = TextClassifier(deepcopy(bert), data.labels)
            predictors[system] = Predictor(model, TextLayout(words, model.labels, LONGEST))
        for system, predictor in predictors.items():
            fine_tune(
                predictor.model,
                train,
                predictor.layout,
                label_loss,
                n_steps=n_steps,
                batch_size=BATCH_SIZE,
                learning_rate=RATE,
                seed=seed,
            )
            yield score(name, system, seed, test, predictor)


@cache
def own(texts: tuple[str, ...], n_steps: int, vocab_size: int) -> tuple[Bert, Tokenizer]:
    """Return the set's own small BERT, made once, and its tokenizer."""
    sizes = {"vocab_size": vocab_size, "context_length": LONGEST}
    model, tokenizer = pretrained_on(texts, n_steps, **sizes)
    return model.bert, tokenizer


def score(
    name: str,
    system: str,
    seed: int,
    test: Sequence[Any],
    predictor: Any,
) -> Result:
    """Return the score of anything that can `predict`."""
    guesses = predictor.predict([one.text for one in test])
    targets = [one.label for one in test]
    if name == "sms_spam":
        by_label = scores_by_label(guesses, targets)
        return Result(name, system, "F1 of spam", by_label["spam"].f1, seed)
    return Result(name, system, "accuracy", accuracy(guesses, targets), seed)
