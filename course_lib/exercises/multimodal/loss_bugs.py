"""Three bugs in a contrastive loss."""

import torch
import torch.nn.functional as F
from torch import Tensor

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import torch
import torch.nn.functional as F
from torch import Tensor


def my_clip_loss(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    """Return the symmetric loss of a batch; row i of both belong together."""
    pictures = F.normalize(pictures, dim=0)
    texts = F.normalize(texts, dim=0)
    logits = pictures @ texts.T * temperature
    targets = torch.arange(len(pictures))
    by_picture = F.cross_entropy(logits, targets)
    by_text = F.cross_entropy(logits, targets)
    return (by_picture + by_text) / 2
'''

exercise = FindTheBug(
    "multimodal.loss_bugs",
    title="Three bugs in the loss",
    chapter="28",
    level=3,
    minutes=20,
    hints=[
        "One bug is in how the vectors get their length, one in what makes the softmax sharp, one in the two sides.",
        "dim=0 runs over the batch. A temperature below 1 must make logits larger. by_text is a copy of by_picture.",
        "F.normalize(…, dim=1), twice; logits = pictures @ texts.T / temperature; F.cross_entropy(logits.T, targets)",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {
            "pictures": torch.randn(n, width, generator=rng) * 2,
            "texts": torch.randn(n, width, generator=rng) + 0.3,
            "temperature": temperature,
        }
        for n, width, temperature in ((4, 6, 0.2), (5, 3, 0.5))
    ]


@exercise.solution
def my_clip_loss(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    """Return the symmetric loss of a batch; row i of both belong together."""
    pictures = F.normalize(pictures, dim=1)
    texts = F.normalize(texts, dim=1)
    logits = pictures @ texts.T / temperature
    targets = torch.arange(len(pictures))
    by_picture = F.cross_entropy(logits, targets)
    by_text = F.cross_entropy(logits.T, targets)
    return (by_picture + by_text) / 2


def variant(
    pictures: Tensor,
    texts: Tensor,
    temperature: float,
    *,
    lengths: bool = False,
    times: bool = False,
    one_side: bool = False,
) -> Tensor:
    """Return the loss with some of the bugs left in."""
    dim = 0 if lengths else 1
    cosines = F.normalize(pictures, dim=dim) @ F.normalize(texts, dim=dim).T
    logits = cosines * temperature if times else cosines / temperature
    targets = torch.arange(len(pictures))
    other = logits if one_side else logits.T
    return (F.cross_entropy(logits, targets) + F.cross_entropy(other, targets)) / 2


@exercise.also_right
def by_norms(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    products = pictures @ texts.T
    logits = products / (pictures.norm(dim=1)[:, None] * texts.norm(dim=1)[None]) / temperature
    return -(logits.log_softmax(dim=1).diagonal() + logits.log_softmax(dim=0).diagonal()).mean() / 2


@exercise.also_right
def by_cosine_similarity(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    logits = F.cosine_similarity(pictures[:, None], texts[None], dim=-1) / temperature
    targets = torch.arange(len(texts))
    return torch.stack([F.cross_entropy(one, targets) for one in (logits, logits.T)]).mean()


@exercise.mistake(
    "The listing still has more than one bug: begin with F.normalize. Over which axis is a vector's length?"
)
def as_printed(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    return variant(pictures, texts, temperature, lengths=True, times=True, one_side=True)


@exercise.mistake("The lengths are right now. Two bugs are left: the temperature, and the second side.")
def two_left(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    return variant(pictures, texts, temperature, times=True, one_side=True)


@exercise.mistake("Only the lengths are left: F.normalize over dim=0 makes columns of the batch long 1, not vectors.")
def lengths(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    return variant(pictures, texts, temperature, lengths=True)


@exercise.mistake("Only the temperature is left: a low one must make the softmax sharp, so divide by it.")
def times(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    return variant(pictures, texts, temperature, times=True)


@exercise.mistake("Only the second side is left: by_text is the same number as by_picture; its rows are the texts.")
def one_side(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    return variant(pictures, texts, temperature, one_side=True)


@exercise.mistake("The temperature is mended. The lengths and the second side are not yet.")
def temperature_only(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    return variant(pictures, texts, temperature, lengths=True, one_side=True)


@exercise.mistake("The second side is mended. The lengths and the temperature are not yet.")
def side_only(pictures: Tensor, texts: Tensor, temperature: float) -> Tensor:
    return variant(pictures, texts, temperature, lengths=True, times=True)
