"""The chapter's small CLIP: how captions become tokens and batches, and how it learns.

Tested by tests/applications/multimodal/test_small.py.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor

from course_lib.applications.multimodal.clip import Batch, Clip, ClipConfig, clip_loss
from course_lib.applications.multimodal.scenes import WORDS, Captioned, pixels, true_captions
from course_lib.corpora.town.genres.pictures import Scene
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.models.vit import ViTConfig

PAD, START, END = "[PAD]", "[START]", "[END]"
VOCABULARY = (PAD, START, *WORDS, END)
IDS = {word: i for i, word in enumerate(VOCABULARY)}
CONTEXT_LENGTH = 12
PICTURE = ViTConfig(patch_size=8, d_model=48, n_heads=4, n_layers=2, d_ff=144, norm_eps=1e-5)
CONFIG = ClipConfig(PICTURE, len(VOCABULARY), CONTEXT_LENGTH, d_model=48, n_layers=2, d_ff=96, d_shared=32)


def encode(text: str) -> list[int]:
    """Return the tokens of a caption, a word each, and the one that ends it.

    Raises:
        ValueError: if a word is not of the captions' language.
    """
    if unknown := [word for word in text.split() if word not in IDS]:
        raise ValueError(f"each word must be one of the {len(WORDS)} words of `scenes.WORDS`, got {unknown[0]!r}.")
    return [*(IDS[word] for word in text.split()), IDS[END]]


def padded(texts: Sequence[str]) -> tuple[Int[Tensor, "text seq"], Bool[Tensor, "text seq"]]:
    """Return the tokens of captions, filled up on the right, and which are real."""
    rows = [encode(text) for text in texts]
    length = max(map(len, rows))
    token_ids = torch.tensor([row + [IDS[PAD]] * (length - len(row)) for row in rows])
    return token_ids, token_ids != IDS[PAD]


class Towers(Protocol):
    """Whatever gives pictures and texts vectors of length 1 in one space: a `Clip`."""

    def picture_vectors(self, images: Tensor) -> Tensor: ...
    def text_vectors(self, token_ids: Tensor, mask: Tensor) -> Tensor: ...


@cache
def _picture(scene: Scene) -> Tensor:
    return pixels([scene])[0]


@cache
def _true(scene: Scene) -> frozenset[str]:
    return true_captions(scene)


@dataclass(frozen=True)
class Layout:
    """Makes batches of captioned scenes: call it with a list of them.

    Args:
        twin: from a captioned scene to another one that stands beside it in the batch; None adds none.
        spare: whether a caption of another picture that is true of this one too is left out of the softmax.
    """

    twin: Callable[[Captioned], Captioned] | None = None
    spare: bool = True

    def __call__(self, examples: Sequence[Captioned]) -> Batch:
        """Return the batch."""
        if self.twin:
            examples = [*examples, *map(self.twin, examples)]
        texts = [one.text for one in examples]
        images = torch.stack([_picture(one.scene) for one in examples])
        same = torch.tensor([[text in _true(one.scene) for text in texts] for one in examples]) if self.spare else None
        return Batch(images, *padded(texts), same)


def trained_clip(
    examples: Sequence[Captioned],
    *,
    n_steps: int,
    config: ClipConfig = CONFIG,
    layout: Layout | None = None,
    batch_size: int = 64,
    learning_rate: float = 2e-3,
    seed: int = 0,
) -> tuple[Clip, list[float]]:
    """Return a model that has learned from captioned scenes, and the loss of each step.

    Args:
        examples: to learn from.
        n_steps, batch_size, learning_rate: as `fine_tune` takes them.
        config: sizes, and whether texts are read in order.
        layout: what a batch holds besides.
        seed: of the weights and of the order.
    """
    torch.manual_seed(seed)
    model = Clip(config)
    how: Any = {"n_steps": n_steps, "batch_size": batch_size, "learning_rate": learning_rate, "seed": seed}
    losses = fine_tune(model, examples, layout or Layout(), clip_loss, **how)
    return model, losses


@torch.no_grad()
def vectors_of_scenes(model: Towers, scenes: Sequence[Scene]) -> Float[Tensor, "picture d_shared"]:
    """Return the vectors of pictures."""
    return torch.cat([model.picture_vectors(pixels(scenes[i : i + 256])) for i in range(0, len(scenes), 256)])


@torch.no_grad()
def vectors_of_texts(model: Towers, texts: Sequence[str]) -> Float[Tensor, "text d_shared"]:
    """Return the vectors of captions."""
    return torch.cat([model.text_vectors(*padded(texts[i : i + 256])) for i in range(0, len(texts), 256)])
