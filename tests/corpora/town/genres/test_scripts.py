"""Little plays: the form, the control over them, and faults found."""

import hashlib
import re
from collections import Counter
from functools import cache

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.scripts import SCENES, SCRIPT_MOODS, SPEECHES, script, script_faults
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

PINNED = "a88f01205fbbb3cb"  # a deliberate change of the texts needs this line only


@cache
def made(n=600):
    return tuple(script(Town(0), Chance("scripts", i)) for i in range(n))


def test_the_same_seed_writes_the_same_on_every_machine():
    text = "\n\n".join(one.text for one in made()[:20])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == PINNED


def test_none_has_a_fault_and_all_are_as_they_say():
    for one in made():
        assert script_faults(one.text, Town(0)) == ()
        assert one.text.count("\n") == one.speeches + 2
        assert all(name.upper() + ": " in one.text for name in one.people)
        assert not re.search(r"[{}]|  |\b[Aa] [aeiou]\w", one.text), one.text


def test_all_scenes_moods_and_lengths_come():
    assert {one.scene for one in made()} == set(SCENES)
    assert {one.mood for one in made()} == set(SCRIPT_MOODS)
    assert Counter(one.speeches for one in made()).keys() == set(SPEECHES)


def test_no_line_tells_the_mood_before_the_end():
    bank = phrases("scripts", "en")
    for scene in SCENES:
        for part in ("title", "open", "answer", "ask", "reply", "happy turn", "happy end", "sad turn", "sad end"):
            lines = bank[f"{scene} {part}"]
            assert len(set(lines)) == len(lines) >= 3
        assert not set(bank[f"{scene} happy end"]) & set(bank[f"{scene} sad end"])


def test_faults_are_named():
    lines = made()[0].text.split("\n")
    stranger = re.sub(r"^[A-Z'-]+:", "NOBODY:", lines[2])
    assert "was not brought on" in script_faults("\n".join([*lines[:2], stranger, *lines[3:]]), Town(0))[0]
    assert "somebody speaks twice in a row" in script_faults("\n".join([*lines[:3], lines[2], *lines[3:]]), Town(0))
    assert script_faults("One line", Town(0)) == ("1 lines, not a title, a setting, speeches and an end",)
    assert "no end" in script_faults("\n".join(lines[:-1]), Town(0))
    assert any("is no speech" in one for one in script_faults("\n".join([*lines[:2], "Hm", *lines[2:]]), Town(0)))
