"""T5 in Hugging Face's layout: what its sizes and parameters are called there.

Held to what transformers reads and writes by tests/models/test_t5.py.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from course_lib.models import hub
from course_lib.models.config_names import sizes_to_ours, sizes_to_theirs
from course_lib.models.weight_names import Rule, to_ours, to_theirs

NAMES = {  # what the sizes are called in config.json
    "vocab_size": ["vocab_size"],
    "d_model": ["d_model"],
    "n_heads": ["num_heads"],
    "d_head": ["d_kv"],
    "n_layers": ["num_layers"],
    "n_decoder_layers": ["num_decoder_layers"],
    "d_ff": ["d_ff"],
    "scaled": ["scale_decoder_outputs"],
    "n_buckets": ["relative_attention_num_buckets"],
    "max_distance": ["relative_attention_max_distance"],
    "dropout": ["dropout_rate"],
    "norm_eps": ["layer_norm_epsilon"],
    "start_id": ["decoder_start_token_id"],
    "pad_id": ["pad_token_id"],
    "eos_id": ["eos_token_id"],
}
ASSUMED = {  # what transformers assumes where config.json is silent
    "num_decoder_layers": None,
    "relative_attention_num_buckets": 32,
    "relative_attention_max_distance": 128,
    "dropout_rate": 0.1,
    "layer_norm_epsilon": 1e-6,
    "decoder_start_token_id": 0,
    "pad_token_id": None,
    "eos_token_id": None,
}
UNUSED = [  # copies of the embedding, and a table that old files have and no model reads
    "encoder.embed_tokens",
    "decoder.embed_tokens",
    "decoder.block.0.layer.1.EncDecAttention.relative_attention_bias",
]


def read_folder(name_or_folder: str | Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the sizes of a T5, and its tensors under our names.

    Raises:
        HubError: if there is no such folder, and no such model on the hub.
        ValueError: if it is no T5, is a variant that ours is not, or is damaged.
    """
    folder = hub.find(name_or_folder)
    said, tensors = hub.read_config(folder, "t5"), hub.read_weights(folder)
    tied = said.get("tie_word_embeddings", True)
    if {"lm_head.weight", "shared.weight"} <= tensors.keys():
        # transformers 5 writes True for every model, and looks at the weights
        tied = torch.equal(tensors["lm_head.weight"], tensors["shared.weight"])
    sizes = sizes_from_theirs(said, tied)
    ignored = [*UNUSED, *(["lm_head"] if tied else [])]
    return sizes, to_ours(tensors, rules(sizes["gated"]), ignored=ignored)


def write_folder(folder: str | Path, config: Any, tensors: Mapping[str, Tensor]) -> None:
    """Write a T5 that transformers can read; `tensors` as `read_folder` gives them."""
    hub.save(folder, config_to_theirs(config), to_theirs(tensors, rules(config.gated)))


def rules(gated: bool) -> list[Rule]:
    """Return what the parameters are called."""
    ours, theirs = "decoder.layers.*.cross_attention", "decoder.block.*.layer.1"
    attention = f"{theirs}.EncDecAttention"
    return [
        Rule("token_embedding", "shared"),
        Rule("output", "lm_head"),
        *stack_rules("encoder", 1, gated),
        *stack_rules("decoder", 2, gated),
        Rule("decoder.layers.*.norm_2", f"{theirs}.layer_norm"),
        Rule(f"{ours}.query", f"{attention}.q"),
        Rule(f"{ours}.key_value", (f"{attention}.k", f"{attention}.v")),
        Rule(f"{ours}.output", f"{attention}.o"),
    ]


def stack_rules(stack: str, last: int, gated: bool) -> list[Rule]:
    """Return the rules of the encoder or the decoder; part `last` ends each layer."""
    ours, theirs = f"{stack}.layers.*", f"{stack}.block.*.layer"
    attention = f"{theirs}.0.SelfAttention"
    table = f"{stack}.block.0.layer.0.SelfAttention.relative_attention_bias"
    network = f"{theirs}.{last}.DenseReluDense"
    parts = tuple(f"{attention}.{letter}" for letter in "qkv")
    expand = "wi_1" if gated else "wi"
    return [
        Rule(f"{stack}.position_bias.table", table),
        Rule(f"{ours}.norm_1", f"{theirs}.0.layer_norm"),
        Rule(f"{ours}.attention.query_key_value", parts),
        Rule(f"{ours}.attention.output", f"{attention}.o"),
        Rule(f"{ours}.norm_3", f"{theirs}.{last}.layer_norm"),
        Rule(f"{ours}.feed_forward.gate", f"{network}.wi_0"),
        Rule(f"{ours}.feed_forward.expand", f"{network}.{expand}"),
        Rule(f"{ours}.feed_forward.shrink", f"{network}.wo"),
        Rule(f"{stack}.final_norm", f"{stack}.final_layer_norm"),
    ]


def sizes_from_theirs(config: Mapping, tied: bool) -> dict[str, Any]:
    """Return the sizes that a config.json of T5 says: the arguments of `T5Config`.

    Whether the output layer is tied is seen from the weights.

    Raises:
        ValueError: if it asks for something that `T5` does not do, or lacks a size.
    """
    hub.check_supported(config, {"feed_forward_proj": ["relu", "gated-gelu"]})
    before_5 = {"scale_decoder_outputs": config.get("tie_word_embeddings", True)}
    sizes = sizes_to_ours(config, NAMES, ASSUMED | before_5)
    return {
        **sizes,
        "gated": config.get("feed_forward_proj") == "gated-gelu",
        "tied": tied,
    }


def config_to_theirs(config: Any) -> dict[str, Any]:
    """Return what config.json must say for this model."""
    return {
        "architectures": ["T5ForConditionalGeneration"],
        "model_type": "t5",
        "is_encoder_decoder": True,
        **sizes_to_theirs(config, NAMES),
        "d_kv": config.d_head or config.d_model // config.n_heads,
        "feed_forward_proj": "gated-gelu" if config.gated else "relu",
        "tie_word_embeddings": config.tied,
    }
