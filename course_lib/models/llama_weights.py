"""LLaMA in Hugging Face's layout: what its sizes and parameters are called there.

Held to what transformers reads and writes by tests/models/test_llama.py.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from course_lib.models import hub
from course_lib.models.config_names import sizes_to_ours, sizes_to_theirs
from course_lib.models.weight_names import Rule, to_ours, to_theirs

NAMES = {
    "vocab_size": ["vocab_size"],
    "context_length": ["max_position_embeddings"],
    "d_model": ["hidden_size"],
    "n_heads": ["num_attention_heads"],
    "n_kv_heads": ["num_key_value_heads"],
    "n_layers": ["num_hidden_layers"],
    "d_ff": ["intermediate_size"],
    "tied": ["tie_word_embeddings"],
    "rotary_base": ["rope_theta"],
    "norm_eps": ["rms_norm_eps"],
    "pad_id": ["pad_token_id"],
    "bos_id": ["bos_token_id"],
    "eos_id": ["eos_token_id"],
}
ASSUMED = {  # what transformers assumes where config.json is silent
    "num_key_value_heads": None,
    "tie_word_embeddings": False,
    "rope_theta": 10_000.0,
    "rms_norm_eps": 1e-6,
    "pad_token_id": None,
    "bos_token_id": None,
    "eos_token_id": None,
}


def read_folder(name_or_folder: str | Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the sizes of a LLaMA, and its tensors under the names of `Llama`.

    Raises:
        HubError: if there is no such folder, and no such model on the hub.
        ValueError: if it is no LLaMA, is a variant that ours is not, or is damaged.
    """
    folder = hub.find(name_or_folder)
    sizes = sizes_from_theirs(hub.read_config(folder, "llama"))
    ignored = ["model.layers.*.self_attn.rotary_emb.inv_freq"]
    if sizes["tied"]:
        ignored.append("lm_head")  # the embedding
    theirs = hub.read_weights(folder)
    return sizes, to_ours(theirs, rules(sizes), base="model.", ignored=ignored)


def write_folder(folder: str | Path, config: Any, tensors: Mapping[str, Tensor]) -> None:
    """Write a LLaMA that transformers can read."""
    hub.save(folder, config_to_theirs(config), to_theirs(tensors, rules(vars(config))))


def rules(sizes: Mapping[str, Any]) -> list[Rule]:
    """Return what our parameters are called in a folder of Hugging Face."""
    d_model, n_heads = sizes["d_model"], sizes["n_heads"]
    d_kv = d_model // n_heads * (sizes["n_kv_heads"] or n_heads)
    ours, theirs = "blocks.*", "model.layers.*"
    parts = tuple(f"{theirs}.self_attn.{letter}_proj" for letter in "qkv")
    query_key_value = f"{ours}.attention.query_key_value"
    return [
        Rule("token_embedding", "model.embed_tokens"),
        Rule(f"{ours}.norm_1", f"{theirs}.input_layernorm"),
        Rule(query_key_value, parts, rows=(d_model, d_kv, d_kv)),
        Rule(f"{ours}.attention.output", f"{theirs}.self_attn.o_proj"),
        Rule(f"{ours}.norm_2", f"{theirs}.post_attention_layernorm"),
        Rule(f"{ours}.feed_forward.gate", f"{theirs}.mlp.gate_proj"),
        Rule(f"{ours}.feed_forward.up", f"{theirs}.mlp.up_proj"),
        Rule(f"{ours}.feed_forward.down", f"{theirs}.mlp.down_proj"),
        Rule("final_norm", "model.norm"),
        Rule("output", "lm_head"),
    ]


def sizes_from_theirs(config: Mapping) -> dict[str, Any]:
    """Return the sizes that a config.json of LLaMA says: the arguments of `LlamaConfig`.

    Raises:
        ValueError: if it asks for something that `Llama` does not do, or lacks a size.
    """
    rotary = config.get("rope_parameters") or {}  # since transformers 5
    said = {"rope_type": "default", **config, **rotary}
    sizes = sizes_to_ours(said, NAMES, ASSUMED)
    supported: dict[str, list] = {
        "hidden_act": ["silu"],
        "attention_bias": [False],
        "mlp_bias": [False],
        "head_dim": [None, sizes["d_model"] // sizes["n_heads"]],
        "rope_type": ["default"],
        "rope_scaling": [None],
    }
    hub.check_supported(said, supported)
    return sizes


def config_to_theirs(config: Any) -> dict[str, Any]:
    """Return what config.json must say, to transformers 5 and to those before."""
    rotary = {"rope_type": "default", "rope_theta": config.rotary_base}
    return {
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        **sizes_to_theirs(config, NAMES),
        "num_key_value_heads": config.n_kv_heads or config.n_heads,
        "rope_parameters": rotary,
        "hidden_act": "silu",
    }
