"""GPT in Hugging Face's layout: what its sizes and parameters are called there.

Held to what transformers reads and writes by tests/models/test_gpt.py.
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
    "context_length": ["n_positions"],
    "d_model": ["n_embd"],
    "n_heads": ["n_head"],
    "n_layers": ["n_layer"],
    "dropout": ["embd_pdrop", "resid_pdrop", "attn_pdrop"],
    "norm_eps": ["layer_norm_epsilon"],
    "pad_id": ["pad_token_id"],
    "bos_id": ["bos_token_id"],
    "eos_id": ["eos_token_id"],
}
ASSUMED = {  # what transformers assumes where config.json is silent
    "embd_pdrop": 0.1,
    "resid_pdrop": 0.1,
    "attn_pdrop": 0.1,
    "layer_norm_epsilon": 1e-5,
    "pad_token_id": None,
    "bos_token_id": None,
    "eos_token_id": None,
}
GELUS = {"gelu_new": "tanh", "gelu_pytorch_tanh": "tanh", "gelu": "none"}
OURS, THEIRS = "blocks.*", "transformer.h.*"
QUERY_KEY_VALUE = f"{OURS}.attention.query_key_value"
RULES = [  # what the parameters are called
    Rule("token_embedding", "transformer.wte"),
    Rule("position_embedding", "transformer.wpe"),
    Rule(f"{OURS}.norm_1", f"{THEIRS}.ln_1"),
    Rule(QUERY_KEY_VALUE, f"{THEIRS}.attn.c_attn", transposed=True),
    Rule(f"{OURS}.attention.output", f"{THEIRS}.attn.c_proj", transposed=True),
    Rule(f"{OURS}.norm_2", f"{THEIRS}.ln_2"),
    Rule(f"{OURS}.feed_forward.0", f"{THEIRS}.mlp.c_fc", transposed=True),
    Rule(f"{OURS}.feed_forward.2", f"{THEIRS}.mlp.c_proj", transposed=True),
    Rule("final_norm", "transformer.ln_f"),
]
COMPUTED = [  # masks; the embedding
    f"{THEIRS}.attn.bias",
    f"{THEIRS}.attn.masked_bias",
    "lm_head",
]


def read_folder(name_or_folder: str | Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the sizes of a GPT-2, and its tensors under the names of `GPT`.

    Raises:
        HubError: if there is no such folder, and no such model on the hub.
        ValueError: if it is no GPT-2, is a variant that ours is not, or is damaged.
    """
    folder = hub.find(name_or_folder)
    sizes = sizes_from_theirs(hub.read_config(folder, "gpt2"))
    theirs = hub.read_weights(folder)
    return sizes, to_ours(theirs, RULES, base="transformer.", ignored=COMPUTED)


def write_folder(folder: str | Path, config: Any, tensors: Mapping[str, Tensor]) -> None:
    """Write a GPT that transformers can read."""
    hub.save(folder, config_to_theirs(config), to_theirs(tensors, RULES))


def sizes_from_theirs(config: Mapping) -> dict[str, Any]:
    """Return the sizes that a config.json of GPT-2 says: the arguments of `GPTConfig`.

    Raises:
        ValueError: if it asks for something that `GPT` does not do, or lacks a size.
    """
    sizes = sizes_to_ours(config, NAMES, ASSUMED)
    supported: dict[str, list] = {
        "activation_function": list(GELUS),
        "n_inner": [None, 4 * sizes["d_model"]],
        "scale_attn_weights": [True],
        "scale_attn_by_inverse_layer_idx": [False],
        "add_cross_attention": [False],
        "tie_word_embeddings": [True],
    }
    hub.check_supported(config, supported)
    return {**sizes, "gelu": GELUS[config.get("activation_function", "gelu_new")]}


def config_to_theirs(config: Any) -> dict[str, Any]:
    """Return what config.json must say for this model."""
    return {
        "architectures": ["GPT2LMHeadModel"],
        "model_type": "gpt2",
        **sizes_to_theirs(config, NAMES),
        "activation_function": "gelu_new" if config.gelu == "tanh" else "gelu",
    }
