"""Names in posts (WNUT-17): a look-up of words, a small network, the same decoded with rules, and a CRF.

The test part holds names that training does not: "emerging entities" is what the task is
about. Published then: F1 0.42 for the best of the shared task's systems (Derczynski et
al., 2017, https://aclanthology.org/W17-4418).
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import torch

from course_lib.corpora.annotations import Tagged
from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.finetuning.crf import CRFTagger, bio_rules, sequence_loss, viterbi
from course_lib.finetuning.fine_tune import fine_tune, in_batches
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.small_tagger import (
    Example,
    SmallTagger,
    WordBatch,
    WordLayout,
    count_features,
    word_loss,
)
from course_lib.finetuning.tagging import best_each, misplaced, tag_labels
from course_lib.metrics.spans import entity_scores

DATA = "wnut17"
SEEDS = range(5)
EPOCHS = 4
BATCH = 16


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Train on `size` sentences (None: all), and measure on as many of the test part."""
    data = load(DATA)
    train, test = data["train"][:size], data["test"][:size]
    if seed == 0:
        yield from scored("look-up", look_up_tags(train, test, lower=True), test)
    labels = tag_labels(train)
    numbers = count_features(one.tokens for one in train)
    lay_out = WordLayout(numbers)
    examples, asked = (as_examples(part, labels) for part in (train, test))
    n_steps = max(EPOCHS * len(examples) // BATCH, 1)
    torch.manual_seed(seed)
    model = SmallTagger(len(numbers), len(labels))
    options: dict = {"n_steps": n_steps, "batch_size": BATCH, "learning_rate": 1e-2}
    options |= {"seed": seed}
    fine_tune(model, examples, lay_out, word_loss, **options)
    rules = bio_rules(labels)
    for system, decode in {
        "network": best_each,
        "network, BIO rules": lambda scores: viterbi(scores, rules).labels,
    }.items():
        yield from scored(system, decoded(model, asked, lay_out, labels, decode), test, seed)
    torch.manual_seed(seed)
    chain = CRFTagger(SmallTagger(len(numbers), len(labels)), len(labels))
    fine_tune(chain, examples, lay_out, chain_loss, **options)
    yield from scored("network, CRF", decoded(chain, asked, lay_out, labels, chain.decode), test, seed)


def as_examples(sentences: Sequence[Tagged], labels: Sequence[str]) -> list[Example]:
    """Return sentences as examples; a tag that training never had becomes O."""
    at = {label: number for number, label in enumerate(labels)}
    return [Example(one.tokens, [0] * len(one.tokens), [at.get(tag, 0) for tag in one.tags]) for one in sentences]


def chain_loss(model: Any, batch: WordBatch) -> torch.Tensor:
    """Return the CRF's loss."""
    targets = batch.targets.clamp(min=0)
    return sequence_loss(model(batch), targets, batch.is_word, model.rules)


def decoded(
    model: torch.nn.Module,
    examples: Sequence[Example],
    lay_out: WordLayout,
    labels: Sequence[str],
    decode: Callable[[torch.Tensor], Sequence[int]],
) -> list[list[str]]:
    """Return the tags of each sentence."""

    def tags(model: torch.nn.Module, batch: WordBatch) -> list[list[str]]:
        rows = zip(model(batch), batch.is_word, strict=True)
        return [[labels[number] for number in decode(row[real])] for row, real in rows]

    return [one for some in in_batches(model, examples, lay_out, tags) for one in some]


def scored(
    system: str,
    predicted: list[list[str]],
    test: Sequence[Tagged],
    seed: int = 0,
) -> Iterator[Result]:
    """Yield F1 over entities, the accuracy over words, and the share of misplaced I-."""
    wanted = [list(one.tags) for one in test]
    yield Result(DATA, system, "F1", entity_scores(predicted, wanted).f1, seed)
    pairs = [pair for a, b in zip(predicted, wanted, strict=True) for pair in zip(a, b, strict=True)]
    yield Result(DATA, system, "word accuracy", sum(a == b for a, b in pairs) / len(pairs), seed)
    inside = sum(tag.startswith("I-") for tags in predicted for tag in tags)
    wrong = sum(len(misplaced(tags)) for tags in predicted)
    yield Result(DATA, system, "misplaced I-", wrong / max(inside, 1), seed)
