"""The model and the optimizer that a recipe asks for."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

import torch
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.bart import Bart, BartConfig
from course_lib.models.bert import BertConfig
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama, LlamaConfig
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.muon import Muon
from course_lib.training.optimizer_state import AnyOptimizer
from course_lib.training.parameter_groups import Group, decay_groups, hidden_matrices
from course_lib.training.recipe import Recipe, did_you_mean

MODELS: dict[str, tuple[Any, Any]] = {
    "gpt": (GPT, GPTConfig),
    "llama": (Llama, LlamaConfig),
    "bert": (BertForPretraining, BertConfig),
    "encoder_decoder": (Bart, BartConfig),
}
SPECIAL_IDS = {  # what a config calls the tokens that some tokenizers have
    "pad_id": ("<pad>", "[PAD]"),
    "bos_id": ("<s>",),
    "eos_id": ("</s>", "<|endoftext|>"),
}


def config_of(recipe: Recipe, tokenizer: Tokenizer) -> Any:
    """Return the model's config: the recipe's sizes, the tokenizer's ids.

    Raises:
        ValueError: if a size is none of this kind of model's, or set elsewhere.
    """
    _, kind = MODELS[recipe.model]
    known = {field.name for field in fields(kind)}
    settled: dict[str, Any] = {
        "vocab_size": tokenizer.vocab_size,
        "context_length": recipe.context_length,
    }
    for name, tokens in SPECIAL_IDS.items():
        found = [tokenizer.vocab[token] for token in tokens if token in tokenizer.vocab]
        if found and name in known:
            settled[name] = found[0]
    may_be_set = sorted(known - settled.keys())
    for name in recipe.sizes:
        if name not in may_be_set:
            must = f"sizes of {recipe.model!r} must be among its config's, got {name!r}"
            raise ValueError(f"{must}{did_you_mean(name, may_be_set)}")
    return kind(**settled, **recipe.sizes)


def build_model(recipe: Recipe, tokenizer: Tokenizer) -> nn.Module:
    """Return a new model, with weights drawn by the recipe's seed."""
    kind, _ = MODELS[recipe.model]
    torch.manual_seed(recipe.seed)
    return kind(config_of(recipe, tokenizer))


def model_with(recipe: Recipe, tokenizer: Tokenizer, weights: Mapping[str, Tensor]) -> Any:
    """Return a model of the recipe with these weights, on the CPU."""
    kind, _ = MODELS[recipe.model]
    return hub.build(kind, config_of(recipe, tokenizer), weights)


def build_optimizer(recipe: Recipe, model: nn.Module) -> AnyOptimizer:
    """Return the optimizer; matrices have the recipe's weight decay, vectors have none."""
    decay, rate = recipe.weight_decay, recipe.learning_rate
    if recipe.optimizer == "muon":
        last = getattr(model, "output", getattr(model, "next_sentence_head", None))
        matrices, others = hidden_matrices(model, last)
        return Muon([Group(matrices, decay)], [Group(others, 0.0)], rate)
    groups = []
    for group in decay_groups(model, decay):
        settings = {"params": list(group.parameters), "weight_decay": group.weight_decay}
        groups.append(settings)
    return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98))
