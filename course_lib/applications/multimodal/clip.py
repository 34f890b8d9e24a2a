"""CLIP: a tower for pictures and a tower for texts, whose vectors meet in one space.

    logit(i, j) = scale · cos(picture i, text j)
    loss        = mean of -log softmax over texts at (i, i), and of the same over pictures, divided by 2

Source: Radford et al. (2021), section 2.3 and figure 3, https://arxiv.org/abs/2103.00020. Further
captions that are true of no picture (hard negatives): Yuksekgonul et al. (2022), https://arxiv.org/abs/2210.01936.
Held equal to `CLIPModel` of transformers, loss and logits, by tests/applications/multimodal/test_clip.py.
Left out: their faster approximation of GELU, dropout, pictures cropped at random.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.finetuning.contrastive import partner_loss
from course_lib.finetuning.sentence_vectors import cosine, mean_pool
from course_lib.models.attention import causal_mask
from course_lib.models.encoder import Encoder, StackConfig
from course_lib.models.text_inputs import check_length, check_mask, look_up, start_small
from course_lib.models.vit import ViT, ViTConfig

LARGEST_SCALE = 100.0  # the temperature never falls below 0.01


@dataclass(frozen=True)
class ClipConfig:
    """The sizes of a `Clip`.

    Args:
        picture: those of the picture tower.
        vocab_size, context_length: of the texts, with the token that ends each.
        d_model, n_heads, n_layers, d_ff: of the text tower.
        d_shared: numbers of the vectors in which both meet.
        reads_order: a Transformer reads the texts; if False, a bag of words does.
        norm_eps: of the text tower.
        position_std: of the picture tower's positions at the start.
    """

    picture: ViTConfig = field(default_factory=ViTConfig)
    vocab_size: int = 100
    context_length: int = 16
    d_model: int = 64
    n_heads: int = 4
    n_layers: int = 2
    d_ff: int = 256
    d_shared: int = 32
    reads_order: bool = True
    norm_eps: float = 1e-5
    position_std: float = 0.5


class Batch(NamedTuple):
    """Pictures, their captions in the same order, then further captions that are true of none."""

    images: Float[Tensor, "picture channels height width"]
    token_ids: Int[Tensor, "text seq"]
    mask: Bool[Tensor, "text seq"]  # True at real tokens, which come first
    same: Bool[Tensor, "picture text"] | None = None  # True where a caption is true of a picture


class PictureTower(nn.Module):
    """A `ViT`; the vector of its class token stands for the picture."""

    def __init__(self, config: ClipConfig) -> None:
        super().__init__()
        self.vit = ViT(config.picture)
        self.norm = nn.LayerNorm(config.picture.d_model, config.picture.norm_eps)
        with torch.no_grad():  # as large as the patches, so that a small model soon sees where things are
            self.vit.position_embedding.normal_(std=config.position_std)

    def forward(self, images: Float[Tensor, "picture channels height width"]) -> Float[Tensor, "picture d_picture"]:
        return self.vit.encoder(self.norm(self.vit.embed(images)))[:, 0]


class TextTower(nn.Module):
    """A Transformer under a causal mask; the vector of the last token stands for the text.

    Raises:
        ValueError: if an id is outside the vocabulary, a text is empty or too long, or the mask does not fit.
    """

    def __init__(self, config: ClipConfig) -> None:
        super().__init__()
        self.context_length = config.context_length
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.position_embedding = nn.Embedding(config.context_length, config.d_model)
        sizes = {name: getattr(config, name) for name in ("d_model", "n_heads", "n_layers", "d_ff", "norm_eps")}
        self.encoder = Encoder(StackConfig(activation="gelu", **sizes))
        self.apply(start_small)

    def forward(
        self, token_ids: Int[Tensor, "text seq"], mask: Bool[Tensor, "text seq"]
    ) -> Float[Tensor, "text d_text"]:
        n_texts, n_tokens = token_ids.shape
        check_length(n_tokens, 0, self.context_length)
        check_mask(mask, n_texts, n_tokens)
        x = look_up(self.token_embedding, token_ids) + self.position_embedding.weight[:n_tokens]
        x = self.encoder(x, causal_mask(n_tokens).to(x.device))
        return x[torch.arange(n_texts, device=x.device), mask.sum(dim=1) - 1]


class BagTower(nn.Module):
    """The mean of the words' vectors, then a network of two layers: the order is lost before anything is computed."""

    def __init__(self, config: ClipConfig) -> None:
        super().__init__()
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.layers = nn.Sequential(
            nn.Linear(config.d_model, config.d_ff), nn.GELU(), nn.Linear(config.d_ff, config.d_model)
        )
        self.apply(start_small)
        nn.init.normal_(self.token_embedding.weight)

    def forward(
        self, token_ids: Int[Tensor, "text seq"], mask: Bool[Tensor, "text seq"]
    ) -> Float[Tensor, "text d_text"]:
        return self.layers(mean_pool(look_up(self.token_embedding, token_ids), mask))


class Clip(nn.Module):
    """Two towers, a linear map behind each, and the learned scale of the cosines."""

    def __init__(self, config: ClipConfig) -> None:
        super().__init__()
        self.config = config
        self.picture_tower = PictureTower(config)
        self.text_tower = TextTower(config) if config.reads_order else BagTower(config)
        self.picture_map = nn.Linear(config.picture.d_model, config.d_shared, bias=False)
        self.text_map = nn.Linear(config.d_model, config.d_shared, bias=False)
        start_small(self.picture_map)
        start_small(self.text_map)
        self.log_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))

    @property
    def scale(self) -> Float[Tensor, ""]:
        """Return 1 / temperature, at most `LARGEST_SCALE`."""
        return self.log_scale.exp().clamp(max=LARGEST_SCALE)

    def picture_vectors(
        self, images: Float[Tensor, "picture channels height width"]
    ) -> Float[Tensor, "picture d_shared"]:
        """Return a vector of length 1 for each picture."""
        return F.normalize(self.picture_map(self.picture_tower(images)), dim=-1)

    def text_vectors(
        self, token_ids: Int[Tensor, "text seq"], mask: Bool[Tensor, "text seq"]
    ) -> Float[Tensor, "text d_shared"]:
        """Return a vector of length 1 for each text."""
        return F.normalize(self.text_map(self.text_tower(token_ids, mask)), dim=-1)

    def forward(
        self,
        images: Float[Tensor, "picture channels height width"],
        token_ids: Int[Tensor, "text seq"],
        mask: Bool[Tensor, "text seq"],
    ) -> Float[Tensor, "picture text"]:
        """Return the logits of each picture with each text."""
        return self.scale * cosine(self.picture_vectors(images), self.text_vectors(token_ids, mask))


def symmetric_loss(
    logits: Float[Tensor, "picture text"],
    same: Bool[Tensor, "picture text"] | None = None,
) -> Float[Tensor, ""]:
    """Return the mean of two surprises: captions among texts, pictures among pictures.

    Args:
        logits: of picture i with text j; text i is picture i's caption, texts after those
            belong to none.
        same: True where a text is true of a picture, so that they are not pushed apart.

    Raises:
        ValueError: if there are fewer texts than pictures.
    """
    n_pictures, n_texts = logits.shape
    if n_texts < n_pictures:
        sizes = f"{n_texts} texts for {n_pictures} pictures"
        raise ValueError(f"each picture must have its caption, got {sizes}.")
    of_texts = None if same is None else same[:, :n_pictures].T
    by_text = partner_loss(logits[:, :n_pictures].T, of_texts)
    return (partner_loss(logits, same) + by_text) / 2


def clip_loss(model: nn.Module, batch: Batch) -> Float[Tensor, ""]:
    """Return the loss of a batch, as `fine_tune` wants it."""
    return symmetric_loss(model(batch.images, batch.token_ids, batch.mask), batch.same)


def zero_shot(
    picture_vectors: Float[Tensor, "picture d_shared"],
    prompt_vectors: Sequence[Float[Tensor, "_ d_shared"]],
) -> Int[Tensor, " picture"]:
    """Return for each picture the class whose prompts lie nearest.

    Args:
        picture_vectors: of length 1.
        prompt_vectors: for each class those of its prompts, whose mean is the class's
            vector.

    Raises:
        ValueError: if there are no classes, or one has no prompt.
    """
    if not prompt_vectors or not all(map(len, prompt_vectors)):
        counts = [len(one) for one in prompt_vectors]
        raise ValueError(f"each class must have a prompt, got {counts} prompts.")
    means = [F.normalize(one, dim=-1).mean(dim=0) for one in prompt_vectors]
    classes = torch.stack(means)
    return cosine(picture_vectors, classes).argmax(dim=1)
