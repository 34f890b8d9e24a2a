"""Captions of the small scenes: read back, true where they must be, false where they must not."""

import numpy as np
import pytest
import torch

from course_lib.applications.multimodal.scenes import (
    COLOURS,
    HELD_OUT,
    THINGS,
    caption,
    captioned,
    combinations,
    mirrored,
    pixels,
    read_caption,
    statements,
    true_captions,
)
from course_lib.corpora.town.genres.pictures import Placed, Scene, draw


def scene(*objects):
    placed = [Placed(thing, colour, "large", row, column) for colour, thing, row, column in objects]
    return Scene(tuple(placed), "sunny")


@pytest.mark.parametrize("held_out", [False, True, None])
def test_each_caption_is_read_back_and_true_of_its_scene(held_out):
    made = captioned(90, 3, held_out=held_out)
    assert {one.kind for one in made} == {"one", "pair", "group"}
    for one in made:
        assert read_caption(one.text) == one.claim
        assert one.claim.holds(one.scene)
        assert one.text in true_captions(one.scene)


def test_what_is_held_out_is_seen_in_no_training_scene():
    train, new = captioned(300, 0), captioned(60, 0, held_out=True)
    assert not any(one.scene.combinations & HELD_OUT for one in train)
    assert all(one.scene.combinations & HELD_OUT for one in new)
    assert len(combinations(True)) == 6
    assert len(combinations(False)) == 24
    assert {thing for _, thing in combinations(True)} == set(THINGS)
    assert {colour for colour, _ in combinations(True)} == set(COLOURS)


def test_the_same_seed_gives_the_same_scenes():
    assert captioned(20, 5) == captioned(20, 5)
    assert captioned(20, 5) != captioned(20, 6)


def test_true_captions_are_those_whose_claim_holds():
    some = captioned(60, 1)
    texts = {one.text for one in some}
    read = {text: read_caption(text) for text in texts}
    for one in some:
        true = {text for text, claim in read.items() if claim and claim.holds(one.scene)}
        assert texts & true_captions(one.scene) == true


def test_true_captions_by_hand():
    two = scene(("red", "ball", 1, 0), ("blue", "cup", 1, 2))
    others = {"a red ball left of a blue cup", "a blue cup right of a red ball"}
    assert true_captions(two) == {"a red ball", "a blue cup"} | others
    three = scene(("red", "ball", 0, 0), ("red", "ball", 1, 0), ("red", "ball", 1, 2))
    assert true_captions(three) == {"three red balls"}


def test_the_mirror_image_turns_left_and_right_alone():
    two = scene(("red", "ball", 1, 0), ("blue", "cup", 2, 0), ("green", "tree", 2, 2))
    turned = true_captions(mirrored(two))
    assert "a green tree left of a blue cup" in turned
    assert "a red ball above a blue cup" in turned
    assert mirrored(mirrored(two)) == two
    with pytest.raises(ValueError, match="top left"):
        mirrored(scene(("red", "ball", 0, 0)))


def test_pixels_are_the_drawn_bytes():
    one = captioned(2, 0)[1].scene
    picture = pixels([one])[0]
    assert picture.shape == (3, 32, 32)
    back = ((picture.permute(1, 2, 0) + 1) * 127.5).round().to(torch.uint8).numpy()
    assert np.array_equal(back, draw(one))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a red ball", [("thing", True), ("colour", True)]),
        ("a blue ball", [("thing", True), ("colour", False)]),
        ("two red balls", [("thing", True), ("colour", True), ("count", False)]),
        (
            "a blue cup left of a red ball",
            [("thing", True), ("colour", True), ("thing", True), ("colour", True), ("place", False)],
        ),
        ("a red red ball", [("language", False)]),
        ("two red ball", [("language", False)]),
        ("a red balls", [("language", False)]),
        ("", [("language", False)]),
    ],
)
def test_statements_by_hand(text, expected):
    two = scene(("red", "ball", 1, 0), ("blue", "cup", 1, 2))
    assert list(statements(text, two)) == expected


def test_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match=r"got \['crowd'\]"):
        captioned(3, 0, kinds=("one", "crowd"))


def test_a_caption_of_a_claim_by_hand():
    claim = read_caption("four white cars")
    assert claim is not None
    assert caption(claim) == "four white cars"
    assert claim.things[0].count == 4
