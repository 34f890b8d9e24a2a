"""Forty labelled sentences: does augmentation help, or learning other tasks beside?

The task: people, places and things in sentences of the town (town/entities), by the
town's BERT. Each way has 60 steps on batches of 16 of its 40 sentences, which the seed
draws; the augmented ones have three changed copies of each sentence besides. The tasks
beside have many labels, a head each, and as many steps again: what happens (town/events),
and who does what to whom (town/roles).
"""

from collections.abc import Callable, Iterator, Sequence
from random import Random
from typing import Any

import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.annotations import Tagged
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.lora_against_full import f1
from course_lib.experiments.results import Result
from course_lib.finetuning.augmentation import (
    drop_unmarked,
    fillers,
    swap_entities,
    with_copies,
)
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import TokenClassifier
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.multi_task import TaskData, fine_tune_together
from course_lib.finetuning.tagging import (
    TagLayout,
    in_words,
    predict_tags,
    tag_labels,
    token_loss,
)
from course_lib.models.bert import Bert
from course_lib.tokenizers.saving import load as load_tokenizer

SEEDS = range(5)
DATA = "town/entities"
N_LABELLED, N_STEPS = 40, 60
LEARNING_RATE = 1e-3


def run(
    seed: int,
    n: int = N_LABELLED,
    n_steps: int = N_STEPS,
    n_test: int = 300,
) -> Iterator[Result]:
    """Yield the F1 of each way."""
    data = town_task("entities", size=4000)
    train = Random(seed).sample(data["train"], n)
    test, labels = data["test"][:n_test], tag_labels(data["train"])
    yield Result(DATA, "look-up", "F1", f1(look_up_tags(train, test), test), seed)
    for system, sentences in augmented(train, data["train"], seed).items():
        model, layout = fresh(labels, seed)
        how: Any = {"n_steps": n_steps, "batch_size": 16, "learning_rate": LEARNING_RATE}
        fine_tune(model, sentences, layout, token_loss, seed=seed, **how)
        yield Result(DATA, system, "F1", f1(predict_tags(model, test, layout), test), seed)
    model, layout = fresh(labels, seed)
    beside(model, layout, train, n_steps, seed)
    said = predict_tags(model, test, layout)
    yield Result(DATA, "other tasks beside", "F1", f1(said, test), seed)


def augmented(
    train: Sequence[Tagged],
    everything: Sequence[Tagged],
    seed: int,
) -> dict[str, Sequence[Tagged]]:
    """Return the sentences by themselves, and with changed copies."""
    own, lists = fillers(train), fillers(everything)
    changes: dict[str, Callable[[Tagged, Random], Tagged]] = {
        "words dropped": lambda one, random: drop_unmarked(one, 0.2, random),
        "their own names swapped": lambda one, random: swap_entities(one, own, random),
        "names from a list": lambda one, random: swap_entities(one, lists, random),
    }
    more = {name: with_copies(train, change, 3, seed) for name, change in changes.items()}
    return {"40 sentences": train, **more}


def fresh(labels: Sequence[str], seed: int) -> tuple[TokenClassifier, TagLayout]:
    """Return the town's BERT with a new head."""
    folder = checkpoint("town_bert")
    torch.manual_seed(seed)
    model = TokenClassifier(Bert.from_pretrained(folder), labels)
    return model, TagLayout(load_tokenizer(folder / "tokenizer.json"), labels, 64)


def beside(
    model: TokenClassifier,
    layout: TagLayout,
    train: Sequence[Tagged],
    n_steps: int,
    seed: int,
) -> None:
    """Train together with two other tasks, which get a step each for two of the task."""
    tasks = {"entities": TaskData(model, train, layout, token_loss)}
    others = {
        "events": town_task("events", size=600)["train"],
        "roles": [in_words(one) for one in town_task("roles", size=600)["train"]],
    }
    for name, sentences in others.items():
        labels = tag_labels(sentences)
        layout_there = TagLayout(layout.tokenizer, labels, 64)
        head = TokenClassifier(model.bert, labels)
        tasks[name] = TaskData(head, sentences, layout_there, token_loss)
    order = ("entities", "events", "entities", "roles")
    how: Any = {"n_steps": 2 * n_steps, "batch_size": 16, "learning_rate": LEARNING_RATE}
    fine_tune_together(tasks, order, seed=seed, **how)
