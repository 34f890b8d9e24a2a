"""Soft prompt, head or all weights: what does a frozen model need to learn a task?

The task: is a letter of the town honest or spam (town/letters)? All ways start from the
town's BERT and have 80 steps on batches of 16 of the same 400 letters, of which the first
30 words are read. The soft prompt's learning rate is the better of 0.03 and 0.3 on the
dev split; the others are usual ones, not searched for.
"""

from collections.abc import Iterator, Sequence
from random import Random
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.records import Labelled
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune, frozen, in_batches
from course_lib.finetuning.soft_prompts import (
    ClozeBatch,
    ClozeClassifier,
    ClozeLayout,
    SoftPrompt,
    cloze_loss,
)
from course_lib.finetuning.templates import Template
from course_lib.finetuning.texts import label_loss, town_predictor
from course_lib.models.bag_of_words import train as train_bag
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.pretrained import load_with_tokenizer

SEEDS = range(5)
DATA = "town/letters"
LETTER = Template("{text} It is [MASK].", {"ham": " good", "spam": " bad"})
N_WORDS, K = 30, 8
RATES = {
    "soft prompt": 3e-2,
    "template, all weights": 5e-4,
    "head alone": 1e-2,
}


def run(seed: int, n_labels: int = 400, n_steps: int = 80, n_test: int = 190) -> Iterator[Result]:
    """Yield the accuracy of each way on the test split."""
    train, test = letters("train", n_labels, seed), letters("test", n_test)
    texts, labels = [one.text for one in train], [one.label for one in train]
    wanted = [one.label for one in test]
    share = train_bag(texts, labels).accuracy([one.text for one in test], wanted)
    yield Result(DATA, "bag of words", "accuracy", share, seed)
    yield Result(DATA, "untouched", "accuracy", with_template("untouched", train, test, seed, 0), seed)
    for system in RATES:
        way = with_head if system.startswith("head") else with_template
        yield Result(DATA, system, "accuracy", way(system, train, test, seed, n_steps), seed)


def letters(split: str, n: int, seed: int = 0) -> list[Labelled]:
    """Return n letters of a split, cut to their first words."""
    records = Random(seed).sample(town_task("letters")[split], n)
    return [Labelled(" ".join(one.text.split()[:N_WORDS]), one.label) for one in records]


def settings(system: str, seed: int, n_steps: int) -> dict[str, Any]:
    """Return how a system is trained."""
    decay = 0.0 if system == "soft prompt" else 0.01
    return {
        "n_steps": n_steps,
        "batch_size": 16,
        "learning_rate": RATES[system],
        "weight_decay": decay,
        "seed": seed,
    }


def with_template(system: str, train: Sequence[Labelled], test: Sequence[Labelled], seed: int, n_steps: int) -> float:
    """Return the accuracy of a model that fills the template's gap."""
    model, tokenizer = load_with_tokenizer(checkpoint("town_bert"))
    assert isinstance(model, BertForPretraining)
    layout = ClozeLayout(tokenizer, LETTER, N_WORDS)
    embedding = model.bert.token_embedding
    is_soft = system == "soft prompt"
    soft = SoftPrompt.of_chance(embedding, K, seed) if is_soft else None
    classifier = ClozeClassifier(model, layout.words, soft)
    if n_steps:
        how = settings(system, seed, n_steps)
        with frozen(*([model] if is_soft else [])):
            fine_tune(classifier, train, layout, cloze_loss, **how)
    return cloze_accuracy(classifier, layout, test)


def cloze_accuracy(model: ClozeClassifier, layout: ClozeLayout, test: Sequence[Labelled]) -> float:
    """Return the share of texts for which the right label's word is the likeliest."""

    def right(classifier: nn.Module, batch: ClozeBatch) -> Tensor:
        return classifier(batch).argmax(dim=-1) == batch.targets

    return float(torch.cat([*in_batches(model, test, layout, right)]).float().mean())


def with_head(system: str, train: Sequence[Labelled], test: Sequence[Labelled], seed: int, n_steps: int) -> float:
    """Return the accuracy of a new head on the encoder, which is frozen or not."""
    predictor = town_predictor(LETTER.labels, seed=seed)
    how = settings(system, seed, n_steps)
    with frozen(*([predictor.model.bert] if system == "head alone" else [])):
        fine_tune(predictor.model, train, predictor.layout, label_loss, **how)
    guesses = predictor.predict([one.text for one in test])
    return sum(a == b.label for a, b in zip(guesses, test, strict=True)) / len(test)
