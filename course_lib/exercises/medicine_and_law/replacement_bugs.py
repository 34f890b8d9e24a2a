"""Four bugs in a program that replaces names."""

import re
from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
import re


def my_replace(text, names, pool):
    """Put a word of the pool in the place of each name, the same one each time.

    names: the real names in this text; the first gets the first free word of the pool.
    What is written in capitals stays so: ANN becomes BO.
    """
    for name, new in zip(names, pool, strict=False):
        text = re.sub(name, new, text, count=1)
    return text
'''

exercise = FindTheBug(
    "medicine_and_law.replacement_bugs",
    title="Anna's note, badly cleaned",
    chapter="26",
    level=3,
    minutes=20,
    hints=[
        "Try it on: Ann saw Annabel. ANN met Bo. With the pool Bo, Lin. Four things go wrong.",
        "A name is a whole word; it comes more than once; it may stand in capitals; and a word of the pool may be "
        "somebody's name.",
        r"Take real names out of the pool first. Then replace `rf'\b{name}\b'` everywhere with `flags=re.IGNORECASE` "
        "and a function that returns `new.upper()` where the match is in capitals.",
    ],
    listing=LISTING,
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    pool = ["Bo", "Lin", *["Ada", "Kit", "Jo"][int(torch.randint(3, (1,), generator=rng)) :], "Ned", "Osk", "Rue"]
    return [
        {"text": "Ann saw Annabel. Later Ann left.", "names": ["Ann", "Annabel"], "pool": pool},
        {"text": "NAME: ANN. Ann met Bo, and Bo met her.", "names": ["Ann", "Bo"], "pool": pool},
        {"text": "Will Mann, MANN, and Lin; the manner of Mann.", "names": ["Mann", "Lin"], "pool": pool},
        {"text": "Eva. Eva's hand.", "names": ["Eva"], "pool": pool},
    ]


@exercise.solution
def my_replace(text: str, names: list[str], pool: list[str]) -> str:
    """Replace whole words, everywhere, capitals kept, by words that are nobody's name."""
    free = [one for one in pool if one not in names]
    for name, new in zip(names, free, strict=False):

        def write(match: re.Match[str], new: str = new) -> str:
            return new.upper() if match[0].isupper() else new

        text = re.sub(rf"\b{re.escape(name)}\b", write, text, flags=re.IGNORECASE)
    return text


@exercise.also_right
def in_one_pass(text: str, names: list[str], pool: list[str]) -> str:
    free = [one for one in pool if one not in names]
    table = dict(zip([one.lower() for one in names], free, strict=False))

    def write(match: re.Match[str]) -> str:
        new = table[match[0].lower()]
        return new.upper() if match[0] == match[0].upper() else new

    return re.sub(r"\b(" + "|".join(map(re.escape, names)) + r")\b", write, text, flags=re.I)


@exercise.also_right
def word_by_word(text: str, names: list[str], pool: list[str]) -> str:
    free = [one for one in pool if one not in names]
    table = dict(zip(names, free, strict=False))
    for name, new in list(table.items()):
        table[name.upper()] = new.upper()
    return "".join(table.get(one, one) for one in re.split(r"(\W+)", text))


def leaving_in(*bugs: str) -> Callable[[str, list[str], list[str]], str]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(text: str, names: list[str], pool: list[str]) -> str:
        free = pool if "pool" in bugs else [one for one in pool if one not in names]
        for name, new in zip(names, free, strict=False):

            def write(match: re.Match[str], new: str = new) -> str:
                return new.upper() if match[0].isupper() and "flat" not in bugs else new

            pattern = name if "inside" in bugs else rf"\b{name}\b"
            flags = re.RegexFlag(0) if "capitals" in bugs else re.IGNORECASE
            text = re.sub(pattern, write, text, count=1 if "once" in bugs else 0, flags=flags)
        return text

    return program


exercise.mistake(
    "All four bugs are still there: ask what happens to Annabel, to the second Ann, to ANN, and to a person called Bo."
)(leaving_in("inside", "once", "capitals", "pool"))
for bugs, message in {
    "inside": r"A name is replaced inside longer words too: Annabel, manner. Ask for whole words, `\b`.",
    "once": "Only the first mention of each name is replaced: leave `count` out.",
    "capitals": "Names in capitals are left standing: ANN is Ann.",
    "pool": "A surrogate is the name of somebody in the text: take real names out of the pool.",
    "flat": "ANN is found, but its capitals are lost: write the surrogate in capitals too.",
}.items():
    exercise.mistake(message)(leaving_in(bugs))


@exercise.property("None of the names may be left as a word.")
def none_left(value: str, case: Case) -> bool:
    words = {one.lower() for one in re.findall(r"\w+", value)}
    return not words & {one.lower() for one in case["names"]}
