"""ViT in Hugging Face's layout: what its sizes and parameters are called there.

Held to what transformers reads and writes by tests/models/test_vit.py.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from torch import Tensor

from course_lib.models import hub
from course_lib.models.bert_weights import ENCODER_NAMES, PARTS
from course_lib.models.config_names import sizes_to_ours, sizes_to_theirs
from course_lib.models.weight_names import Rule, to_ours, to_theirs

NAMES = ENCODER_NAMES | {
    "image_size": ["image_size"],
    "patch_size": ["patch_size"],
    "n_channels": ["num_channels"],
}
ASSUMED = {  # what transformers assumes where config.json is silent
    "num_channels": 3,
    "hidden_dropout_prob": 0.0,
    "attention_probs_dropout_prob": 0.0,
    "layer_norm_eps": 1e-12,
}
OURS, THEIRS = "vit.encoder.layers.*", "vit.encoder.layer.*"
ATTENTION = f"{THEIRS}.attention"
QUERY_KEY_VALUE = tuple(f"{ATTENTION}.attention.{part}" for part in PARTS)
PATCHES = "vit.embeddings.patch_embeddings.projection"
RULES = [  # what the parameters are called
    Rule("vit.class_token", "vit.embeddings.cls_token"),
    Rule("vit.position_embedding", "vit.embeddings.position_embeddings"),
    Rule("vit.patch_embedding", PATCHES),
    Rule(f"{OURS}.around_attention.norm", f"{THEIRS}.layernorm_before"),
    Rule(f"{OURS}.attention.query_key_value", QUERY_KEY_VALUE),
    Rule(f"{OURS}.attention.output", f"{ATTENTION}.output.dense"),
    Rule(f"{OURS}.around_feed_forward.norm", f"{THEIRS}.layernorm_after"),
    Rule(f"{OURS}.feed_forward.expand", f"{THEIRS}.intermediate.dense"),
    Rule(f"{OURS}.feed_forward.shrink", f"{THEIRS}.output.dense"),
    Rule("vit.encoder.final_norm", "vit.layernorm"),
    Rule("classifier", "classifier"),
]
IGNORED = ["vit.pooler.dense", "vit.embeddings.mask_token"]


def read_folder(name_or_folder: str | Path) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the sizes of a ViT, and its tensors as `ViTForClassification` names them.

    Raises:
        HubError: if there is no such folder, and no such model on the hub.
        ValueError: if it is no ViT, is a variant that ours is not, or is damaged.
    """
    folder = hub.find(name_or_folder)
    sizes = sizes_from_theirs(hub.read_config(folder, "vit"))
    tensors = to_ours(hub.read_weights(folder), RULES, base="vit.", ignored=IGNORED)
    name = "vit.patch_embedding.weight"
    if name in tensors:  # a convolution's, with the axes "d_model channels height width"
        tensors[name] = tensors[name].flatten(1)
    return sizes, tensors


def write_folder(
    folder: str | Path,
    config: Any,
    architecture: str,
    tensors: Mapping[str, Tensor],
) -> None:
    """Write a ViT that transformers can read; `tensors` as `read_folder` gives them."""
    theirs = to_theirs(tensors, RULES)
    size = (config.n_channels, config.patch_size, config.patch_size)
    theirs[f"{PATCHES}.weight"] = theirs[f"{PATCHES}.weight"].unflatten(1, size)
    hub.save(folder, config_to_theirs(config, architecture), theirs)


def sizes_from_theirs(config: Mapping) -> dict[str, Any]:
    """Return the sizes that a config.json of ViT says: the arguments of `ViTConfig`.

    Raises:
        ValueError: if it asks for something that `ViT` does not do, or lacks a size.
    """
    hub.check_supported(config, {"hidden_act": ["gelu"], "qkv_bias": [True]})
    sizes = sizes_to_ours(config, NAMES, ASSUMED)
    sides = {name: sizes[name] for name in ("image_size", "patch_size")}
    if any(not isinstance(side, int) for side in sides.values()):
        raise ValueError(f"sizes must be whole numbers, those of squares, got {sides}.")
    names = {int(i): name for i, name in (config.get("id2label") or {}).items()}
    in_order = [names[i] for i in sorted(names)] or unnamed(2)
    known = () if in_order == unnamed(len(in_order)) else tuple(in_order)
    return {**sizes, "n_classes": len(in_order), "class_names": known}


def unnamed(n_classes: int) -> list[str]:
    """Return what transformers calls classes that nobody named."""
    return [f"LABEL_{i}" for i in range(n_classes)]


def config_to_theirs(config: Any, architecture: str) -> dict[str, Any]:
    """Return what config.json must say for this model."""
    names = config.class_names or unnamed(config.n_classes)
    return {
        "architectures": [architecture],
        "model_type": "vit",
        **sizes_to_theirs(config, NAMES),
        "id2label": {str(i): name for i, name in enumerate(names)},
        "label2id": {name: i for i, name in enumerate(names)},
        "hidden_act": "gelu",
        "qkv_bias": True,
    }
