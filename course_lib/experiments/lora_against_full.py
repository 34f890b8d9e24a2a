"""Full tuning, LoRA, adapters and the head alone: what is learned, what is forgotten.

The task: people, places and things in sentences of the town (town/entities). Each way has
60 steps on batches of 16 of the same 600 sentences, and a learning rate of its own,
chosen on the dev part with seed 99. What is forgotten: the masked loss of the encoder on
the town's stories, read by its old head, before and after.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from typing import Any

import torch
import torch.nn.functional as F
from torch import nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.annotations import Tagged
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.results import Result
from course_lib.finetuning.adapters import add_adapters
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.heads import TokenClassifier
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.lora import add_lora, n_trained
from course_lib.finetuning.tagging import TagLayout, predict_tags, tag_labels, token_loss
from course_lib.metrics.spans import entity_scores
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.objectives.masked import Masked, mask_tokens
from course_lib.tokenizers.batches import Batch
from course_lib.tokenizers.tokenizer import Tokenizer

SEEDS = range(5)
DATA, STORIES = "town/entities", "town/stories"
N_STEPS = 60
WAYS: dict[str, tuple[float, Callable[[nn.Module, int], object]]] = {
    "full": (1e-3, lambda bert, seed: None),
    "LoRA, rank 8": (5e-3, lambda bert, seed: add_lora(bert, rank=8, seed=seed)),
    "LoRA, rank 1": (5e-3, lambda bert, seed: add_lora(bert, rank=1, seed=seed)),
    "adapters, width 16": (5e-3, lambda bert, seed: add_adapters(bert, seed=seed)),
    "head alone": (1e-2, lambda bert, seed: bert.requires_grad_(False)),
}


def run(seed: int, n_steps: int = N_STEPS, n_test: int = 300) -> Iterator[Result]:
    """Yield F1, the number of trained parameters and the masked loss of each way."""
    data = town_task("entities", size=4000)
    train, test = data["train"][:600], data["test"][:n_test]
    if seed == 0:
        yield Result(DATA, "look-up", "F1", f1(look_up_tags(train, test), test))
        yield Result(STORIES, "before", "masked loss", masked_loss(pretrained()[0]))
    for way, (learning_rate, _) in WAYS.items():
        model, old, layout = prepared(way, tag_labels(data["train"]), seed)
        yield Result(DATA, way, "trained", n_trained(model), seed)
        how: Any = {"n_steps": n_steps, "batch_size": 16, "learning_rate": learning_rate}
        fine_tune(model, train, layout, token_loss, seed=seed, **how)
        yield Result(DATA, way, "F1", f1(predict_tags(model, test, layout), test), seed)
        yield Result(STORIES, way, "masked loss", masked_loss(old), seed)


def f1(said: Sequence[Sequence[str]], test: Sequence[Tagged]) -> float:
    """Return the F1 of whole entities."""
    return entity_scores(said, [one.tags for one in test]).f1


def pretrained() -> tuple[BertForPretraining, Tokenizer]:
    """Return the town's BERT with the heads of its pretraining."""
    model, tokenizer = load_with_tokenizer(checkpoint("town_bert"))
    assert isinstance(model, BertForPretraining)
    return model.eval(), tokenizer


def prepared(
    way: str,
    labels: Sequence[str],
    seed: int,
) -> tuple[TokenClassifier, BertForPretraining, TagLayout]:
    """Return a tagger on the town's BERT, and the same BERT with its old heads."""
    old, tokenizer = pretrained()
    old.requires_grad_(False)
    old.bert.requires_grad_(True)
    WAYS[way][1](old.bert, seed)
    torch.manual_seed(seed)
    return TokenClassifier(old.bert, labels), old, TagLayout(tokenizer, labels, 64)


@torch.no_grad()
def masked_loss(model: BertForPretraining) -> float:
    """Return the loss on hidden tokens of stories, the same tokens each time."""
    model.eval()
    batch, hidden = gaps()
    logits = model(hidden.inputs, batch.segments, batch.mask, wanted=hidden.mask).tokens
    return F.cross_entropy(logits, hidden.targets[hidden.mask]).item()


@cache
def gaps(n: int = 64) -> tuple[Batch, Masked]:
    """Return stories of the test part, and the same with hidden tokens."""
    tokenizer = pretrained()[1]
    texts = [one.text for one in town_task("stories", size=800)["test"]][:n]
    batch = tokenizer.encode_batch(texts, "[PAD]", 96)
    special = [tokenizer.token_to_id(one) for one in ("[PAD]", "[CLS]", "[SEP]")]
    hidden = mask_tokens(
        batch.token_ids,
        mask_id=tokenizer.token_to_id("[MASK]"),
        special_ids=special,
        vocab_size=tokenizer.vocab_size,
        generator=torch.Generator().manual_seed(0),
    )
    return batch, hidden
