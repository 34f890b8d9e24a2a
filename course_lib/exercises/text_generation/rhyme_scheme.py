"""Name a rhyme scheme: aabb, abab …"""

from itertools import pairwise

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text_generation.rhyme_scheme",
    title="Name the rhyme scheme",
    chapter="18",
    level=2,
    minutes=10,
    hints=[
        "Go through the sounds. What letter does one get that was there before? And one that is new?",
        "Keep a dictionary from sounds to letters; a new sound gets the next letter of the alphabet.",
        'letters = {}; for each sound: letters.setdefault(sound, "abcdefgh"[len(letters)]); join them.',
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    sounds = ["own", "ight", "ay", "ane", "ee", "air"]
    a, b, c, d = (sounds[i] for i in torch.randperm(6, generator=rng).tolist()[:4])
    return [
        {"sounds": [a, a, b, b]},
        {"sounds": [b, a, b, a]},
        {"sounds": [a, b, c, b, d, a]},
        {"sounds": [c, d, d, c, a, c]},
    ]


@exercise.solution
def my_rhyme_scheme(sounds: list[str]) -> str:
    """Return the rhyme scheme of lines that end in these sounds.

    The first sound is a, each new one the next letter; equal sounds share one.
    """
    letters: dict[str, str] = {}
    for sound in sounds:
        if sound not in letters:
            letters[sound] = "abcdefgh"[len(letters)]
    return "".join(letters[sound] for sound in sounds)


@exercise.also_right
def by_order(sounds: list[str]) -> str:
    different = list(dict.fromkeys(sounds))
    return "".join(chr(ord("a") + different.index(sound)) for sound in sounds)


@exercise.also_right
def by_first_place(sounds: list[str]) -> str:
    firsts = sorted({sounds.index(sound) for sound in sounds})
    return "".join("abcdefgh"[firsts.index(sounds.index(sound))] for sound in sounds)


@exercise.mistake("Letters go by the alphabetical order of the sounds; they go by which comes first in the poem.")
def alphabetical(sounds: list[str]) -> str:
    different = sorted(set(sounds), reverse=sorted(sounds)[0] == sounds[0])
    return "".join("abcdefgh"[different.index(sound)] for sound in sounds)


@exercise.mistake("Only neighbours are compared: a sound that comes back later gets a new letter.")
def neighbours(sounds: list[str]) -> str:
    found, at = "a", 0
    for one, other in pairwise(sounds):
        at += one != other
        found += "abcdefgh"[at]
    return found


@exercise.mistake("The letters are by place, so that a letter is left out: number the different sounds, not the lines.")
def by_place(sounds: list[str]) -> str:
    return "".join("abcdefgh"[sounds.index(sound)] for sound in sounds)


@exercise.mistake("Each line is compared with the first one alone: all others become b.")
def first_only(sounds: list[str]) -> str:
    return "".join("a" if sound == sounds[0] else "b" for sound in sounds)


@exercise.mistake("The letters are capitals; a scheme is written in small ones.")
def capitals(sounds: list[str]) -> str:
    return my_rhyme_scheme(sounds).upper()


@exercise.mistake("Each letter is there once: this names the different sounds, not the lines.")
def once_each(sounds: list[str]) -> str:
    return "".join(dict.fromkeys(my_rhyme_scheme(sounds)))


@exercise.mistake("A list of letters is returned; a scheme is one string: join them.")
def a_list(sounds: list[str]) -> list[str]:
    return list(my_rhyme_scheme(sounds))
