"""ViT, the Vision Transformer: an encoder reads a picture's patches like a text's words.

Source: Dosovitskiy et al. (2021), section 3.1, https://arxiv.org/abs/2010.11929.
Held equal to Hugging Face's `ViTModel` and `ViTForImageClassification`, and its patches
to `nn.Conv2d`, by tests/models/test_vit.py. Its folders are in vit_weights.py.
Left out: pictures of another size than the model's, whose positions would have to be
interpolated; pictures and patches that are not square; the pooler of `ViTModel`, which no
task reads.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.encoder import Encoder, stack_sizes
from course_lib.models.text_inputs import start_small
from course_lib.models.vit_weights import read_folder, write_folder
from course_lib.models.weight_names import without_heads


@dataclass(frozen=True)
class ViTConfig:
    """The sizes of a `ViT`; those of pictures and patches are in pixels.

    `n_channels` is 3 for colours. `n_classes` is read by `ViTForClassification` only;
    `class_names` has what they are called, in their order, or nothing if that is unknown.

    Raises:
        ValueError: if patches do not fill a picture, or not every class has a name.
    """

    image_size: int = 32
    patch_size: int = 8
    n_channels: int = 3
    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 3
    d_ff: int = 512
    n_classes: int = 2
    dropout: float = 0.0
    norm_eps: float = 1e-12
    class_names: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        sizes = self.patch_size, self.image_size
        if min(sizes) < 1 or self.image_size % self.patch_size:
            raise ValueError(f"patch_size must divide image_size, got {sizes}.")
        n_names = len(self.class_names)
        if self.class_names and n_names != self.n_classes:
            n_classes = self.n_classes
            raise ValueError(f"class_names must be {n_classes} names, got {n_names}.")

    @property
    def n_patches(self) -> int:
        return (self.image_size // self.patch_size) ** 2

    @property
    def d_patch(self) -> int:
        """How many numbers a patch has."""
        return self.n_channels * self.patch_size**2


def patches(
    images: Float[Tensor, "batch channels height width"],
    patch_size: int,
) -> Float[Tensor, "batch patches d_patch"]:
    """Cut pictures into squares, left to right, then down: a row of numbers each."""
    whole = "batch channels (down height) (across width)"
    pieces = "batch (down across) (channels height width)"
    sides = {"height": patch_size, "width": patch_size}
    return rearrange(images, f"{whole} -> {pieces}", **sides)


class ViT(nn.Module):
    """Pictures in, one vector for the picture as a whole and one for each patch out."""

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        self.config = config
        self.patch_embedding = nn.Linear(config.d_patch, config.d_model)
        self.class_token = nn.Parameter(torch.empty(1, 1, config.d_model))
        n_tokens = 1 + config.n_patches
        self.position_embedding = nn.Parameter(torch.empty(1, n_tokens, config.d_model))
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = Encoder(stack_sizes(config, norm_first=True))
        self.apply(start_small)
        nn.init.normal_(self.class_token, std=0.02)
        nn.init.normal_(self.position_embedding, std=0.02)

    def forward(
        self,
        images: Float[Tensor, "batch channels height width"],
    ) -> Float[Tensor, "batch tokens d_model"]:
        """Return the encoder's output: the class token first, then the patches.

        Args:
            images: in the range that the model was trained with, often -1 to 1.

        Raises:
            ValueError: if the pictures are not of the model's size, or not of floats.
        """
        return self.encoder(self.embed(images))

    def embed(
        self,
        images: Float[Tensor, "batch channels height width"],
    ) -> Float[Tensor, "batch tokens d_model"]:
        """Return the encoder's input: class token and mapped patches, plus positions."""
        check_images(images, self.config)
        x = self.patch_embedding(patches(images, self.config.patch_size))
        class_tokens = self.class_token.expand(len(images), -1, -1)
        return self.dropout(torch.cat([class_tokens, x], dim=1) + self.position_embedding)

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "ViT":
        """Return the encoder of a folder or a hub's name; errors as `read_folder`."""
        sizes, tensors = read_folder(name_or_folder)
        encoder = without_heads(tensors, "vit.", ("classifier.",))
        return hub.build(cls, ViTConfig(**sizes), encoder)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        tensors = {f"vit.{name}": one for name, one in self.state_dict().items()}
        write_folder(folder, self.config, "ViTModel", tensors)


class ViTForClassification(nn.Module):
    """A `ViT` with a linear layer that reads the class token: a score for each class."""

    def __init__(self, config: ViTConfig) -> None:
        super().__init__()
        self.config = config
        self.vit = ViT(config)
        self.classifier = nn.Linear(config.d_model, config.n_classes)
        start_small(self.classifier)

    def forward(
        self,
        images: Float[Tensor, "batch channels height width"],
    ) -> Float[Tensor, "batch classes"]:
        """Return logits. The argument and errors are those of `ViT`."""
        return self.classifier(self.vit(images)[:, 0])

    @classmethod
    def from_pretrained(cls, name_or_folder: str | Path) -> "ViTForClassification":
        """Return the model of a folder, or of a name on the hub.

        Errors are those of `read_folder`, and a `ValueError` if there is no classifier.
        """
        sizes, tensors = read_folder(name_or_folder)
        return hub.build(cls, ViTConfig(**sizes), tensors)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        write_folder(folder, self.config, "ViTForImageClassification", self.state_dict())


def check_images(images: Tensor, config: ViTConfig) -> None:
    """Refuse pictures that the model has no patches or positions for."""
    side = config.image_size
    size = (config.n_channels, side, side)
    if images.shape[1:] != size or len(images) == 0:
        raise ValueError(
            "images must have the shape (batch, channels, height, width) with "
            f"{size} after the batch, got {tuple(images.shape)}: "
            f"cut or scale them to {side} × {side} first."
        )
    if not images.is_floating_point():
        to_do = "for 0 to 255 use images / 127.5 - 1"
        raise ValueError(f"images must be of floats, got {images.dtype}; {to_do}.")
