"""A picture cut into patches."""

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "multimodal.patchify",
    title="Cut a picture into patches",
    chapter="28",
    level=2,
    minutes=15,
    hints=[
        "Two loops do: over the tops of the patches, and in it over their left edges. What is a slice of the picture?",
        "picture[:, top : top + size, left : left + size] is one patch; flatten() makes it a row.",
        "rows.append(picture[:, top : top + size, left : left + size].flatten()) in both loops, "
        "range(0, height, size) and range(0, width, size); at the end torch.stack(rows).",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    return [
        {"picture": torch.arange(16.0).view(1, 4, 4) + torch.rand(1, generator=rng), "size": 2},
        {"picture": torch.rand(3, 4, 8, generator=rng), "size": 2},
        {"picture": torch.rand(2, 9, 6, generator=rng), "size": 3},
    ]


@exercise.solution
def my_patches(
    picture: Float[Tensor, "channels height width"],
    size: int,
) -> Float[Tensor, "patches numbers"]:
    """Return the squares of `size` pixels as rows: left to right, then down.

    Within a row all numbers of the first channel come first, then those of the next.
    """
    _, height, width = picture.shape
    rows = []
    for top in range(0, height, size):
        for left in range(0, width, size):
            rows.append(picture[:, top : top + size, left : left + size].flatten())
    return torch.stack(rows)


@exercise.also_right
def by_axes(picture: Tensor, size: int) -> Tensor:
    channels, height, width = picture.shape
    cut = picture.view(channels, height // size, size, width // size, size)
    return cut.permute(1, 3, 0, 2, 4).reshape(-1, channels * size * size)


@exercise.also_right
def by_unfold(picture: Tensor, size: int) -> Tensor:
    return torch.nn.functional.unfold(picture[None], size, stride=size)[0].T


@exercise.mistake("The patches go down first, then to the right; read them like a text, left to right, then down.")
def down_first(picture: Tensor, size: int) -> Tensor:
    channels, height, width = picture.shape
    cut = picture.view(channels, height // size, size, width // size, size)
    return cut.permute(3, 1, 0, 2, 4).reshape(-1, channels * size * size)


@exercise.mistake("The picture was cut by view() or reshape() without moving axes: a row holds lines, not a square.")
def reshaped(picture: Tensor, size: int) -> Tensor:
    return picture.reshape(-1, picture.shape[0] * size * size)


@exercise.mistake("Within a row the channels alternate pixel by pixel; all of the first channel must come first.")
def channels_last(picture: Tensor, size: int) -> Tensor:
    channels, height, width = picture.shape
    cut = picture.view(channels, height // size, size, width // size, size)
    turned = cut.permute(1, 3, 4, 2, 0) if channels > 1 else cut.permute(1, 3, 2, 4, 0)
    return turned.reshape(-1, channels * size * size)


@exercise.mistake("Each patch is turned: its columns were flattened instead of its rows.")
def turned(picture: Tensor, size: int) -> Tensor:
    channels, height, width = picture.shape
    cut = picture.view(channels, height // size, size, width // size, size)
    return cut.permute(1, 3, 0, 4, 2).reshape(-1, channels * size * size)


@exercise.mistake("The patches overlap: the loops go on by one pixel. They must go on by `size`.")
def overlapping(picture: Tensor, size: int) -> Tensor:
    return torch.nn.functional.unfold(picture[None], size)[0].T


@exercise.mistake("Rows and columns of the result are exchanged: there must be one row a patch.")
def transposed(picture: Tensor, size: int) -> Tensor:
    return my_patches(picture, size).T


@exercise.mistake("Only the first channel is there; a row holds the numbers of all channels.")
def one_channel(picture: Tensor, size: int) -> Tensor:
    rows = my_patches(picture, size)
    return rows[:, : size * size] if picture.shape[0] > 1 else rows + 0.0
