"""What the tests of bad input share: short ways to write a row, and a small model of each family."""

import math
from typing import Any

import pytest
import torch

from course_lib.models.bart import Bart, BartConfig
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama, LlamaConfig
from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM
from course_lib.models.t5 import T5, T5Config
from course_lib.models.vit import ViT, ViTConfig

NAN, INFINITY = math.nan, math.inf


def seeded():
    return torch.Generator().manual_seed(0)


def ids(*shape):
    return torch.zeros(shape, dtype=torch.long)


def rows(*table):
    """Turn (name, call, message) into parameters of a test."""
    return pytest.mark.parametrize(("call", "message"), [pytest.param(*row, id=name) for name, *row in table])


SIZES: dict[str, Any] = {"vocab_size": 17, "d_model": 12, "n_heads": 3, "n_layers": 2}
CONTEXT = {**SIZES, "context_length": 7}
FAMILIES = {
    "GPT": (GPT, GPTConfig(**CONTEXT)),
    "LLaMA": (Llama, LlamaConfig(**CONTEXT, n_kv_heads=3, d_ff=16)),
    "BERT": (Bert, BertConfig(**CONTEXT)),
    "T5": (T5, T5Config(**SIZES, d_head=4, d_ff=16)),
    "BART": (Bart, BartConfig(**CONTEXT)),
    "ViT": (ViT, ViTConfig(image_size=8, patch_size=4, n_channels=3, d_model=12, n_heads=3, n_layers=2)),
    "recurrent": (RecurrentLM, RecurrentConfig(17, 5, 7)),
}
