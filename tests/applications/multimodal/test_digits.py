"""Pairs of real digits: pictures and captions agree, the parts do not overlap, the simple method is a strong one."""

import pytest
import torch

from course_lib.applications.multimodal.digits import (
    END,
    NAMES,
    by_pixels,
    digits,
    images_of,
    judged,
    lay_out,
    lay_out_twins,
    pairs,
    token_ids,
    trained_on_digits,
)


@pytest.fixture(scope="module")
def parts():
    return digits()


def test_no_digit_of_the_test_is_in_the_training(parts):
    train, test = parts
    assert (len(train.labels), len(test.labels)) == (1200, 597)
    known = {tuple(one.flatten().tolist()) for one in train.images}
    assert sum(tuple(one.flatten().tolist()) in known for one in test.images) == 0
    assert train.images.min() >= 0
    assert train.images.max() == 1


def test_captions_say_where_the_digits_are(parts):
    train, _ = parts
    made = pairs(train, 60, 0)
    assert {one.relation for one in made} == {"left of", "right of", "above", "below"}
    for one in made:
        ink = one.image.view(2, 8, 2, 8).sum(dim=(1, 3)) > 0
        assert ink.sum() == 2
        side_by_side = bool(ink.any(dim=0).all())
        assert side_by_side == (one.relation in ("left of", "right of"))
    assert by_pixels(train, made) == (1.0, 1.0)


def test_a_caption_is_four_tokens():
    ids = token_ids(["seven left of three", "three below nine"])
    assert ids.shape == (2, 4)
    assert ids[:, -1].tolist() == [END, END]
    assert ids[0, 0] == 1 + NAMES.index("seven")
    assert ids[0, 2] == ids[1, 0]


def test_equal_captions_do_not_compete(parts):
    made = pairs(parts[0], 20, 1)
    batch = lay_out([*made, made[0]])
    assert batch.same is not None
    assert batch.same[0, -1]
    assert batch.same.diagonal().all()
    assert images_of(made).shape == (20, 1, 16, 16)
    assert images_of(made).min() == -1


def test_a_few_steps_lower_the_loss_and_scores_are_shares(parts):
    made = pairs(parts[0], 64, 0)
    model, losses = trained_on_digits(made, n_steps=15)
    assert losses[-1] < losses[0]
    assert all(0 <= share <= 1 for share in judged(model, made))
    assert torch.isfinite(model.log_scale)


def test_the_same_seed_gives_the_same_pairs(parts):
    first, second = (pairs(parts[0], 5, 3) for _ in range(2))
    assert [one.text for one in first] == [one.text for one in second]


def test_a_twin_has_the_digits_exchanged_and_the_same_words(parts):
    train, _ = parts
    made = pairs(train, 60, 2)
    for one in made:
        other = one.twin()
        assert other.text == one.turned
        torch.testing.assert_close(other.twin().image, one.image)
    assert by_pixels(train, [one.twin() for one in made]) == (1.0, 1.0)
    batch = lay_out_twins(made[:5])
    assert batch.images.shape == (10, 1, 16, 16)
    assert batch.same is not None
    assert not batch.same[:5, 5:].diagonal().any()
