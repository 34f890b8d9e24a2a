"""BART in Hugging Face's layout: what its sizes and parameters are called there.

Held to what transformers reads and writes by tests/models/test_bart.py.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from course_lib.models import hub
from course_lib.models.config_names import sizes_to_ours, sizes_to_theirs
from course_lib.models.encoder import ACTIVATIONS
from course_lib.models.weight_names import Rule, to_ours, to_theirs

NAMES = {  # what the sizes are called in config.json
    "vocab_size": ["vocab_size"],
    "context_length": ["max_position_embeddings"],
    "d_model": ["d_model"],
    "n_heads": ["encoder_attention_heads", "decoder_attention_heads"],
    "n_layers": ["encoder_layers"],
    "n_decoder_layers": ["decoder_layers"],
    "d_ff": ["encoder_ffn_dim", "decoder_ffn_dim"],
    "activation": ["activation_function"],
    "scaled": ["scale_embedding"],
    "dropout": ["dropout"],
    "inner_dropout": ["attention_dropout", "activation_dropout"],
    "start_id": ["decoder_start_token_id"],
    "pad_id": ["pad_token_id"],
    "bos_id": ["bos_token_id"],
    "eos_id": ["eos_token_id"],
    "forced_eos_id": ["forced_eos_token_id"],
}
ASSUMED = {  # what transformers assumes where config.json is silent
    "activation_function": "gelu",
    "scale_embedding": False,
    "dropout": 0.1,
    "attention_dropout": 0.0,
    "activation_dropout": 0.0,
    "decoder_start_token_id": 2,
    "pad_token_id": None,
    "bos_token_id": None,
    "eos_token_id": None,
    "forced_eos_token_id": None,
}


def stack_rules(stack: str, embedding: str) -> list[Rule]:
    """Return what the parameters of the encoder or the decoder are called."""
    ours, theirs = f"{stack}.layers.*", f"model.{stack}.layers.*"
    parts = tuple(f"{theirs}.self_attn.{letter}_proj" for letter in "qkv")
    return [
        Rule(f"{embedding}.positions", f"model.{stack}.embed_positions"),
        Rule(f"{embedding}.norm", f"model.{stack}.layernorm_embedding"),
        Rule(f"{ours}.attention.query_key_value", parts),
        Rule(f"{ours}.attention.output", f"{theirs}.self_attn.out_proj"),
        Rule(f"{ours}.around_attention.norm", f"{theirs}.self_attn_layer_norm"),
        Rule(f"{ours}.feed_forward.expand", f"{theirs}.fc1"),
        Rule(f"{ours}.feed_forward.shrink", f"{theirs}.fc2"),
        Rule(f"{ours}.around_feed_forward.norm", f"{theirs}.final_layer_norm"),
    ]


CROSS, THEIRS = "decoder.layers.*.cross_attention", "model.decoder.layers.*.encoder_attn"
RULES = [  # what the parameters are called
    Rule("token_embedding", "model.shared"),
    Rule("final_logits_bias", "final_logits_bias"),
    *stack_rules("encoder", "source_embedding"),
    *stack_rules("decoder", "target_embedding"),
    Rule(f"{CROSS}.query", f"{THEIRS}.q_proj"),
    Rule(f"{CROSS}.key_value", (f"{THEIRS}.k_proj", f"{THEIRS}.v_proj")),
    Rule(f"{CROSS}.output", f"{THEIRS}.out_proj"),
    Rule("decoder.layers.*.around_cross_attention.norm", f"{THEIRS}_layer_norm"),
]
UNUSED = [  # copies of the embedding, and marks of old files
    "lm_head",
    "model.encoder.embed_tokens",
    "model.decoder.embed_tokens",
    "model.encoder.version",
    "model.decoder.version",
]


def read_folder(name_or_folder: str | Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the sizes of a BART, and its tensors under our names.

    Raises:
        HubError: if there is no such folder, and no such model on the hub.
        ValueError: if it is no BART, is a variant that ours is not, or is damaged.
    """
    folder = hub.find(name_or_folder)
    sizes = sizes_from_theirs(hub.read_config(folder, "bart"))
    tensors = to_ours(hub.read_weights(folder), RULES, base="model.", ignored=UNUSED)
    no_bias = torch.zeros(1, sizes["vocab_size"])  # some published files hold none
    return sizes, {"final_logits_bias": no_bias, **tensors}


def write_folder(folder: str | Path, config: Any, tensors: Mapping[str, Tensor]) -> None:
    """Write a BART that transformers can read; `tensors` as `read_folder` gives them."""
    hub.save(folder, config_to_theirs(config), to_theirs(tensors, RULES))


def sizes_from_theirs(config: Mapping) -> dict[str, Any]:
    """Return the sizes that a config.json of BART says: the arguments of `BartConfig`.

    Raises:
        ValueError: if it asks for something that `Bart` does not do, or lacks a size.
    """
    activations = list(ACTIVATIONS)
    hub.check_supported(config, {"activation_function": activations})
    hub.check_supported(config, {"tie_word_embeddings": [True]})
    return sizes_to_ours(config, NAMES, ASSUMED)


def config_to_theirs(config: Any) -> dict[str, Any]:
    """Return what config.json must say for this model."""
    return {
        "architectures": ["BartForConditionalGeneration"],
        "model_type": "bart",
        "is_encoder_decoder": True,
        **sizes_to_theirs(config, NAMES),
        "decoder_layers": config.n_decoder_layers or config.n_layers,
        "tie_word_embeddings": True,
    }
