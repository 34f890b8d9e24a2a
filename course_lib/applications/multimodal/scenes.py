"""Pictures of the town with one caption each, small enough to learn in seconds, and known to the last fact.

Six kinds of things in five colours, by day and by night: one thing ("a red ball"), two in a row or a column ("a red
ball left of a blue cup"), or several alike ("three red balls"). Each caption is a claim of `picture_captions`, so that
it is true or false of any scene. Six of the thirty combinations of colour and kind can be held out.
Tested by tests/applications/multimodal/test_scenes.py.
Left out: what the full genre has besides, small things, things of mixed kinds, weather in words, Chinese.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.picture_captions import Claim, Description
from course_lib.corpora.town.genres.pictures import PLACES, Placed, Scene, draw

THINGS = ("ball", "house", "tree", "boat", "car", "cup")
COLOURS = ("red", "blue", "green", "yellow", "white")
SKIES = ("sunny", "night")
NUMBERS = {"a": 1, "two": 2, "three": 3, "four": 4}
RELATIONS = {"left of": "left", "right of": "right", "above": "above", "below": "below"}
HELD_OUT = frozenset(f"{COLOURS[i % 5]}|{thing}" for i, thing in enumerate(THINGS))
WORDS = (*NUMBERS, *COLOURS, *THINGS, *(f"{one}s" for one in THINGS), "left", "right", "of", "above", "below")
_GROUP = rf"({'|'.join(NUMBERS)}) ({'|'.join(COLOURS)}) ({'|'.join(THINGS)})(s?)"
_CAPTION = re.compile(rf"{_GROUP}(?: ({'|'.join(RELATIONS)}) {_GROUP})?")


@dataclass(frozen=True, slots=True)
class Captioned:
    """A scene, what is claimed of it, and the claim in words."""

    scene: Scene
    claim: Claim
    text: str

    @property
    def kind(self) -> str:
        """Return "one", "pair" or "group"."""
        if self.claim.relation:
            return "pair"
        return "one" if self.claim.things[0].count == 1 else "group"


def phrase(what: Description) -> str:
    """Return a description in words.

    >>> phrase(Description(2, "ball", "red"))
    'two red balls'
    """
    number = next(word for word, n in NUMBERS.items() if n == what.count)
    return f"{number} {what.colour} {what.thing}{'s' if what.count > 1 else ''}"


def caption(claim: Claim) -> str:
    """Return a claim in words: of one group of things, or of where one thing is, seen from another."""
    first, *others = (phrase(what) for what in claim.things)
    if not others:
        return first
    relation = next(words for words, name in RELATIONS.items() if name == claim.relation)
    return f"{first} {relation} {others[0]}"


def read_caption(text: str) -> Claim | None:
    """Return what a caption claims, or None if it is not in the language of `caption`.

    >>> read_caption("a red ball left of a blue cup").relation
    'left'
    >>> read_caption("two red ball") is None
    True
    """
    found = _CAPTION.fullmatch(text)
    if found is None:
        return None
    one, relation, other = found.groups()[:4], found[5], found.groups()[5:]
    groups = [one, other] if relation else [one]
    if any((NUMBERS[number] > 1) != bool(plural) for number, _, _, plural in groups):
        return None
    things = tuple(Description(NUMBERS[number], thing, colour) for number, colour, thing, _ in groups)
    return Claim(things, RELATIONS[relation] if relation else "")


def combinations(held_out: bool | None) -> tuple[tuple[str, str], ...]:
    """Return colours with kinds: those held out (True), those seen in training (False), or all (None)."""
    every = [(colour, thing) for thing in THINGS for colour in COLOURS]
    return tuple(one for one in every if held_out is None or ("|".join(one) in HELD_OUT) == held_out)


def captioned(
    n: int, seed: int | str, *, kinds: Sequence[str] = ("one", "pair", "group"), held_out: bool | None = False
) -> list[Captioned]:
    """Return scenes with a caption each.

    Args:
        n: how many.
        seed: of all draws.
        kinds: "one" thing, a "pair" or a "group", each as often.
        held_out: whether the first thing's combination is a held-out one; False: no thing's is; None: any.

    Raises:
        ValueError: if a kind is unknown.
    """
    if unknown := set(kinds) - {"one", "pair", "group"}:
        raise ValueError(f"kinds must be among one, pair and group, got {sorted(unknown)}.")
    return [_drawn(Chance(seed, "captioned", i), kinds[i % len(kinds)], held_out) for i in range(n)]


def _drawn(chance: Chance, kind: str, held_out: bool | None) -> Captioned:
    colour, thing = chance.pick(combinations(held_out))
    first = Description(1, thing, colour)
    if kind == "pair":
        others = [one for one in combinations(None if held_out else held_out) if one[0] != colour and one[1] != thing]
        other_colour, other = chance.pick(others)
        relation = chance.pick(tuple(RELATIONS.values()))
        claim = Claim((first, Description(1, other, other_colour)), relation)
    else:
        claim = Claim((replace(first, count=1 if kind == "one" else chance.between(2, 4)),))
    return Captioned(scene_of(claim, chance), claim, caption(claim))


def scene_of(claim: Claim, chance: Chance) -> Scene:
    """Return a scene of which the claim is true, and that shows nothing else."""
    things = [what for what in claim.things for _ in range(what.count)]
    places = _two_places(claim.relation, chance) if claim.relation else chance.some(PLACES, len(things))
    placed = [Placed(what.thing, what.colour, "large", *place) for what, place in zip(things, places, strict=True)]
    return Scene(tuple(sorted(placed, key=lambda one: (one.row, one.column))), chance.pick(SKIES))


def _two_places(relation: str, chance: Chance) -> tuple[tuple[int, int], tuple[int, int]]:
    """Return the places of the first and the second thing."""
    axis = 1 if relation in ("left", "right") else 0
    lines = [
        (one, other)
        for one in PLACES
        for other in PLACES
        if one[1 - axis] == other[1 - axis] and one[axis] < other[axis]
    ]
    first, second = chance.pick(lines)
    return (first, second) if relation in ("left", "above") else (second, first)


def mirrored(scene: Scene) -> Scene:
    """Return the scene with left and right exchanged; the things themselves are not turned.

    Raises:
        ValueError: if a thing is at the top left: the place at the top right belongs to sun and moon.
    """
    if any((one.row, one.column) == (0, 0) for one in scene.objects):
        raise ValueError("no thing may be at the top left, since the top right is not free, got one there.")
    turned = [replace(one, column=2 - one.column) for one in scene.objects]
    return replace(scene, objects=tuple(sorted(turned, key=lambda one: (one.row, one.column))))


def true_captions(scene: Scene) -> frozenset[str]:
    """Return every caption that is true of a scene and names a colour with each kind, in the language of `caption`."""
    groups = {Description(0, one.thing, one.colour) for one in scene.objects}
    counted = [replace(one, count=len(one.found(scene))) for one in groups]
    alone = [one for one in counted if one.count == 1]
    said = [Claim((one,)) for one in counted if one.count in NUMBERS.values()]
    said += [
        Claim((one, other), relation)
        for one in alone
        for other in alone
        if one != other
        for relation in RELATIONS.values()
    ]
    return frozenset(caption(claim) for claim in said if claim.holds(scene))


def pixels(scenes: Iterable[Scene]) -> Float[Tensor, "picture 3 side side"]:
    """Return the pictures of scenes, each number from -1 to 1."""
    drawn = torch.stack([torch.from_numpy(draw(scene)) for scene in scenes])
    return drawn.permute(0, 3, 1, 2).float() / 127.5 - 1


def statements(text: str, scene: Scene) -> Iterator[tuple[str, bool]]:
    """Yield what a caption says of the scene, piece by piece, and whether it is true.

    A piece is a "thing" (is there such a kind?), a "colour" (is one of the kind so?), a "count" (where it says more
    than one: are there exactly so many?) or a "place". A caption that cannot be read says one thing, which is false:
    ("language", False).
    """
    claim = read_caption(text)
    if claim is None:
        yield "language", False
        return
    for what in claim.things:
        yield "thing", bool(replace(what, colour="").found(scene))
        yield "colour", bool(what.found(scene))
        if what.count > 1:
            yield "count", len(what.found(scene)) == what.count
    if claim.relation:
        yield "place", claim.holds(scene)
