"""Captions as tokens and batches; a few steps of training."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from course_lib.applications.multimodal.probes import twin
from course_lib.applications.multimodal.scenes import captioned, true_captions
from course_lib.applications.multimodal.small import (
    CONFIG,
    END,
    IDS,
    VOCABULARY,
    Layout,
    encode,
    padded,
    trained_clip,
    vectors_of_scenes,
    vectors_of_texts,
)


def test_a_caption_is_a_token_a_word_and_its_end():
    assert [VOCABULARY[i] for i in encode("a red ball")] == ["a", "red", "ball", END]
    token_ids, mask = padded(["a red ball", "a red ball left of a blue cup"])
    assert mask.sum(dim=1).tolist() == [4, 9]
    assert token_ids[0, 4:].eq(0).all()


def test_an_unknown_word_is_refused():
    with pytest.raises(ValueError, match="got 'purple'"):
        encode("a purple ball")


def test_a_batch_knows_which_captions_are_true_of_which_pictures():
    some = captioned(30, 2)
    batch = Layout(twin)(some)
    assert batch.images.shape == (60, 3, 32, 32)
    assert len(batch.token_ids) == 60
    every = [*some, *map(twin, some)]
    expected = [[other.text in true_captions(one.scene) for other in every] for one in every]
    assert batch.same is not None
    assert batch.same.tolist() == expected
    assert batch.same.diagonal().all()
    assert not batch.same[:30, 30:].diagonal().any()
    assert Layout(spare=False)(some).same is None


def test_training_lowers_the_loss_and_depends_on_the_seed_alone():
    some = captioned(12, 0, kinds=("one",))
    config = replace(CONFIG, picture=replace(CONFIG.picture, n_layers=1))
    how: Any = {"n_steps": 12, "config": config, "batch_size": 6}
    model, losses = trained_clip(some, **how)
    again, same = trained_clip(some, **how)
    assert losses == same
    assert sum(losses[-3:]) < sum(losses[:3])
    scenes = [one.scene for one in some]
    torch.testing.assert_close(vectors_of_scenes(model, scenes), vectors_of_scenes(again, scenes))
    assert vectors_of_texts(model, ["a red ball"]).norm().item() == pytest.approx(1, abs=1e-5)


def test_ids_are_all_different():
    assert len(IDS) == len(VOCABULARY)
    assert max(IDS, key=IDS.__getitem__) == END
