"""Names in the town: town_bert's best tag each, the same with BIO's rules, and a CRF.

Each after few steps and after more.
"""

from collections.abc import Iterator, Sequence

import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.annotations import Tagged
from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.finetuning.crf import CRFTagger, bio_rules, crf_loss, viterbi
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import TokenClassifier
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.tagging import (
    TagLayout,
    best_each,
    misplaced,
    predict_tags,
    tag_labels,
    token_loss,
)
from course_lib.metrics.spans import entity_scores
from course_lib.models.bert import Bert
from course_lib.models.pretrained import load_with_tokenizer

DATA = "town/entities"
SEEDS = range(5)
FEW, MORE = 30, 60


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Train on `size` sentences (None: all), for two steps if it is given."""
    data = load(DATA)
    train, test = data["train"][:size], data["test"][:size]
    _, tokenizer = load_with_tokenizer(checkpoint("town_bert"))
    labels = tag_labels(train)
    lay_out = TagLayout(tokenizer, labels, 128)
    rules = bio_rules(labels)
    if seed == 0:
        yield from scored("look-up", look_up_tags(train, test, lower=True), test)
    for n_steps in (FEW, MORE):
        options: dict = {"learning_rate": 1e-3, "seed": seed}
        options["n_steps"] = n_steps if size is None else 2
        model = new_tagger(labels, seed)
        fine_tune(model, train, lay_out, token_loss, **options)
        chain = CRFTagger(new_tagger(labels, seed), len(labels))
        fine_tune(chain, train, lay_out, crf_loss, **options)
        for system, tagger, decode in (
            ("best tag each", model, best_each),
            ("BIO rules", model, lambda scores: viterbi(scores, rules).labels),
            ("CRF", chain, chain.decode),
        ):
            tags = predict_tags(tagger, test, lay_out, decode)
            yield from scored(f"{system}, {n_steps} steps", tags, test, seed)


def new_tagger(labels: Sequence[str], seed: int) -> TokenClassifier:
    """Return a tagger, its head drawn by the seed."""
    torch.manual_seed(seed)
    return TokenClassifier(Bert.from_pretrained(checkpoint("town_bert")), labels)


def scored(
    system: str,
    predicted: list[list[str]],
    test: Sequence[Tagged],
    seed: int = 0,
    data: str = DATA,
) -> Iterator[Result]:
    """Yield F1 over entities, the accuracy over words, and the number of misplaced I-."""
    wanted = [list(one.tags) for one in test]
    yield Result(data, system, "F1", entity_scores(predicted, wanted).f1, seed)
    pairs = [pair for a, b in zip(predicted, wanted, strict=True) for pair in zip(a, b, strict=True)]
    yield Result(data, system, "word accuracy", sum(a == b for a, b in pairs) / len(pairs), seed)
    wrong = sum(len(misplaced(tags)) for tags in predicted)
    yield Result(data, system, "misplaced I-", float(wrong), seed)
