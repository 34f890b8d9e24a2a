"""BERT in Hugging Face's layout: what its sizes and parameters are called there.

Held to what transformers reads and writes by tests/models/test_bert.py.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.config_names import sizes_to_ours, sizes_to_theirs
from course_lib.models.weight_names import Rule, to_ours, to_theirs

ENCODER_NAMES = {  # what the sizes are called in config.json; ViT's is the same
    "d_model": ["hidden_size"],
    "n_heads": ["num_attention_heads"],
    "n_layers": ["num_hidden_layers"],
    "d_ff": ["intermediate_size"],
    "dropout": ["hidden_dropout_prob", "attention_probs_dropout_prob"],
    "norm_eps": ["layer_norm_eps"],
}
NAMES = ENCODER_NAMES | {
    "vocab_size": ["vocab_size"],
    "context_length": ["max_position_embeddings"],
    "n_segments": ["type_vocab_size"],
    "pad_id": ["pad_token_id"],
}
ASSUMED = {  # what transformers assumes where config.json is silent
    "hidden_dropout_prob": 0.1,
    "attention_probs_dropout_prob": 0.1,
    "layer_norm_eps": 1e-12,
    "type_vocab_size": 2,
    "pad_token_id": None,
}
SUPPORTED: dict[str, list] = {
    "hidden_act": ["gelu"],
    "position_embedding_type": [None, "absolute"],
    "is_decoder": [False],
    "add_cross_attention": [False],
    "tie_word_embeddings": [True],
}
OURS, THEIRS = "bert.encoder.layers.*", "bert.encoder.layer.*"
PARTS = ("query", "key", "value")
QUERY_KEY_VALUE = tuple(f"{THEIRS}.attention.self.{part}" for part in PARTS)
RULES = [  # what the parameters are called
    Rule("bert.token_embedding", "bert.embeddings.word_embeddings"),
    Rule("bert.position_embedding", "bert.embeddings.position_embeddings"),
    Rule("bert.segment_embedding", "bert.embeddings.token_type_embeddings"),
    Rule("bert.norm", "bert.embeddings.LayerNorm"),
    Rule(f"{OURS}.attention.query_key_value", QUERY_KEY_VALUE),
    Rule(f"{OURS}.attention.output", f"{THEIRS}.attention.output.dense"),
    Rule(f"{OURS}.around_attention.norm", f"{THEIRS}.attention.output.LayerNorm"),
    Rule(f"{OURS}.feed_forward.expand", f"{THEIRS}.intermediate.dense"),
    Rule(f"{OURS}.feed_forward.shrink", f"{THEIRS}.output.dense"),
    Rule(f"{OURS}.around_feed_forward.norm", f"{THEIRS}.output.LayerNorm"),
    Rule("bert.pooler", "bert.pooler.dense"),
    Rule("masked_head.dense", "cls.predictions.transform.dense"),
    Rule("masked_head.norm", "cls.predictions.transform.LayerNorm"),
    Rule("masked_head.bias", "cls.predictions.bias"),
    Rule("next_sentence_head", "cls.seq_relationship"),
]
IGNORED = [  # the embedding and bias once more; 0, 1, 2, …; heads of other tasks
    "cls.predictions.decoder",
    "bert.embeddings.position_ids",
    "classifier",
    "qa_outputs",
]


def read_folder(
    name_or_folder: str | Path,
    *heads: Rule,
) -> tuple[dict[str, Any], dict[str, Tensor]]:
    """Return the sizes of a BERT, and its tensors as `BertForPretraining` names them.

    Args:
        name_or_folder: of any BERT: its heads for tasks are not read.
        heads: but for these.

    Raises:
        HubError: if there is no such folder, and no such model on the hub.
        ValueError: if it is no BERT, is a variant that ours is not, or is damaged.
    """
    folder = hub.find(name_or_folder)
    sizes = sizes_from_theirs(hub.read_config(folder, "bert"))
    tensors = {}
    for name, tensor in hub.read_weights(folder).items():
        name = name.replace("Norm.gamma", "Norm.weight")  # as the first files have it
        tensors[name.replace("Norm.beta", "Norm.bias")] = tensor
    wanted = [rule.theirs for rule in heads]
    ignored = [name for name in IGNORED if name not in wanted]
    return sizes, to_ours(tensors, [*RULES, *heads], base="bert.", ignored=ignored)


def write_folder(
    folder: str | Path,
    config: object,
    architecture: str,
    tensors: Mapping[str, Tensor],
    *heads: Rule,
    **more: Any,
) -> None:
    """Write a BERT that transformers can read.

    Args:
        folder: where to.
        config: a `BertConfig`.
        architecture: what Hugging Face calls the model.
        tensors: as `read_folder` gives them.
        heads: rules for the heads of tasks.
        more: what config.json shall say besides.
    """
    says = config_to_theirs(config, architecture) | more
    hub.save(folder, says, to_theirs(tensors, [*RULES, *heads]))


def sizes_from_theirs(config: Mapping) -> dict[str, Any]:
    """Return the sizes that a config.json of BERT says: the arguments of `BertConfig`.

    Raises:
        ValueError: if it asks for something that `Bert` does not do, or lacks a size.
    """
    hub.check_supported(config, SUPPORTED)
    return sizes_to_ours(config, NAMES, ASSUMED)


def config_to_theirs(config: object, architecture: str) -> dict[str, Any]:
    """Return what config.json must say for this model."""
    return {
        "architectures": [architecture],
        "model_type": "bert",
        **sizes_to_theirs(config, NAMES),
        "hidden_act": "gelu",
    }


def complete(
    tensors: dict[str, Tensor],
    new_model: Callable[[], nn.Module],
    heads: tuple[str, ...],
    new_heads: bool,
) -> dict[str, Tensor]:
    """Return the tensors, and newly drawn ones for missing heads, if that is wanted.

    Args:
        tensors: under our names.
        new_model: draws a model with such heads.
        heads: names of the modules that may be missing.
        new_heads: whether they may.

    Raises:
        ValueError: if heads are missing, and may not.
    """
    missing = [head for head in heads if f"{head}.bias" not in tensors]
    is_bert = any(name.endswith("token_embedding.weight") for name in tensors)
    if not missing or not is_bert:  # of what is no BERT, `build` says what it lacks
        return tensors
    if not new_heads:
        raise ValueError(
            f"the weights must hold {', '.join(missing)}, and do not; "
            "with new_heads=True, what is missing starts from random weights."
        )
    starts = tuple(f"{head}." for head in missing)
    drawn = new_model().state_dict()
    return tensors | {name: one for name, one in drawn.items() if name.startswith(starts)}
