"""Little plays for two: a title, a setting, speeches in turn, and a stage direction that closes.

In English only. The scene (what it is about), the mood (how it ends) and the number of speeches are known, and the
form can be checked exactly: who speaks has been brought on, and they speak in turn.
Difficulty: up to the last two speeches nothing tells the mood; the middle of a scene fits either end.
"""

import re
from dataclasses import dataclass
from itertools import pairwise

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.formality import GOODS, OUTSIDE
from course_lib.corpora.town.lexicon import HOBBIES, WEEKDAYS
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import capitalised, fill, phrases

SCENES = ("loss", "loan", "gift", "invitation", "contest")
SCRIPT_MOODS = ("happy", "sad")
SPEECHES = (4, 6, 8)
SPEECH = re.compile(r"([A-Z][A-Z'-]*): \S.*")


@dataclass(frozen=True, slots=True)
class Script:
    """A little play; `text` has a line for the title, the setting, each speech, and the end."""

    text: str
    scene: str
    mood: str
    speeches: int
    people: tuple[str, str]

    @property
    def combination(self) -> str:
        """What a compositional split holds out: the scene with how it ends, "loan|sad"."""
        return f"{self.scene}|{self.mood}"


def script(town: Town, chance: Chance) -> Script:
    """Return a little play.

    >>> script(Town(0), Chance(0, "scripts", 0)).people
    ('Rosa', 'Jianguo')
    """
    bank = phrases("scripts", "en")
    scene, mood, speeches = chance.pick(SCENES), chance.pick(SCRIPT_MOODS), chance.pick(SPEECHES)
    one, other = (person.name.en for person in chance.some(town.people, 2))
    thing, place = chance.pick(GOODS).name.en, chance.pick(OUTSIDE).at.en
    slots = {
        "a": one,
        "b": other,
        "thing": thing,
        "Thing": thing.title(),
        "at": place,
        "Capital": capitalised(place),
        "day": chance.pick(WEEKDAYS).en,
        "hobby": chance.pick(HOBBIES).name.en,
    }
    middle = (speeches - 4) // 2
    asked, replied = (chance.some(bank[f"{scene} {part}"], middle) for part in ("ask", "reply"))
    said = [chance.pick(bank[f"{scene} open"]), chance.pick(bank[f"{scene} answer"])]
    said += [line for pair in zip(asked, replied, strict=True) for line in pair]
    said += [chance.pick(bank[f"{scene} {mood} turn"]), chance.pick(bank[f"{scene} {mood} end"])]
    speakers = (one.upper(), other.upper())
    lines = [chance.pick(bank[f"{scene} title"]), chance.pick(bank["setting"])]
    lines += [f"{speakers[turn % 2]}: {line}" for turn, line in enumerate(said)]
    lines.append(chance.pick(bank[f"curtain {mood}"]))
    return Script("\n".join(fill(line, **slots).text for line in lines), scene, mood, speeches, (one, other))


def script_faults(text: str, town: Town) -> tuple[str, ...]:
    """Return one message for each way in which a text is no script of this form: none for one of this module.

    >>> script_faults("A Title\\nIn the park. Anna meets Ben.\\nANNA: Hello!\\nCurtain.", Town(0))
    ('1 speeches, not an even number of 2 or more',)
    """
    lines = text.split("\n")
    if len(lines) < 4:
        return (f"{len(lines)} lines, not a title, a setting, speeches and an end",)
    names = {person.name.en.upper() for person in town.people}
    present = [word for word in re.findall(r"[\w'-]+", lines[1].upper()) if word in names]
    found = []
    speakers = []
    for number, line in enumerate(lines[2:-1], 1):
        speech = SPEECH.fullmatch(line)
        if speech is None:
            found.append(f"line {number + 2} is no speech")
            continue
        speakers.append(speech[1])
        if speech[1] not in present:
            found.append(f"speech {number}: {speech[1]} was not brought on")
    if SPEECH.fullmatch(lines[-1]):
        found.append("no end")
    if any(one == other for one, other in pairwise(speakers)):
        found.append("somebody speaks twice in a row")
    if len(speakers) % 2 or not speakers:
        found.append(f"{len(speakers)} speeches, not an even number of 2 or more")
    return tuple(found)
