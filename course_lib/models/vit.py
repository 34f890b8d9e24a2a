"""ViT, the Vision Transformer: a picture is cut into patches, which an encoder reads like the words of a text.

Source: Dosovitskiy et al. (2021), section 3.1, https://arxiv.org/abs/2010.11929.
Held equal to Hugging Face's `ViTModel` and `ViTForImageClassification`, and its patches to `nn.Conv2d`, by
tests/models/test_vit.py.
Left out: pictures of another size than the model's, whose positions would have to be interpolated; pictures and
patches that are not square; the pooler of `ViTModel`, which no task reads.
"""

from dataclasses import dataclass
from pathlib import Path

import torch
from einops import rearrange
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.gpt import start_small
from course_lib.models.transformer import Encoder, FeedForward, stack_sizes
from course_lib.models.weight_names import Rule, to_ours, to_theirs

LAYER = "vit.encoder.layer.*"
RULES = [  # what our parameters are called in a folder of Hugging Face
    Rule("vit.class_token", "vit.embeddings.cls_token"),
    Rule("vit.position_embedding", "vit.embeddings.position_embeddings"),
    Rule("vit.patch_embedding", "vit.embeddings.patch_embeddings.projection"),
    Rule("vit.encoder.layers.*.around_attention.norm", f"{LAYER}.layernorm_before"),
    Rule(
        "vit.encoder.layers.*.attention.query_key_value",
        tuple(f"{LAYER}.attention.attention.{part}" for part in ("query", "key", "value")),
    ),
    Rule("vit.encoder.layers.*.attention.output", f"{LAYER}.attention.output.dense"),
    Rule("vit.encoder.layers.*.around_feed_forward.norm", f"{LAYER}.layernorm_after"),
    Rule("vit.encoder.layers.*.feed_forward.expand", f"{LAYER}.intermediate.dense"),
    Rule("vit.encoder.layers.*.feed_forward.shrink", f"{LAYER}.output.dense"),
    Rule("vit.encoder.final_norm", "vit.layernorm"),
    Rule("classifier", "classifier"),
]
IGNORED = ["vit.pooler.dense", "vit.embeddings.mask_token"]
PATCH_WEIGHT = "vit.embeddings.patch_embeddings.projection.weight"


@dataclass(frozen=True)
class ViTConfig:
    """The sizes of a `ViT`; those of pictures and patches are in pixels, and `n_channels` is 3 for colours.

    `n_classes` is read by `ViTForClassification` only.

    Raises:
        ValueError: if patches do not fill a picture.
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

    def __post_init__(self) -> None:
        if self.patch_size < 1 or self.image_size < 1 or self.image_size % self.patch_size:
            raise ValueError(f"patch_size must divide image_size, got {self.patch_size}, {self.image_size}.")

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
    """Cut pictures into squares, left to right, then down; each becomes one row of numbers."""
    whole = "batch channels (down height) (across width)"
    pieces = "batch (down across) (channels height width)"
    return rearrange(images, f"{whole} -> {pieces}", height=patch_size, width=patch_size)


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
        for part in self.encoder.modules():
            if isinstance(part, FeedForward):
                part.dropout.p = 0.0  # as in Hugging Face's; the paper's drops here too
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
        """Return the encoder of a folder in Hugging Face's layout, or of a name on its hub, ready for use.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no ViT, or its files are damaged.
        """
        config, tensors = read_folder(name_or_folder)
        encoder = {name.removeprefix("vit."): one for name, one in tensors.items() if "classifier" not in name}
        return hub.build(cls, config, encoder)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        tensors = {f"vit.{name}": one for name, one in self.state_dict().items()}
        write_folder(folder, self.config, "ViTModel", tensors)


class ViTForClassification(nn.Module):
    """A `ViT` with a linear layer that reads the class token: pictures in, a score for each class out."""

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
        """Return the model of a folder, or of a name on the hub; errors as for `ViT`, and if it has no classifier."""
        return hub.build(cls, *read_folder(name_or_folder))

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        write_folder(folder, self.config, "ViTForImageClassification", self.state_dict())


def read_folder(name_or_folder: str | Path) -> tuple[ViTConfig, dict[str, Tensor]]:
    """Return the sizes of a ViT in a folder or on the hub, and its tensors under `ViTForClassification`'s names."""
    folder = hub.find(name_or_folder)
    config = config_from_theirs(hub.read_config(folder, "vit"))
    tensors = to_ours(hub.read_weights(folder), RULES, base="vit.", ignored=IGNORED)
    name = "vit.patch_embedding.weight"
    if name in tensors:  # theirs is a convolution, with the axes "d_model channels height width"
        tensors[name] = tensors[name].flatten(1)
    return config, tensors


def write_folder(folder: str | Path, config: ViTConfig, architecture: str, tensors: dict[str, Tensor]) -> None:
    """Write a model that transformers can read."""
    theirs = to_theirs(tensors, RULES)
    size = (config.n_channels, config.patch_size, config.patch_size)
    theirs[PATCH_WEIGHT] = theirs[PATCH_WEIGHT].unflatten(1, size)
    hub.save(folder, config_to_theirs(config, architecture), theirs)


def config_from_theirs(config: dict) -> ViTConfig:
    """Return the sizes that a config.json of ViT says.

    Raises:
        ValueError: if it asks for something that `ViT` does not do.
    """
    hub.check_supported(config, {"hidden_act": ["gelu"], "qkv_bias": [True]})
    sizes = {name: config[name] for name in ("image_size", "patch_size")}
    if any(not isinstance(size, int) for size in sizes.values()):
        raise ValueError(f"image_size and patch_size must be whole numbers here, those of squares, got {sizes}.")
    dropouts = {config.get(name, 0.0) for name in ("hidden_dropout_prob", "attention_probs_dropout_prob")}
    if len(dropouts) > 1:
        raise ValueError(f"hidden_dropout_prob and attention_probs_dropout_prob must be equal, got {sorted(dropouts)}.")
    return ViTConfig(
        **sizes,
        n_channels=config.get("num_channels", 3),
        d_model=config["hidden_size"],
        n_heads=config["num_attention_heads"],
        n_layers=config["num_hidden_layers"],
        d_ff=config["intermediate_size"],
        n_classes=len(config.get("id2label") or range(2)),
        dropout=dropouts.pop(),
        norm_eps=config.get("layer_norm_eps", 1e-12),
    )


def config_to_theirs(config: ViTConfig, architecture: str) -> dict:
    """Return what config.json must say for this model."""
    labels = [f"LABEL_{i}" for i in range(config.n_classes)]
    return {
        "architectures": [architecture],
        "model_type": "vit",
        "image_size": config.image_size,
        "patch_size": config.patch_size,
        "num_channels": config.n_channels,
        "hidden_size": config.d_model,
        "num_attention_heads": config.n_heads,
        "num_hidden_layers": config.n_layers,
        "intermediate_size": config.d_ff,
        "id2label": {str(i): label for i, label in enumerate(labels)},
        "label2id": {label: i for i, label in enumerate(labels)},
        "hidden_act": "gelu",
        "qkv_bias": True,
        "layer_norm_eps": config.norm_eps,
        **dict.fromkeys(("hidden_dropout_prob", "attention_probs_dropout_prob"), config.dropout),
    }


def check_images(images: Tensor, config: ViTConfig) -> None:
    """Refuse pictures that the model has no patches or positions for."""
    size = (config.n_channels, config.image_size, config.image_size)
    if images.shape[1:] != size:
        raise ValueError(
            f"images must have the shape (batch, channels, height, width) with {size} after the batch, "
            f"got {tuple(images.shape)}: cut or scale them to {config.image_size} × {config.image_size} first."
        )
    if not images.is_floating_point():
        raise ValueError(f"images must be of floats, got {images.dtype}; for 0 to 255 use images / 127.5 - 1.")
