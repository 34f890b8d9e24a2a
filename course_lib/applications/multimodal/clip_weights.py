"""Our `Clip` as the `CLIPModel` of transformers: what the parameters are called there.

Their patches have no bias; ours is added to the patches' positions, where it does the same.
Held to logits and loss by tests/applications/multimodal/test_clip.py.
Left out: reading their folders, since their public models use a faster approximation of GELU, which ours has not.
"""

from typing import Any

from torch import Tensor

from course_lib.applications.multimodal.clip import Clip
from course_lib.models.weight_names import Rule, to_theirs

HEADS = ("q", "k", "v")


def _layers(ours: str, theirs: str) -> list[Rule]:
    attention = f"{theirs}.encoder.layers.*.self_attn"
    layer = f"{ours}.layers.*"
    return [
        Rule(f"{layer}.attention.query_key_value", tuple(f"{attention}.{one}_proj" for one in HEADS)),
        Rule(f"{layer}.attention.output", f"{attention}.out_proj"),
        Rule(f"{layer}.around_attention.norm", f"{theirs}.encoder.layers.*.layer_norm1"),
        Rule(f"{layer}.around_feed_forward.norm", f"{theirs}.encoder.layers.*.layer_norm2"),
        Rule(f"{layer}.feed_forward.expand", f"{theirs}.encoder.layers.*.mlp.fc1"),
        Rule(f"{layer}.feed_forward.shrink", f"{theirs}.encoder.layers.*.mlp.fc2"),
    ]


RULES = [
    *_layers("text_tower.encoder", "text_model"),
    *_layers("picture_tower.vit.encoder", "vision_model"),
    Rule("text_tower.token_embedding", "text_model.embeddings.token_embedding"),
    Rule("text_tower.position_embedding", "text_model.embeddings.position_embedding"),
    Rule("text_tower.encoder.final_norm", "text_model.final_layer_norm"),
    Rule("picture_tower.vit.class_token", "vision_model.embeddings.class_embedding"),
    Rule("picture_tower.vit.position_embedding", "vision_model.embeddings.position_embedding.weight"),
    Rule("picture_tower.vit.patch_embedding", "vision_model.embeddings.patch_embedding"),
    Rule("picture_tower.vit.encoder.final_norm", "vision_model.post_layernorm"),
    Rule("picture_tower.norm", "vision_model.pre_layrnorm"),
    Rule("picture_map", "visual_projection"),
    Rule("text_map", "text_projection"),
]


def tensors_to_theirs(model: Clip) -> dict[str, Tensor]:
    """Return the weights under the names that `CLIPModel.load_state_dict` knows.

    Raises:
        ValueError: if the text tower is a bag of words, which theirs is not.
    """
    if not model.config.reads_order:
        raise ValueError("the text tower must be a Transformer, got a bag of words.")
    vit = "picture_tower.vit"
    ours = {name: one.detach().clone() for name, one in model.state_dict().items()}
    ours[f"{vit}.position_embedding"][:, 1:] += ours.pop(f"{vit}.patch_embedding.bias")
    for name in ("class_token", "position_embedding"):
        ours[f"{vit}.{name}"] = ours[f"{vit}.{name}"].squeeze()
    sizes = model.config.picture
    patch = (sizes.n_channels, sizes.patch_size, sizes.patch_size)
    ours[f"{vit}.patch_embedding.weight"] = ours[f"{vit}.patch_embedding.weight"].unflatten(1, patch)
    scale = ours.pop("log_scale")  # a number, where a rule asks for rows
    return {**to_theirs(ours, RULES), "logit_scale": scale}


def to_transformers(model: Clip, end_id: int) -> Any:
    """Return the same model as a `CLIPModel`.

    Args:
        model: ours.
        end_id: of the token that ends each text; theirs looks for it.
    """
    from transformers import CLIPConfig, CLIPModel

    ours, picture = model.config, model.config.picture
    text: dict[str, Any] = {
        **_sizes(ours),
        "vocab_size": ours.vocab_size,
        "max_position_embeddings": ours.context_length,
        "eos_token_id": end_id,
        "bos_token_id": None,
        "pad_token_id": None,
        "layer_norm_eps": ours.norm_eps,
    }
    vision = {
        **_sizes(picture),
        "image_size": picture.image_size,
        "patch_size": picture.patch_size,
        "num_channels": picture.n_channels,
        "layer_norm_eps": picture.norm_eps,
    }
    theirs = CLIPModel(CLIPConfig(text_config=text, vision_config=vision, projection_dim=ours.d_shared))
    theirs.load_state_dict(tensors_to_theirs(model))
    return theirs.eval()


def _sizes(config: Any) -> dict[str, Any]:
    return {
        "hidden_size": config.d_model,
        "num_attention_heads": config.n_heads,
        "num_hidden_layers": config.n_layers,
        "intermediate_size": config.d_ff,
        "hidden_act": "gelu",
    }
