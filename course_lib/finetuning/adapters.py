"""Adapters: small bottlenecks set into a frozen model, which learn what is new.

    h  →  h + up(GELU(down(h)))       down: d_model → width, up: width → d_model

`up` starts at 0, so that an adapter starts as the identity. Unlike a LoRA it can't be
merged: it stands in the path, with a nonlinearity in it, and costs time for ever.
Source: Houlsby et al. (2019), section 2, https://arxiv.org/abs/1902.00751: two in a
layer, after the attention and after the feed-forward network, before each is added.
Tested by tests/finetuning/test_adapters.py.
Left out: training the layer norms too, as the paper does.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.finetuning.lora import wrap_linears

AFTER = (  # the last linear map of each part: in both models, in a BERT, in a GPT
    "attention.output",
    "feed_forward.shrink",
    "feed_forward.2",
)


class Adapter(nn.Module):
    """A bottleneck beside a straight way.

    Args:
        d_model: width of the vectors.
        width: of the bottleneck.
        generator: where the first values of `down` come from.

    Raises:
        ValueError: if a width is not positive.
    """

    def __init__(
        self,
        d_model: int,
        width: int = 16,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        if d_model < 1 or width < 1:
            raise ValueError(f"both widths must be positive, got {d_model} and {width}.")
        self.down, self.up = nn.Linear(d_model, width), nn.Linear(width, d_model)
        with torch.no_grad():
            start = torch.randn(width, d_model, generator=generator)
            self.down.weight.copy_(start / d_model**0.5)
            for zero in (self.down.bias, self.up.weight, self.up.bias):
                zero.zero_()

    def forward(
        self,
        h: Float[Tensor, "*batch d_model"],
    ) -> Float[Tensor, "*batch d_model"]:
        """Return the vectors, with what the bottleneck adds."""
        return h + self.up(F.gelu(self.down(h)))


def add_adapters(
    model: nn.Module,
    names: Sequence[str] = AFTER,
    width: int = 16,
    seed: int = 0,
) -> list[Adapter]:
    """Freeze a model, set an adapter behind some of its linear layers, and return these.

    Args:
        model: changed in place.
        names: a layer is chosen if its name ends with one of these.
        width: of the bottlenecks.
        seed: of their first values.

    Raises:
        ValueError: if no linear layer has such a name.
    """
    generator = torch.Generator().manual_seed(seed)

    def behind(linear: nn.Linear) -> nn.Module:
        return nn.Sequential(linear, Adapter(linear.out_features, width, generator))

    return [pair[1] for pair in wrap_linears(model, names, behind)]
