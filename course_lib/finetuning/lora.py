"""LoRA: a frozen linear layer, and beside it two thin matrices that learn the change.

    y = W x + b + (alpha / rank) · B A x        A: rank × inputs, B: outputs × rank

B starts at 0, so that the model starts as it was. After training, the change is added to
W (`merge`), and the model costs what it cost before.
Source: Hu et al. (2022), section 4, https://arxiv.org/abs/2106.09685.
Held equal to the layers of `peft` by tests/finetuning/test_lora.py.
Left out: dropout before A; LoRA of embeddings and convolutions.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

FILE = "lora.safetensors"
ATTENTION = ("query_key_value", "attention.output")  # the linear maps of self-attention


class LoRALinear(nn.Module):
    """A linear layer that stays as it is, and a change of low rank that is learned.

    Args:
        linear: the layer; its parameters are frozen, and it is not copied.
        rank: how many numbers the change passes through.
        alpha: the change is multiplied by alpha / rank, so that a learning rate that
            suits one rank roughly suits another.
        generator: where A's first values come from.

    Raises:
        ValueError: if the rank is not 1 to the smaller width of the layer.
    """

    def __init__(
        self,
        linear: nn.Linear,
        rank: int = 8,
        alpha: float = 16.0,
        generator: torch.Generator | None = None,
    ) -> None:
        super().__init__()
        most = min(linear.in_features, linear.out_features)
        if not 1 <= rank <= most:
            raise ValueError(f"rank must be 1 to {most}, the smaller width, got {rank}.")
        self.linear = linear.requires_grad_(False)
        start = torch.randn(rank, linear.in_features, generator=generator)
        self.A = nn.Parameter(start / linear.in_features**0.5)
        self.B = nn.Parameter(torch.zeros(linear.out_features, rank))
        self.scale = alpha / rank
        self.is_merged = False

    def forward(
        self,
        x: Float[Tensor, "*batch inputs"],
    ) -> Float[Tensor, "*batch outputs"]:
        """Return what the layer gives, plus the change."""
        if self.is_merged:
            return self.linear(x)
        return self.linear(x) + self.scale * (x @ self.A.T @ self.B.T)

    def change(self) -> Float[Tensor, "outputs inputs"]:
        """Return the change as one matrix of the size of W."""
        return self.scale * self.B @ self.A

    @torch.no_grad()
    def merge(self) -> None:
        """Add the change to W; a second call changes nothing."""
        if not self.is_merged:
            self.linear.weight += self.change()
        self.is_merged = True

    @torch.no_grad()
    def unmerge(self) -> None:
        """Take the change out of W again."""
        if self.is_merged:
            self.linear.weight -= self.change()
        self.is_merged = False


def add_lora(
    model: nn.Module,
    names: Sequence[str] = ATTENTION,
    rank: int = 8,
    alpha: float = 16.0,
    seed: int = 0,
) -> list[LoRALinear]:
    """Freeze a model, give some of its linear layers a LoRA each, and return these.

    Heads of a task must be freed again by whoever has one: `model.head.requires_grad_()`.

    Args:
        model: changed in place.
        names: a layer is chosen if its name ends with one of these.
        rank, alpha: as for `LoRALinear`.
        seed: of A's first values.

    Raises:
        ValueError: if no linear layer has such a name.
    """
    generator = torch.Generator().manual_seed(seed)
    return wrap_linears(model, names, lambda one: LoRALinear(one, rank, alpha, generator))


def wrap_linears(
    model: nn.Module,
    names: Sequence[str],
    wrap: Callable[[nn.Linear], nn.Module],
) -> list:
    """Freeze a model, and put what `wrap` makes of it in each chosen layer's place."""
    chosen = [
        (name, layer)
        for name, layer in model.named_modules()
        if isinstance(layer, nn.Linear) and name.endswith(tuple(names))
    ]
    if not chosen:
        must = "some linear layer's name must end with one of these"
        raise ValueError(f"{must}, got {list(names)} and none.")
    model.requires_grad_(False)
    wrapped = []
    for name, layer in chosen:
        parent, _, own = name.rpartition(".")
        wrapped.append(wrap(layer))
        setattr(model.get_submodule(parent), own, wrapped[-1])
    return wrapped


def merge_lora(model: nn.Module) -> int:
    """Merge every LoRA of a model, put plain layers in their place; return how many."""
    found = [(k, one) for k, one in model.named_modules() if isinstance(one, LoRALinear)]
    for name, layer in found:
        layer.merge()
        parent, _, own = name.rpartition(".")
        setattr(model.get_submodule(parent), own, layer.linear)
    return len(found)


def lora_weights(model: nn.Module) -> dict[str, Tensor]:
    """Return A and B of every LoRA: all that has to be kept of a fine-tuning."""
    ends = (".A", ".B")
    state = model.state_dict()
    return {k: v.detach().clone() for k, v in state.items() if k.endswith(ends)}


def save_lora(model: nn.Module, folder: Path) -> None:
    """Write A and B of every LoRA in 16 bits, as `lora.safetensors` in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    save_file({k: v.half().contiguous() for k, v in lora_weights(model).items()}, folder / FILE)


def load_lora(model: nn.Module, folder: Path) -> None:
    """Give a model with LoRAs the A and B that `save_lora` wrote.

    Raises:
        ValueError: if the names of the LoRAs, or their sizes, are not those of the file.
    """
    stored, own = load_file(folder / FILE), lora_weights(model)
    if {k: v.shape for k, v in stored.items()} != {k: v.shape for k, v in own.items()}:
        other = sorted({*stored} ^ {*own}) or [k for k in own if own[k].shape != stored[k].shape]
        raise ValueError(f"the stored LoRA must fit the model's, and differs in {', '.join(other[:3])}.")
    model.load_state_dict({k: v.float() for k, v in stored.items()}, strict=False)


def n_trained(model: nn.Module) -> int:
    """Return how many numbers of a model are free to move."""
    return sum(one.numel() for one in model.parameters() if one.requires_grad)


def training_bytes(model: nn.Module) -> int:
    """Return the bytes of gradients and of AdamW's two means, in 32 bits.

    Weights and what the layers remember for the way back come on top.
    """
    return 3 * 4 * n_trained(model)
