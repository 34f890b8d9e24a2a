"""The Transformer's parameters under the names that `nn.Transformer` has for them.

Held to `nn.Transformer`, outputs and all gradients, by tests/models/test_transformer_weights.py.
Left out: the way back; embedding and output layer, which `nn.Transformer` does not have.
"""

from collections.abc import Mapping

from torch import Tensor

from course_lib.models.weight_names import Rule, to_ours

PARTS = {  # of a layer: theirs, ours
    "self_attn.out_proj": "attention.output",
    "linear1": "feed_forward.expand",
    "linear2": "feed_forward.shrink",
    "norm1": "around_attention.norm",
}
ENCODER = {"norm2": "around_feed_forward.norm"}
DECODER = {
    "multihead_attn.out_proj": "cross_attention.output",
    "norm2": "around_cross_attention.norm",
    "norm3": "around_feed_forward.norm",
}


def rules(stack: str, parts: Mapping[str, str]) -> list[Rule]:
    """Return the names in a stack of layers, read from theirs to ours."""
    layer = f"{stack}.layers.*"
    named = [Rule(f"{layer}.{theirs}", f"{layer}.{ours}") for theirs, ours in parts.items()]
    for kind in ("weight", "bias"):
        self_attention = f"{layer}.attention.query_key_value.{kind}"
        named.append(Rule(f"{layer}.self_attn.in_proj_{kind}", self_attention))
        cross = f"{layer}.cross_attention"
        both = (f"{cross}.query.{kind}", f"{cross}.key_value.{kind}")
        named.append(Rule(f"{layer}.multihead_attn.in_proj_{kind}", both))
    return [*named, Rule(f"{stack}.norm", f"{stack}.final_norm")]


RULES = rules("encoder", PARTS | ENCODER) + rules("decoder", PARTS | DECODER)


def as_in_pytorch(tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Return parameters of a `Transformer`, or their gradients, under the names of `nn.Transformer`.

    Args:
        tensors: by our names, such as a `state_dict()`. Embedding and output layer are left out.
    """
    return to_ours(tensors, RULES, ignored=["token_embedding", "output"])
