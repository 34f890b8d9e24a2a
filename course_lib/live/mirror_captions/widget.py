"""Compose a picture and see which captions a small CLIP finds nearest, of it and of its mirror image.

The page computes both towers, from weights in 8 bits, in JavaScript that is to be read beside the library.
Tested by tests/live/test_mirror_captions.py.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import traitlets
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.applications.multimodal.clip import Clip
from course_lib.applications.multimodal.packed import clip_of, packed
from course_lib.applications.multimodal.scenes import COLOURS, SKIES, THINGS, mirrored, true_captions
from course_lib.applications.multimodal.small import CONFIG, END, VOCABULARY, vectors_of_scenes, vectors_of_texts
from course_lib.corpora.town.genres import pictures
from course_lib.corpora.town.genres.picture_shapes import LARGE, WEATHER
from course_lib.corpora.town.genres.pictures import Placed, Scene
from course_lib.live.figure import LiveFigure
from course_lib.live.in_page.source import joined
from course_lib.plots.bars import draw_bars

HERE = Path(__file__).parent
MODULES = ("model.js", "scene.js", "widget.js")
MARKS = {"o": (38, 38, 50), "w": (203, 228, 245), "b": (133, 87, 48), "g": (46, 125, 50), "y": (245, 150, 36)}
START = (("ball", "yellow", 1, 0), ("cup", "blue", 1, 2))


class MirrorCaptions(LiveFigure):
    """A picture that the reader composes, its mirror image, and the three nearest captions of each.

    Args:
        models: what each button is called, and the model that it chooses; of the sizes of `small.CONFIG`. The first
            one is there at the start.
        objects: (thing, colour, row, column) of each thing at the start; row 0 is not used, since its right end
            belongs to sun and moon.
        sky: "sunny" or "night".

    Raises:
        ValueError: if there is no model, or one has other sizes; if there are fewer than two things; if a thing, a
            colour or the sky is unknown, or a thing is in no place of rows 1 and 2.
    """

    _esm = joined("layers.js", *(HERE / module for module in MODULES))
    _css = HERE / "widget.css"
    objects = traitlets.List(traitlets.List()).tag(sync=True)
    sky = traitlets.Unicode().tag(sync=True)
    model_name = traitlets.Unicode().tag(sync=True)
    things = traitlets.List(traitlets.Unicode()).tag(sync=True)
    colours = traitlets.List(traitlets.Unicode()).tag(sync=True)
    vocabulary = traitlets.List(traitlets.Unicode()).tag(sync=True)
    end = traitlets.Unicode(END).tag(sync=True)
    art = traitlets.Dict().tag(sync=True)
    layout: traitlets.List = traitlets.List().tag(sync=True)
    weights = traitlets.Dict().tag(sync=True)

    alt = (
        "Bars: the cosine of the first picture, and of its mirror image, with four captions that differ in who stands "
        "left. In the live figure one composes the picture, and the nearest captions follow."
    )

    def __init__(
        self,
        models: Mapping[str, Clip],
        objects: Sequence[tuple[str, str, int, int]] = START,
        sky: str = "sunny",
    ) -> None:
        check_objects(objects, sky)
        if not models or any(model.config != CONFIG for model in models.values()):
            raise ValueError(f"there must be models, all of the sizes of small.CONFIG, got {list(models)}.")
        self.packed = {name: packed(model.state_dict()) for name, model in models.items()}
        tensors = next(iter(models.values())).state_dict()
        super().__init__(
            objects=[list(one) for one in objects],
            sky=sky,
            things=list(THINGS),
            colours=list(COLOURS),
            vocabulary=list(VOCABULARY),
            art=art(),
            layout=[[name, list(one.shape)] for name, one in tensors.items()],
            weights={name: for_the_page(one, list(tensors)) for name, one in self.packed.items()},
            model_name=next(iter(models)),
        )

    def scene(self) -> Scene:
        """Return the picture at the present setting."""
        placed = [Placed(thing, colour, "large", row, column) for thing, colour, row, column in self.objects]
        return Scene(tuple(sorted(placed, key=lambda one: (one.row, one.column))), self.sky)

    def nearest(self, texts: Sequence[str], mirror: bool = False) -> list[tuple[str, float, bool]]:
        """Return captions, the nearest first, each with its cosine and whether it is true."""
        model, scene = self.clip(), mirrored(self.scene()) if mirror else self.scene()
        cosines = (vectors_of_texts(model, texts) @ vectors_of_scenes(model, [scene])[0]).tolist()
        right = true_captions(scene)
        found = [(text, one, text in right) for text, one in zip(texts, cosines, strict=True)]
        return sorted(found, key=lambda one: -one[1])

    def clip(self) -> Clip:
        """Return the chosen model, as it is in 8 bits."""
        return clip_of(self.packed[self.model_name], CONFIG)

    def still(self) -> Axes:
        one, other = (f"a {colour} {thing}" for thing, colour, _, _ in self.objects[:2])
        texts = [f"{a} {way} of {b}" for way in ("left", "right") for a, b in ((one, other), (other, one))]
        shown = {
            name: [{text: value for text, value, _ in self.nearest(texts, mirror)}[text] for text in texts]
            for name, mirror in (("the picture", False), ("its mirror image", True))
        }
        labels = [
            text.replace(" of ", " of\n").replace(" left", "\nleft").replace(" right", "\nright") for text in texts
        ]
        axes = draw_bars(shown, labels, "Which caption is nearest?", "caption", "cosine")
        axes.set_ylim(top=1.3)
        axes.legend(frameon=False, loc="upper center", ncols=2)
        return axes


def check_objects(objects: Sequence[tuple[str, str, int, int]], sky: str) -> None:
    """Refuse what the figure cannot draw."""
    if sky not in SKIES:
        raise ValueError(f"sky must be one of {', '.join(SKIES)}; got {sky!r}.")
    if len(objects) < 2:
        raise ValueError(f"there must be two things at the start, or more, got {len(objects)}.")
    for thing, colour, row, column in objects:
        if thing not in THINGS or colour not in COLOURS:
            raise ValueError(f"there must be a kind of {THINGS} and a colour of {COLOURS}, got {thing!r}, {colour!r}.")
        if row not in (1, 2) or column not in (0, 1, 2):
            raise ValueError(f"a place must be in row 1 or 2 and column 0 to 2, got ({row}, {column}).")


def art() -> dict[str, Any]:
    """Return what the page draws with: shapes, colours, and the two empty pictures."""
    skies = {
        name: {
            "empty": base64.b64encode(pictures.draw(Scene((), name)).tobytes()).decode(),
            "outline": WEATHER[name].outline,
        }
        for name in SKIES
    }
    colours = {name: pictures.COLOURS[name] for name in COLOURS}
    return {"shapes": {name: LARGE[name] for name in THINGS}, "colours": colours, "marks": MARKS, "skies": skies}


def for_the_page(tensors: Mapping[str, Tensor], names: Sequence[str]) -> dict[str, str]:
    """Return a packed model's whole numbers, and its numbers of 16 bits, each as one text in the order of names."""
    whole, halves = [], []
    for name in names:
        if f"{name}.numbers" in tensors:
            whole.append(tensors[f"{name}.numbers"].flatten())
            halves.append(tensors[f"{name}.scale"])
        else:
            halves.append(tensors[name].flatten())
    parts = {"whole": torch.cat(whole), "halves": torch.cat(halves)}
    return {name: base64.b64encode(one.numpy().tobytes()).decode() for name, one in parts.items()}
