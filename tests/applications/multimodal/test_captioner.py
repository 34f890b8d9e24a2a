"""The captioner learns by heart what it is shown; captions are judged by truth."""

import pytest
import torch

from course_lib.applications.multimodal.captioner import (
    Captioner,
    in_words,
    lay_out,
    names_everything,
    nearest_captions,
    trained_captioner,
    truth,
)
from course_lib.applications.multimodal.clip import Clip, PictureTower
from course_lib.applications.multimodal.scenes import captioned
from course_lib.applications.multimodal.small import CONFIG, END, IDS, PAD, START, encode


def test_the_decoder_reads_what_comes_before_and_predicts_what_comes_next():
    some = captioned(6, 0)
    batch = lay_out(some)
    assert batch.inputs[:, 0].tolist() == [IDS[START]] * 6
    assert batch.inputs[:, 1:].tolist() == batch.targets[:, :-1].tolist()
    first = encode(some[0].text)
    assert batch.targets[0, : len(first)].tolist() == first
    assert set(batch.targets[0, len(first) :].tolist()) <= {IDS[PAD]}


@torch.no_grad()
def test_a_word_does_not_see_those_after_it():
    torch.manual_seed(0)
    model = Captioner(PictureTower(CONFIG)).eval()
    batch = lay_out(captioned(3, 1, kinds=("pair",)))
    changed = batch.inputs.clone()
    changed[:, 5] = IDS["cup"]
    before, after = model(batch.images, batch.inputs), model(batch.images, changed)
    torch.testing.assert_close(before[:, :5], after[:, :5])
    assert (before[:, 5] - after[:, 5]).abs().max() > 1e-4


def test_eight_pictures_are_learned_by_heart():
    some = captioned(8, 0)
    model, losses = trained_captioner(some, n_steps=60, batch_size=8)
    assert losses[-1] < losses[0] / 5
    written = model.captions([one.scene for one in some])
    assert sum(text == one.text for text, one in zip(written, some, strict=True)) >= 6


def test_truth_by_hand():
    one, pair, group = captioned(3, 0)
    scenes = [one.scene, pair.scene, group.scene]
    right = truth([one.text, pair.text, group.text], scenes)
    assert set(right.values()) == {1.0}
    assert set(right) == {"thing", "colour", "place", "count", "true", "complete"}
    assert truth(["a", "red", "ball"], scenes) == {"language": 0.0, "true": 0.0, "complete": 0.0}
    half = truth([pair.text.partition(" left of ")[0].partition(" right of ")[0]] * 1, [one.scene])
    assert half["complete"] <= half["true"]


def test_a_caption_is_complete_if_it_names_everything():
    _, pair, group = captioned(3, 0)
    assert names_everything(pair.text, pair.scene)
    assert names_everything(group.text, group.scene)
    assert not names_everything("a red ball", pair.scene)
    assert not names_everything("red", pair.scene)


def test_the_nearest_caption_is_a_known_one():
    torch.manual_seed(0)
    known = ["a red ball", "two blue cups"]
    found = nearest_captions(Clip(CONFIG).eval(), [one.scene for one in captioned(5, 0)], known)
    assert set(found) <= set(known)
    assert len(found) == 5


def test_words_end_at_the_end():
    assert in_words([IDS["a"], IDS["red"], IDS[END], IDS["cup"]]) == "a red"
    assert in_words([IDS["a"], IDS["red"]]) == "a red"


def test_a_caption_too_few_is_refused():
    with pytest.raises(ValueError, match="1 for 2"):
        truth(["a red ball"], [one.scene for one in captioned(2, 0)])
