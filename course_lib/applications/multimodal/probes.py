"""Probes: a picture, a true caption, and one that differs in a single respect. Which does the model prefer?

Source of the idea, with photographs: Thrush et al. (2022), Winoground, https://arxiv.org/abs/2204.03162; Yuksekgonul
et al. (2022), https://arxiv.org/abs/2210.01936.
Tested by tests/applications/multimodal/test_probes.py.
Left out: negation, sizes.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

import torch

from course_lib.applications.multimodal.scenes import (
    COLOURS,
    HELD_OUT,
    THINGS,
    Captioned,
    caption,
    mirrored,
    true_captions,
)
from course_lib.applications.multimodal.small import Towers, vectors_of_scenes, vectors_of_texts
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.picture_captions import OPPOSITE, Claim
from course_lib.corpora.town.genres.pictures import PLACES, Placed, Scene

Change = Callable[[Claim, Chance], Claim | None]


def another_thing(claim: Claim, chance: Chance) -> Claim:
    """Return the claim with the first kind changed to one that it does not name."""
    others = [one for one in THINGS if one not in {what.thing for what in claim.things}]
    return replace(claim, things=(replace(claim.things[0], thing=chance.pick(others)), *claim.things[1:]))


def another_colour(claim: Claim, chance: Chance) -> Claim:
    """Return the claim with the first colour changed to one that it does not name."""
    others = [one for one in COLOURS if one not in {what.colour for what in claim.things}]
    return replace(claim, things=(replace(claim.things[0], colour=chance.pick(others)), *claim.things[1:]))


def another_number(claim: Claim, chance: Chance) -> Claim | None:
    """Return the claim with one more or one fewer; None if it is about one of each."""
    what = claim.things[0]
    if what.count == 1:
        return None
    counts = [n for n in (what.count - 1, what.count + 1) if 2 <= n <= 4]
    return replace(claim, things=(replace(what, count=chance.pick(counts)),))


def colours_swapped(claim: Claim, chance: Chance) -> Claim | None:
    """Return the claim with the colours exchanged: the same words in another order."""
    if not claim.relation:
        return None
    one, other = claim.things
    return replace(claim, things=(replace(one, colour=other.colour), replace(other, colour=one.colour)))


def roles_swapped(claim: Claim, chance: Chance) -> Claim | None:
    """Return the claim with the two things exchanged: the same words in another order."""
    return replace(claim, things=claim.things[::-1]) if claim.relation else None


def relation_turned(claim: Claim, chance: Chance) -> Claim | None:
    """Return the claim with left for right, above for below."""
    return replace(claim, relation=OPPOSITE[claim.relation]) if claim.relation else None


PROBES: dict[str, Change] = {
    "another thing": another_thing,
    "another colour": another_colour,
    "another number": another_number,
    "colours swapped": colours_swapped,
    "roles swapped": roles_swapped,
    "relation turned": relation_turned,
}


def false_captions(examples: Sequence[Captioned], probe: str, seed: int = 0) -> list[tuple[Captioned, str]]:
    """Return the scenes that a probe can be made of, each with its false caption.

    Raises:
        ValueError: if there is no such probe.
    """
    if probe not in PROBES:
        raise ValueError(f"probe must be one of {', '.join(PROBES)}; got {probe!r}.")
    made = [(one, PROBES[probe](one.claim, Chance(seed, probe, i))) for i, one in enumerate(examples)]
    return [(one, caption(claim)) for one, claim in made if claim is not None]


def share_right(model: Towers, examples: Sequence[Captioned], probe: str) -> float:
    """Return the share of pictures to which the true caption is nearer than the false one; a tie counts half.

    Raises:
        ValueError: if there is no such probe, or no example that it can be made of.
    """
    pairs = false_captions(examples, probe)
    if not pairs:
        raise ValueError(f"some example must fit the probe {probe!r}, got {len(examples)} of which none does.")
    pictures = vectors_of_scenes(model, [one.scene for one, _ in pairs])
    right = (pictures * vectors_of_texts(model, [one.text for one, _ in pairs])).sum(dim=1)
    wrong = (pictures * vectors_of_texts(model, [text for _, text in pairs])).sum(dim=1)
    return _wins(right - wrong)


def _wins(margins: torch.Tensor, tie: float = 1e-5) -> float:
    return float(((margins > tie).double() + 0.5 * (margins.abs() <= tie).double()).mean())


def can_be_mirrored(one: Captioned) -> bool:
    """Tell whether a scene has a mirror image of which the caption is false."""
    corner = any((placed.row, placed.column) == (0, 0) for placed in one.scene.objects)
    return one.claim.relation in ("left", "right") and not corner


def mirror_right(model: Towers, examples: Sequence[Captioned]) -> float:
    """Return the share of captions that are nearer to their picture than to its mirror image; a tie counts half.

    Raises:
        ValueError: if no example is about left or right.
    """
    usable = [one for one in examples if can_be_mirrored(one)]
    if not usable:
        raise ValueError(f"some caption must say left or right, got {len(examples)} of which none does.")
    texts = vectors_of_texts(model, [one.text for one in usable])
    pictures = vectors_of_scenes(model, [one.scene for one in usable])
    mirrors = vectors_of_scenes(model, [mirrored(one.scene) for one in usable])
    return _wins((texts * (pictures - mirrors)).sum(dim=1))


def twin(one: Captioned) -> Captioned:
    """Return a scene that differs in one respect only, with its caption: a partner for training.

    Of a pair it has the same words in another order: the two things, or their colours, have changed places. Of a group
    it has one more or one fewer; of a single thing it has another kind. It shows no held-out combination that the scene
    does not show. The same scene always gets the same twin.
    """
    chance = Chance("twin", one.text, str(one.scene))
    sorts = ["colours swapped", "roles swapped"] if one.claim.relation else ["another thing"]
    if one.kind == "group":
        sorts = ["another number"]
    while True:
        changed = PROBES[chance.pick(sorts)](one.claim, chance)
        if changed is None:
            raise ValueError(f"a caption of one, a pair or a group must have a twin, got {one.text!r}.")
        made = Captioned(_shown(changed, one, chance), changed, caption(changed))
        if not (made.scene.combinations - one.scene.combinations) & HELD_OUT:
            return made


def _shown(claim: Claim, one: Captioned, chance: Chance) -> Scene:
    """Return the scene with the things of another claim of the same form."""
    before, after = one.claim.things, claim.things
    if len(before) == 2:
        instead = {(what.thing, what.colour): other for what, other in zip(before, after, strict=True)}
        new = [instead[placed.thing, placed.colour] for placed in one.scene.objects]
        places = [(placed.row, placed.column) for placed in one.scene.objects]
    else:
        new = list(after) * after[0].count
        places = [(placed.row, placed.column) for placed in one.scene.objects][: len(new)]
        places += chance.some([place for place in PLACES if place not in places], len(new) - len(places))
    things = [Placed(what.thing, what.colour, "large", *place) for what, place in zip(new, places, strict=True)]
    return replace(one.scene, objects=tuple(sorted(things, key=lambda thing: (thing.row, thing.column))))


def same_words(examples: Sequence[Captioned]) -> int:
    """Return how many captions of a batch have a rival there: the same words in another order, false of the picture."""
    bags = [frozenset(Counter(one.text.split()).items()) for one in examples]
    return sum(
        any(bags[i] == bags[j] and other.text not in true_captions(one.scene) for j, other in enumerate(examples))
        for i, one in enumerate(examples)
    )
