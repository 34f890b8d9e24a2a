"""Questions about a picture, and their answers, which are few: they can be the classes of a classifier."""

from dataclasses import dataclass
from typing import NamedTuple

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.picture_captions import (
    OPPOSITE,
    Description,
    claims,
    slots,
    thing_words,
    unique,
    word,
)
from course_lib.corpora.town.genres.picture_shapes import LARGE
from course_lib.corpora.town.genres.pictures import Scene
from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.phrases import capitalised, fill, phrases

_SPOTS = {
    (0, 0): "top left",
    (0, 1): "top",
    (1, 0): "left side",
    (1, 1): "middle",
    (1, 2): "right side",
    (2, 0): "bottom left",
    (2, 1): "bottom",
    (2, 2): "bottom right",
}


@dataclass(frozen=True, slots=True)
class PictureQuestion:
    """A question about a picture, with its answer in one to three words."""

    question: str
    answer: str
    kind: str  # how many, colour, where, side, there, weather


def questions(scene: Scene, language: Language, chance: Chance) -> tuple[PictureQuestion, ...]:
    """Return up to six questions, at most one of each kind."""
    asked = [_how_many(scene, chance), _is_there(scene, chance), _Asked("weather", answer=scene.weather)]
    one = chance.pick(scene.objects)
    for kind, answer in (("colour", one.colour), ("where", _SPOTS[one.row, one.column])):
        if what := unique(scene, one, chance, colour=kind != "colour"):
            asked.append(_Asked(kind, (what,), answer))
    sides = [claim for claim in claims(scene, chance) if claim.relation in OPPOSITE]
    asked += (_Asked("side", claim.things, claim.relation) for claim in sides)
    return tuple(one.worded(language, chance) for one in chance.shuffled(asked))


class _Asked(NamedTuple):
    kind: str
    things: tuple[Description, ...] = ()
    answer: str = ""

    def worded(self, language: Language, chance: Chance) -> PictureQuestion:
        template = chance.pick(phrases("pictures", language)[f"ask {self.kind}"])
        answer = word(self.answer, language)
        if self.kind == "how many" and language == "zh" and self.answer != "0":
            answer += thing_words(self.things[0].thing, language)[1]
        question = fill(template, **slots(self.things, language)).text
        return PictureQuestion(capitalised(question), answer, self.kind)


def _how_many(scene: Scene, chance: Chance) -> _Asked:
    """Ask for things of a kind, of a colour or of both; in some cases there are none."""
    thing, colour = chance.pick(scene.objects).thing, chance.pick(scene.objects).colour
    what = Description(0, *chance.pick([(thing, ""), ("thing", colour), (thing, colour), ("thing", "")]))
    return _Asked("how many", (what,), str(len(what.found(scene))))


def _is_there(scene: Scene, chance: Chance) -> _Asked:
    """Ask for a colour and a kind; where the answer is no, both are in the scene if that can be."""
    wanted = chance.happens(0.5)
    mixed = [(one.thing, other.colour) for one in scene.objects for other in scene.objects]
    others = [(thing, one.colour) for one in scene.objects for thing in LARGE]
    for pairs in (mixed, others):
        fitting = [pair for pair in pairs if bool(Description(0, *pair).found(scene)) == wanted]
        if fitting:
            break
    return _Asked("there", (Description(1, *chance.pick(fitting)),), "yes" if wanted else "no")
