"""The simple methods: colours counted by hand, nearest pixels, and a ViT that learns by heart."""

import pytest
import torch

from course_lib.applications.multimodal.baselines import (
    LabelledPictures,
    by_histogram,
    by_pixels,
    by_vit,
    colour_histogram,
)
from course_lib.applications.multimodal.scenes import COLOURS, captioned, pixels


@pytest.fixture
def train():
    some = captioned(40, 0, kinds=("one",))
    labels = torch.tensor([COLOURS.index(one.claim.things[0].colour) for one in some])
    return LabelledPictures(pixels(one.scene for one in some), labels)


def test_a_histogram_by_hand():
    picture = torch.tensor([[[-1.0, 1.0]], [[-1.0, 1.0]], [[-1.0, -1.0]]])
    expected = torch.zeros(8)
    expected[0] = expected[6] = 0.5  # black; red and green, which is 1·4 + 1·2 + 0
    assert colour_histogram(picture[None], n_levels=2)[0].tolist() == expected.tolist()


def test_a_histogram_has_no_places():
    generator = torch.Generator().manual_seed(0)
    picture = torch.rand(1, 3, 4, 4, generator=generator) * 2 - 1
    moved = picture.flip(-1)
    assert torch.equal(colour_histogram(picture), colour_histogram(moved))
    with pytest.raises(ValueError, match="got 1"):
        colour_histogram(picture, n_levels=1)


def test_each_method_knows_again_what_it_has_seen(train):
    for answers in (
        by_histogram(train, train.images),
        by_pixels(train, train.images),
        by_vit(train, train.images, len(COLOURS), n_steps=40),
    ):
        assert (answers == train.labels).double().mean() > 0.9
