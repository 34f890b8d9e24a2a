"""Each probe changes one thing, and what it makes is false; ties are worth half."""

import pytest
import torch

from course_lib.applications.multimodal.probes import (
    PROBES,
    can_be_mirrored,
    false_captions,
    mirror_right,
    roles_swapped,
    same_words,
    share_right,
    twin,
)
from course_lib.applications.multimodal.scenes import (
    HELD_OUT,
    Captioned,
    caption,
    captioned,
    mirrored,
    scene_of,
    true_captions,
)
from course_lib.corpora.town.chance import Chance


class Fixed:
    """Stands for a model; a picture's vector and a text's are given by functions."""

    def __init__(self, picture, text):
        self.picture, self.text = picture, text

    def picture_vectors(self, images):
        return torch.stack([self.picture(one) for one in images])

    def text_vectors(self, token_ids, mask):
        return torch.stack([self.text(one) for one in token_ids])


@pytest.mark.parametrize("probe", PROBES)
@pytest.mark.parametrize("held_out", [False, True])
def test_what_a_probe_makes_is_false_of_the_picture(probe, held_out):
    made = false_captions(captioned(90, 4, held_out=held_out), probe)
    assert made
    for one, text in made:
        assert text != one.text
        assert text not in true_captions(one.scene)


@pytest.mark.parametrize("probe", ["colours swapped", "roles swapped"])
def test_a_swap_has_the_same_words(probe):
    for one, text in false_captions(captioned(60, 4), probe):
        assert sorted(text.split()) == sorted(one.text.split())


def test_a_model_that_knows_nothing_gets_half():
    same = Fixed(lambda image: torch.tensor([1.0, 0.0]), lambda ids: torch.tensor([1.0, 0.0]))
    some = captioned(60, 1)
    assert all(share_right(same, some, probe) == 0.5 for probe in PROBES)
    assert mirror_right(same, some) == 0.5


def test_a_probe_that_fits_nothing_and_one_that_is_unknown_are_refused():
    ones = captioned(5, 0, kinds=("one",))
    same = Fixed(lambda image: torch.ones(2), lambda ids: torch.ones(2))
    with pytest.raises(ValueError, match="got 5 of which none does"):
        share_right(same, ones, "roles swapped")
    with pytest.raises(ValueError, match="left or right, got 5"):
        mirror_right(same, ones)
    with pytest.raises(ValueError, match="got 'sizes'"):
        share_right(same, ones, "sizes")


def test_mirror_images_make_the_caption_false():
    usable = [one for one in captioned(200, 0) if can_be_mirrored(one)]
    assert len(usable) > 10
    assert not any(one.text in true_captions(mirrored(one.scene)) for one in usable)


def test_a_twin_is_another_picture_with_a_caption_that_is_true_of_it_alone():
    for one in captioned(90, 7):
        other = twin(one)
        assert twin(one) == other
        assert other.claim.holds(other.scene)
        assert other.text in true_captions(other.scene)
        assert other.text not in true_captions(one.scene)
        assert one.text not in true_captions(other.scene)
        assert other.scene.weather == one.scene.weather


def test_a_twin_of_a_pair_has_the_same_words_and_the_same_places():
    for one in captioned(30, 7, kinds=("pair",)):
        other = twin(one)
        assert sorted(other.text.split()) == sorted(one.text.split())
        places = [[(each.row, each.column) for each in made.scene.objects] for made in (one, other)]
        assert places[0] == places[1]
        assert same_words([one, other]) == 2


def test_rivals_in_a_batch_by_hand():
    first = captioned(1, 4, kinds=("pair",))[0]
    turned = roles_swapped(first.claim, Chance(0))
    assert turned is not None
    rival = Captioned(scene_of(turned, Chance(0)), turned, caption(turned))
    assert same_words([first, rival]) == 2
    assert same_words([first]) == 0
    assert same_words([first, first]) == 0


def test_a_twin_brings_no_held_out_combination_into_the_training():
    for one in captioned(300, 5):
        assert not twin(one).scene.combinations & HELD_OUT
