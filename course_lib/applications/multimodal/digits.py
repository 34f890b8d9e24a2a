"""Real handwriting for the small CLIP: two digits in one picture, and where one stands, seen from the other.

The digits are those of scikit-learn, which come with it: 1,797 of 8 × 8 pixels, from 13 writers (Alpaydin and Kaynak,
1998, https://doi.org/10.24432/C50P49, CC BY 4.0). Here two are put into a picture of 16 × 16, side by side or one
above the other, and a caption says so: "seven left of three". No digit of the test is in the training.
Tested by tests/applications/multimodal/test_digits.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import torch
from jaxtyping import Float, Int
from sklearn.datasets import load_digits
from torch import Tensor

from course_lib.applications.multimodal.clip import Batch, Clip, ClipConfig, clip_loss
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.search import nearest
from course_lib.models.vit import ViTConfig

LICENCE = "CC BY 4.0"
CITATION = "Alpaydin and Kaynak (1998), https://doi.org/10.24432/C50P49"
NAMES = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
WORDS = (*NAMES, "left of", "right of", "above", "below")  # a token each
END = len(WORDS) + 1  # 0 is for padding, which there is none of
SPOTS = ((0, 0), (0, 8), (8, 0), (8, 8))  # top left, top right, bottom left, bottom right
N_TRAIN = 1200
PICTURE = ViTConfig(16, 4, 1, d_model=48, n_heads=4, n_layers=2, d_ff=192, norm_eps=1e-5)
CONFIG = ClipConfig(PICTURE, len(WORDS) + 2, 4, d_model=48, n_layers=2, d_ff=96, d_shared=32)


class Digits(NamedTuple):
    """Single digits, numbers from 0 to 1, and which they are."""

    images: Float[Tensor, "digit 8 8"]
    labels: Int[Tensor, " digit"]


@dataclass(frozen=True)
class Pair:
    """Two digits in a picture; `relation` says where the first one is, seen from the second."""

    image: Tensor  # 16 by 16, numbers from 0 to 1
    first: int
    relation: str
    second: int

    @property
    def text(self) -> str:
        """Return the caption."""
        return f"{NAMES[self.first]} {self.relation} {NAMES[self.second]}"

    @property
    def turned(self) -> str:
        """Return the caption with the two digits exchanged, which is false."""
        return f"{NAMES[self.second]} {self.relation} {NAMES[self.first]}"

    def twin(self) -> "Pair":
        """Return the picture with the two digits exchanged, whose caption has the same words."""
        axis = 1 if self.relation in ("left of", "right of") else 0
        return Pair(self.image.roll(8, dims=axis), self.second, self.relation, self.first)


def digits() -> tuple[Digits, Digits]:
    """Return the digits for training and those for the test; writers are not told apart."""
    found = load_digits()
    images = torch.from_numpy(found.images).float() / 16
    labels = torch.from_numpy(found.target).long()
    order = torch.randperm(len(labels), generator=torch.Generator().manual_seed(0))
    train, test = order[:N_TRAIN], order[N_TRAIN:]
    return Digits(images[train], labels[train]), Digits(images[test], labels[test])


def pairs(given: Digits, n: int, seed: int) -> list[Pair]:
    """Return pictures of two different digits, side by side or one above the other."""
    generator = torch.Generator().manual_seed(seed)
    made: list[Pair] = []
    while len(made) < n:
        i, j = torch.randint(len(given.labels), (2,), generator=generator).tolist()
        kind, line = (
            torch.randint(4, (1,), generator=generator).item(),
            torch.randint(2, (1,), generator=generator).item(),
        )
        first, second = int(given.labels[i]), int(given.labels[j])
        if first != second:
            made.append(_placed(given.images[i], given.images[j], first, second, int(kind), int(line)))
    return made


def _placed(one: Tensor, other: Tensor, first: int, second: int, kind: int, line: int) -> Pair:
    relation = WORDS[len(NAMES) + kind]
    spots = [(8 * line, 0), (8 * line, 8)] if kind < 2 else [(0, 8 * line), (8, 8 * line)]
    if relation in ("right of", "below"):
        spots.reverse()
    image = torch.zeros(16, 16)
    for digit, (top, left) in zip((one, other), spots, strict=True):
        image[top : top + 8, left : left + 8] = digit
    return Pair(image, first, relation, second)


def token_ids(texts: Sequence[str]) -> Int[Tensor, "text 4"]:
    """Return the tokens of captions: a digit, a relation, a digit, the end."""
    rows = []
    for text in texts:
        first, *relation, second = text.split()
        rows.append([1 + WORDS.index(word) for word in (first, " ".join(relation), second)] + [END])
    return torch.tensor(rows)


def lay_out(examples: Sequence[Pair]) -> Batch:
    """Return pairs as a batch; equal captions do not compete."""
    texts = [one.text for one in examples]
    ids = token_ids(texts)
    same = torch.tensor([[one == other for other in texts] for one in texts])
    return Batch(images_of(examples), ids, torch.ones_like(ids, dtype=torch.bool), same)


def images_of(examples: Sequence[Pair]) -> Float[Tensor, "picture 1 16 16"]:
    """Return the pictures, numbers from -1 to 1."""
    return torch.stack([one.image for one in examples])[:, None] * 2 - 1


def lay_out_twins(examples: Sequence[Pair]) -> Batch:
    """Return pairs and their twins as a batch."""
    return lay_out([*examples, *(one.twin() for one in examples)])


def trained_on_digits(
    examples: Sequence[Pair], n_steps: int, *, twins: bool = False, seed: int = 0
) -> tuple[Clip, list[float]]:
    """Return a CLIP of pairs of digits, and the loss of each step of 64 pictures.

    Args:
        examples: to learn from.
        n_steps: how often the weights move.
        twins: whether half of each batch are twins of the other half.
        seed: of the weights and of the order.
    """
    torch.manual_seed(seed)
    model = Clip(CONFIG)
    how: Any = {"n_steps": n_steps, "batch_size": 32 if twins else 64, "learning_rate": 2e-3, "seed": seed}
    return model, fine_tune(model, examples, lay_out_twins if twins else lay_out, clip_loss, **how)


class PairScores(NamedTuple):
    """Shares of pictures: both digits named right; the true caption nearer than the one with the digits exchanged."""

    both: float
    order: float


@torch.no_grad()
def judged(model: Clip, examples: Sequence[Pair]) -> PairScores:
    """Return what the model gets right, choosing among all captions with the right relation."""
    pictures = model.picture_vectors(images_of(examples))

    def vectors(texts: Sequence[str]) -> Tensor:
        ids = token_ids(texts)
        return model.text_vectors(ids, torch.ones_like(ids, dtype=torch.bool))

    both = 0
    for relation in WORDS[len(NAMES) :]:
        texts = [f"{a} {relation} {b}" for a in NAMES for b in NAMES if a != b]
        bank = vectors(texts)
        for row, one in enumerate(examples):
            if one.relation == relation:
                found = texts[int(nearest(pictures[row][None], bank, 1).rows)]
                both += found in (one.text, one.turned)
    right = (pictures * vectors([one.text for one in examples])).sum(dim=1)
    wrong = (pictures * vectors([one.turned for one in examples])).sum(dim=1)
    return PairScores(both / len(examples), (right > wrong).double().mean().item())


def by_pixels(train: Digits, examples: Sequence[Pair]) -> PairScores:
    """Return what the simple method gets right: cut the picture in four, and take for each digit the nearest known."""
    both = order = 0
    for one in examples:
        found = [_nearest(train, one.image[top : top + 8, left : left + 8]) for top, left in SPOTS]
        there = [name for name in found if name is not None]
        right = [one.first, one.second] if one.relation in ("left of", "above") else [one.second, one.first]
        both += sorted(there) == sorted(right)
        order += there == right
    return PairScores(both / len(examples), order / len(examples))


def _nearest(train: Digits, image: Tensor) -> int | None:
    if not image.any():
        return None
    distances = (train.images - image).square().sum(dim=(1, 2))
    return int(train.labels[distances.argmin()])
