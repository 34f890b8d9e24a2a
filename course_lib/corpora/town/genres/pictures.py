"""Pictures that the library draws; `picture_captions` says what is true of them and asks questions.

A picture is three rows of three places; the top right one belongs to the sun, the cloud or the moon. One to five
things stand on the others, each in one of seven colours and two sizes. The colours differ in lightness by steps of
ten or more, so that they can be told apart without seeing hues.
Made hard on purpose: things of the same kind in other colours and of other kinds in the same colour stand together,
so that neither the list of shapes nor that of colours tells which caption is right; in a false caption one fact is
changed, and every word in it may be true of something else in the picture.
Left out: perspective, things that hide each other, shapes turned round.
"""

from dataclasses import dataclass

import numpy as np

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.picture_shapes import LARGE, SMALL, WEATHER
from course_lib.corpora.town.people import Town

COLOURS = {
    "red": (214, 48, 49),
    "blue": (36, 84, 190),
    "green": (62, 168, 84),
    "yellow": (253, 216, 53),
    "purple": (98, 28, 116),
    "black": (24, 24, 30),
    "white": (255, 255, 255),
}
SIZES = ("small", "large")
WEATHERS = tuple(WEATHER)
PLACES = tuple((row, column) for row in range(3) for column in range(3) if (row, column) != (0, 2))
SIDE = 32  # of a picture, in pixels
_MARKS = {"o": (38, 38, 50), "w": (203, 228, 245), "b": (133, 87, 48), "g": (46, 125, 50), "y": (245, 150, 36)}
_CORNERS = (1, 12, 22)  # where the three places begin


@dataclass(frozen=True, slots=True)
class Placed:
    """A thing in a picture: row 0 is the top, column 0 the left."""

    thing: str
    colour: str
    size: str
    row: int
    column: int


@dataclass(frozen=True, slots=True)
class Scene:
    """What a picture shows, in no language: the words of `COLOURS`, `SIZES` and `WEATHERS` stand for the facts."""

    objects: tuple[Placed, ...]  # from the top left to the bottom right
    weather: str

    @property
    def combination(self) -> str:
        """Colour and kind of the first thing, "red|ball": hold out some of the 98 to test for new combinations."""
        return f"{self.objects[0].colour}|{self.objects[0].thing}"

    @property
    def combinations(self) -> frozenset[str]:
        """Those of all things. A strict test trains on scenes that have none of the held-out ones."""
        return frozenset(f"{one.colour}|{one.thing}" for one in self.objects)


def scene(town: Town, chance: Chance) -> Scene:
    """Return a scene of one to five things.

    Args:
        town: not looked at: every genre is called in the same way.
        chance: where all draws come from.
    """
    weather, n = chance.pick(WEATHERS), chance.between(1, 5)
    things = chance.some(tuple(LARGE), min(n, chance.pick([1, 2, 3, 3])))
    colours = chance.some(tuple(COLOURS), chance.pick([2, 3, 3, 4]))
    drawn = [
        (things[at] if at < len(things) else chance.pick(things), chance.pick(colours), chance.pick(SIZES))
        for at in range(n)
    ]
    if chance.happens(0.3):  # several that are the same
        drawn[1:3] = [drawn[0]] * len(drawn[1:3])
    places = sorted(chance.some(PLACES, n))
    return Scene(
        tuple(Placed(*one, *place) for one, place in zip(chance.shuffled(drawn), places, strict=True)), weather
    )


def draw(scene: Scene, size: int = SIDE) -> np.ndarray:
    """Return the picture as (size, size, 3) bytes of red, green and blue; 64 is 32 with each pixel doubled.

    Raises:
        ValueError: if `size` is not a multiple of 32.
    """
    if size < SIDE or size % SIDE:
        raise ValueError(f"size must be a multiple of {SIDE}, as the shapes are drawn for {SIDE} pixels; got {size}.")
    sky = WEATHER[scene.weather]
    picture = np.empty((SIDE, SIDE, 3), np.uint8)
    picture[:] = sky.background
    picture[SIDE - 2 :] = sky.ground
    for row, column in sky.specks:
        picture[row, column] = sky.speck
    _paint(picture, sky.shape.split(), 1, 22, sky.colours, None)
    for one in scene.objects:
        shape = (LARGE if one.size == "large" else SMALL)[one.thing].split()
        top, left = _CORNERS[one.row], _CORNERS[one.column]
        if one.size == "small":
            top, left = top + 2, left + 2
        _paint(picture, shape, top, left, {**_shades(one.colour), "k": sky.outline}, sky.outline)
    return picture.repeat(size // SIDE, 0).repeat(size // SIDE, 1)


def _shades(colour: str) -> dict[str, tuple[int, ...]]:
    plain = COLOURS[colour]
    darker = tuple(part * 3 // 4 for part in plain)
    lighter = tuple((part + 255) // 2 for part in plain)
    dark = (120, 120, 132) if colour == "black" else _MARKS["o"]
    return {**_MARKS, "#": plain, "+": darker, "-": lighter, "o": dark}


def _paint(picture: np.ndarray, shape: list[str], top: int, left: int, colours: dict, outline: tuple | None) -> None:
    """Paint a shape, and around it a line of one pixel."""
    filled = {(top + y, left + x): mark for y, row in enumerate(shape) for x, mark in enumerate(row) if mark != "."}
    if outline:
        for y, x in (place for place, mark in filled.items() if mark != "k"):
            for beside in ((y - 1, x), (y + 1, x), (y, x - 1), (y, x + 1)):
                if beside not in filled and max(beside) < SIDE:
                    picture[beside] = outline
    for place, mark in filled.items():
        picture[place] = colours[mark]
