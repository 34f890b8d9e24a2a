"""Which word says that something happened, and of which kind? A look-up of words against town_bert.

The look-up gives each word the tag that it has most often. town_bert is trained for 60
steps, and again from the start for 300.
"""

from collections.abc import Iterator

import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import TokenClassifier
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.tagging import TagLayout, predict_tags, tag_labels, token_loss
from course_lib.metrics.spans import entity_scores
from course_lib.models.bert import Bert
from course_lib.models.pretrained import load_with_tokenizer

DATA = "town/events"
SEEDS = range(5)
STEPS = {"60 steps": 60, "300 steps": 300}


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Train on `size` sentences (None: all), for two steps if it is given; yield F1 on test."""
    data = load(DATA)
    train, test = data["train"][:size], data["test"][:size]
    wanted = [list(one.tags) for one in test]
    if seed == 0:
        found = look_up_tags(train, test, lower=True)
        yield Result(DATA, "look-up", "F1", entity_scores(found, wanted).f1)
    _, tokenizer = load_with_tokenizer(checkpoint("town_bert"))
    labels = tag_labels(sum((data[part] for part in data.splits), ()))
    lay_out = TagLayout(tokenizer, labels, 128)
    for length, n in STEPS.items():
        torch.manual_seed(seed)
        model = TokenClassifier(Bert.from_pretrained(checkpoint("town_bert")), labels)
        fine_tune(
            model,
            train,
            lay_out,
            token_loss,
            n_steps=n if size is None else 2,
            learning_rate=1e-3,
            seed=seed,
        )
        score = entity_scores(predict_tags(model, test, lay_out), wanted).f1
        yield Result(DATA, f"town_bert, {length}", "F1", score, seed)
