"""Composing a picture: JavaScript and library draw, say and compute the same; what cannot be drawn is refused."""

import json
from dataclasses import replace

import in_node
import numpy as np
import pytest
import torch

from course_lib.applications.multimodal.clip import Clip
from course_lib.applications.multimodal.scenes import (
    COLOURS,
    SKIES,
    THINGS,
    captioned,
    mirrored,
    true_captions,
)
from course_lib.applications.multimodal.small import CONFIG, vectors_of_scenes, vectors_of_texts
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.pictures import Placed, Scene, draw
from course_lib.live.mirror_captions.widget import MirrorCaptions

SCENE = in_node.imported("drawScene, mirrored, trueCaptions, candidates, ranked", "mirror_captions/scene.js")
MODEL = in_node.imported("Clip", "mirror_captions/model.js")
FIGURE = in_node.imported("isFooled", "mirror_captions/widget.js")
NAMES = ("plain", "with twins")
SPOTS = [(row, column) for row in (1, 2) for column in range(3)]


def drawn(n):
    """Return scenes of up to six things, in the form of the figure."""
    scenes = []
    for i in range(n):
        chance = Chance(i, "mirror captions")
        places = chance.some(SPOTS, chance.between(0, 6))
        objects = [[chance.pick(THINGS), chance.pick(COLOURS), *place] for place in places]
        if i % 3 == 0:  # several alike
            objects = [[*objects[0][:2], *place] for place in places]
        scenes.append({"sky": chance.pick(SKIES), "objects": objects})
    return scenes


def as_scene(given):
    placed = [Placed(thing, colour, "large", row, column) for thing, colour, row, column in given["objects"]]
    return Scene(tuple(sorted(placed, key=lambda one: (one.row, one.column))), given["sky"])


def models():
    """Return two models that have learned nothing, with vectors that differ from 0 and 1."""
    made = {}
    for seed, name in enumerate(NAMES):
        torch.manual_seed(seed)
        made[name] = Clip(CONFIG)
        with torch.no_grad():
            for one in made[name].parameters():
                one.add_(0.05 * torch.randn_like(one))
    return made


@pytest.fixture(scope="module")
def figure():
    return MirrorCaptions(models())


def state(figure):
    names = ("art", "vocabulary", "end", "things", "colours", "layout", "weights")
    return {name: getattr(figure, name) for name in names}


@in_node.needs_node
def test_the_page_draws_the_town_s_pictures_pixel_by_pixel(figure):
    scenes = drawn(12)
    script = "answer(given.scenes.map((scene) => [...drawScene(scene, given.art)]))"
    found = in_node.run(SCENE + script, {"scenes": scenes, "art": figure.art})
    for given, pixels in zip(scenes, found, strict=True):
        assert np.array_equal(np.array(pixels, np.uint8).reshape(32, 32, 3), draw(as_scene(given)))


@in_node.needs_node
def test_the_page_knows_what_is_true_of_a_picture_and_of_its_mirror_image():
    scenes = drawn(20)
    script = "answer(given.map((scene) => [scene, mirrored(scene)].map((one) => [...trueCaptions(one)])))"
    for given, (here, there) in zip(scenes, in_node.run(SCENE + script, scenes), strict=True):
        scene = as_scene(given)
        assert set(here) == true_captions(scene)
        assert set(there) == true_captions(mirrored(scene))


@in_node.needs_node
@pytest.mark.parametrize("name", NAMES)
def test_both_towers_give_the_library_s_vectors(figure, name):
    scenes = drawn(3)
    texts = [one.text for one in captioned(6, 0)]
    script = """
        const clip = new Clip(given.layout, given.weights[given.name]);
        const ids = (text) => [...text.split(" "), given.end].map((word) => given.vocabulary.indexOf(word));
        answer([
          given.scenes.map((scene) => [...clip.pictureVector(drawScene(scene, given.art))]),
          given.texts.map((text) => [...clip.textVector(ids(text))]),
        ]);
    """
    asked = {**state(figure), "scenes": scenes, "texts": texts, "name": name}
    pictures, captions = in_node.run(SCENE + MODEL + script, asked)
    figure.model_name = name
    model = figure.clip()
    expected = vectors_of_scenes(model, [as_scene(one) for one in scenes])
    torch.testing.assert_close(torch.tensor(pictures), expected, atol=1e-4, rtol=1e-3)
    torch.testing.assert_close(torch.tensor(captions), vectors_of_texts(model, texts), atol=1e-4, rtol=1e-3)


@in_node.needs_node
def test_the_nearest_captions_are_those_of_the_library(figure):
    script = """
        const clip = new Clip(given.layout, given.weights["with twins"]);
        const texts = candidates(given.scene, given.things, given.colours);
        answer(ranked(clip, given.scene, given, texts));
    """
    figure.model_name = "with twins"
    scene = {"sky": figure.sky, "objects": figure.objects}
    found = in_node.run(SCENE + MODEL + script, {**state(figure), "scene": scene})
    texts = [text for text, _, _ in found]
    assert len(texts) == len(set(texts)) == 120 + 16
    expected = {text: (value, is_true) for text, value, is_true in figure.nearest(texts)}
    for text, value, is_true in found:
        assert (value, is_true) == (pytest.approx(expected[text][0], abs=1e-3), expected[text][1])
    assert {text for text, _, is_true in found if is_true} == true_captions(figure.scene())


@in_node.needs_node
def test_the_task_is_reached_where_the_best_caption_is_false_of_one():
    cases = [
        [["a", 0.9, True], ["a", 0.8, False]],
        [["a", 0.9, True], ["a", 0.8, True]],
        [["a", 0.9, True], ["b", 0.8, True]],
    ]
    assert in_node.run(FIGURE + "answer(given.map((one) => isFooled(...one)))", cases) == [True, False, False]


def test_what_the_page_carries_is_small(figure):
    assert len(json.dumps(state(figure))) < 310_000


def test_the_still_picture_compares_the_two_pictures(figure):
    heights = [bar.get_height() for bar in figure.still().patches]
    assert len(heights) == 8
    assert all(-1 <= height <= 1 for height in heights)


def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="got 'snowy'"):
        MirrorCaptions(models(), sky="snowy")
    with pytest.raises(ValueError, match="got 'lamp', 'red'"):
        MirrorCaptions(models(), [("lamp", "red", 1, 0)] * 2)
    with pytest.raises(ValueError, match=r"got \(0, 1\)"):
        MirrorCaptions(models(), [("ball", "red", 0, 1)] * 2)
    with pytest.raises(ValueError, match="two things at the start, or more, got 1"):
        MirrorCaptions(models(), [("ball", "red", 1, 1)])
    with pytest.raises(ValueError, match=r"got \[\]"):
        MirrorCaptions({})
    with pytest.raises(ValueError, match=r"small.CONFIG, got \['bag'\]"):
        MirrorCaptions({"bag": Clip(replace(CONFIG, reads_order=False))})
