"""What can be said and asked of a picture: claims that are true or false of its scene, and their wording.

A claim counts exactly: "two red balls" is false where there are three. Left of, right of, above and below are said of
things in one row or one column, between of the middle one of three; each thing in such a claim is the only one that
its description fits.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import permutations

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.picture_shapes import LARGE, WEATHER
from course_lib.corpora.town.genres.pictures import COLOURS, SIZES, Placed, Scene
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.phrases import capitalised, fill, phrases, with_article

FACTS = ("count", "colour", "thing", "size", "relation", "weather")
OPPOSITE = {"left": "right", "right": "left", "above": "below", "below": "above"}


@dataclass(frozen=True, slots=True)
class Description:
    """Some things of a picture: how many, of which kind ("thing": of any), colour and size ("": of any)."""

    count: int
    thing: str
    colour: str = ""
    size: str = ""

    def fits(self, one: Placed) -> bool:
        """Tell whether a thing of the picture is one of these."""
        return self.thing in (one.thing, "thing") and self.colour in (one.colour, "") and self.size in (one.size, "")

    def found(self, scene: Scene) -> list[Placed]:
        """Return the things of the scene that are."""
        return [one for one in scene.objects if self.fits(one)]


@dataclass(frozen=True, slots=True)
class Claim:
    """What a caption says. With a `relation` it is about two things, three for "between", the first of them first."""

    things: tuple[Description, ...] = ()
    relation: str = ""
    weather: str = ""

    def holds(self, scene: Scene) -> bool:
        """Tell whether the claim is true of the scene."""
        found = [one.found(scene) for one in self.things]
        if self.weather not in (scene.weather, "") or any(
            len(those) != one.count for one, those in zip(self.things, found, strict=True)
        ):
            return False
        return not self.relation or self.relation in _relations(*(those[0] for those in found))


@dataclass(frozen=True, slots=True)
class FalseCaption:
    """A caption that is false of the scene, the true one that it was made from, and the fact that was changed."""

    text: str
    true: str
    fact: str  # one of FACTS


def _relations(first: Placed, second: Placed, third: Placed | None = None) -> set[str]:
    """Return what can be said of where the first is, seen from the others."""
    if third:
        line = sorted([(second.row, second.column), (first.row, first.column), (third.row, third.column)])
        rows, columns = ({place[axis] for place in line} for axis in (0, 1))
        straight = (len(rows), len(columns)) in ((1, 3), (3, 1))
        return {"between"} if straight and line[1] == (first.row, first.column) else set()
    if first.row == second.row:
        return {"left" if first.column < second.column else "right"}
    if first.column == second.column:
        return {"above" if first.row < second.row else "below"}
    return set()


def unique(scene: Scene, one: Placed, chance: Chance, colour: bool = True) -> Description | None:
    """Return a description that fits this thing only; now and then it says more than it must."""
    ways = [Description(1, one.thing), Description(1, one.thing, one.colour if colour else "")]
    ways += [replace(way, size=one.size) for way in ways]
    ways = [way for way in dict.fromkeys(ways) if len(way.found(scene)) == 1]
    return ways[chance.below(min(2, len(ways)))] if ways else None


def claims(scene: Scene, chance: Chance) -> tuple[Claim, ...]:
    """Return true claims: of all things, of some, of where one of them is, and of the weather."""
    groups = []
    for one in dict.fromkeys((one.thing, one.colour) for one in scene.objects):
        group = Description(0, *one)
        sizes = {found.size for found in group.found(scene)}
        size = sizes.pop() if len(sizes) == 1 and chance.happens(0.4) else ""
        groups.append(replace(group, count=len(group.found(scene)), size=size))
    weather = scene.weather if chance.happens(0.5) else ""
    kind = Description(0, chance.pick(scene.objects).thing)
    some = replace(kind, count=len(kind.found(scene)))
    said = [Claim(tuple(chance.shuffled(groups)), weather=weather), Claim((some,))]
    for number in (2, 3):
        places = [(those, where) for those in permutations(scene.objects, number) for where in _relations(*those)]
        if places:
            those, where = chance.pick(places)
            described = [unique(scene, one, chance) for one in those]
            if all(described):
                said.append(Claim(tuple(one for one in described if one), where))
    return (*said, Claim(weather=scene.weather))


def captions(scene: Scene, language: Language, chance: Chance) -> tuple[str, ...]:
    """Return three to five captions, all true; the first one names all things that the picture shows."""
    return tuple(_worded(claim, language, chance.random()) for claim in claims(scene, chance))


def false_caption(scene: Scene, language: Language, chance: Chance) -> FalseCaption:
    """Return a caption that differs from a true one in one fact."""
    said = claims(scene, chance)
    for fact in chance.shuffled(FACTS):
        changed = [(claim, other) for claim in said for other in _changed(claim, fact, scene)]
        changed = [(claim, other) for claim, other in changed if not other.holds(scene)]
        if changed:
            break
    (claim, other), wording = chance.pick(changed), chance.random()
    return FalseCaption(_worded(other, language, wording), _worded(claim, language, wording), fact)


def _changed(claim: Claim, fact: str, scene: Scene) -> Iterator[Claim]:
    """Yield claims with this fact changed."""
    if fact == "weather" and claim.weather:
        yield from (replace(claim, weather=other) for other in WEATHER if other != claim.weather)
    elif fact == "relation" and claim.relation in OPPOSITE:
        yield replace(claim, relation=OPPOSITE[claim.relation])
    elif fact == "relation" and claim.relation:
        first, second, third = claim.things
        yield replace(claim, things=(second, first, third))
    for at, one in enumerate(claim.things):
        for other in _others(one, fact, scene):
            things = (*claim.things[:at], other, *claim.things[at + 1 :])
            named_once = len({replace(thing, count=0) for thing in things}) == len(things)
            if named_once and (fact != "count" or not claim.relation):
                yield replace(claim, things=things)


def _others(one: Description, fact: str, scene: Scene) -> list[Description]:
    """Return descriptions that differ in this fact, those with colours and kinds of the scene thrice."""
    if fact == "count":
        return [replace(one, count=count) for count in range(2, 6) if abs(count - one.count) == 1]
    if fact == "size" and one.size:
        return [replace(one, size=size) for size in SIZES if size != one.size]
    if fact == "colour" and one.colour:
        colours = [*COLOURS, *[placed.colour for placed in scene.objects] * 3]
        return [replace(one, colour=colour) for colour in colours if colour != one.colour]
    if fact == "thing":
        things = [*LARGE, *[placed.thing for placed in scene.objects] * 3]
        return [replace(one, thing=thing) for thing in things if thing != one.thing]
    return []


def _worded(claim: Claim, language: Language, wording: float) -> str:
    """Return the claim in words; `wording`, from 0 to 1, picks among the templates."""
    kind = claim.relation or ("list" if claim.things else "weather")
    bank = phrases("pictures", language)[f"{kind} {claim.weather}".strip()]
    return capitalised(fill(bank[int(wording * len(bank))], **slots(claim.things, language)).text)


def slots(things: tuple[Description, ...], language: Language) -> dict[str, str]:
    """Return what the templates of the phrase bank can need of these things."""
    groups = [_counted(one, language) for one in things]
    found = {"groups": _joined(groups, language), "is": "is" if things and things[0].count == 1 else "are"}
    if things:
        found |= {"one": _named(things[0], language), "many": _named(things[0], language, plural=True)}
        found["measure"] = thing_words(things[0].thing, language)[1]
    for letter, one in zip("abc", things, strict=False):
        found[letter] = _counted(replace(one, count=1), language)
        found[f"the_{letter}"] = f"the {_named(one, language)}" if language == "en" else _named(one, language)
    return found


def _joined(groups: list[str], language: Language) -> str:
    comma, last = (", ", " and ") if language == "en" else ("、", "和")
    return last.join([comma.join(groups[:-1]), groups[-1]] if groups[1:] else groups)


def _counted(one: Description, language: Language) -> str:
    """Two red balls, 两个红色的皮球; a red ball, 一个红色的皮球."""
    if language == "zh":
        return f"{word(str(one.count), language)}{thing_words(one.thing, language)[1]}{_named(one, language)}"
    if one.count == 1:
        return with_article(_named(one, language))
    return f"{word(str(one.count), language)} {_named(one, language, plural=True)}"


def _named(one: Description, language: Language, plural: bool = False) -> str:
    """Small red ball, 红色的小皮球."""
    noun, other = thing_words(one.thing, language)
    size, colour = (key and word(key, language) for key in (one.size, one.colour))
    if language == "zh":
        return f"{colour}的{size}{noun}" if colour else f"{size}{noun}"
    return " ".join(part for part in (size, colour, other if plural else noun) if part)


def thing_words(thing: str, language: Language) -> tuple[str, str]:
    """Return the singular and the plural, or the noun and its measure word."""
    first, second = _dictionary("things", language)[thing].split(", ")
    return first, second


def word(key: str, language: Language) -> str:
    """Return a word of the scenes (red, small, 2, top left) in a language."""
    return _dictionary("words", language)[key]


@cache
def _dictionary(section: str, language: Language) -> dict[str, str]:
    pairs = (line.split(" = ", 1) for line in phrases("pictures", language)[section])
    return dict(pairs)
