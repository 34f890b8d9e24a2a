"""Three bugs in a program that tells the same of a person of the other sex."""

from collections.abc import Callable

import torch

from course_lib.exercises.exercise import Case
from course_lib.exercises.kinds import FindTheBug

LISTING = '''
def my_swap(words):
    """Tell the same of a person of the other sex; words are lower-cased.

    "her" is "his" before a noun and "him" without one; "his" is "her" or "hers".
    No noun follows where ".", ",", "and" or "or" does, or nothing.
    """
    table = {"she": "he", "her": "his", "hers": "his", "him": "her", "herself": "himself"}
    text = " ".join(words)
    for word, other in table.items():
        text = text.replace(word, other)
    return text.split()
'''

exercise = FindTheBug(
    "trust.swap_bugs",
    title="The same of somebody else",
    chapter="27",
    level=2,
    minutes=15,
    hints=[
        "Try `['he', 'left', '.']`, `['we', 'thanked', 'her', '.']` and `['the', 'shepherd', 'slept', '.']`.",
        "The table goes one way only; it knows no grammar; and `replace` looks inside of words and swaps again what "
        "it has swapped.",
        "Go through the words with the one that follows. Look each up in a table that goes both ways, except that "
        "`her` and `his` ask whether a noun follows.",
    ],
    listing=LISTING,
)
Words = list[str]
ALONE = {".", ",", "and", "or"}


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    noun = ("coat", "kettle", "lamp", "scarf")[int(torch.randint(4, (1,), generator=rng))]
    texts = [
        f"she took her {noun} and left .",
        f"he took his {noun} and left .",
        "we thanked her , and she smiled .",
        "we thanked him .",
        f"the {noun} is hers .",
        f"the {noun} is his .",
        "the shepherd bought himself a history of theatre .",
        "did you see her",
        "she hurt herself and he hurt himself .",
    ]
    return [{"words": text.split()} for text in texts]


@exercise.solution
def my_swap(words: list[str]) -> list[str]:
    """Tell the same of a person of the other sex; words are lower-cased."""
    table = {"she": "he", "he": "she", "herself": "himself", "himself": "herself", "hers": "his", "him": "her"}
    swapped = []
    for word, after in zip(words, [*words[1:], "."], strict=True):
        alone = after in {".", ",", "and", "or"}
        if word == "her":
            swapped.append("him" if alone else "his")
        elif word == "his":
            swapped.append("hers" if alone else "her")
        else:
            swapped.append(table.get(word, word))
    return swapped


@exercise.also_right
def by_keys(words: Words) -> Words:
    both = {"she": "he", "he": "she", "herself": "himself", "himself": "herself", "hers": "his", "him": "her"}
    before_noun, without = both | {"her": "his", "his": "her"}, both | {"her": "him", "his": "hers"}
    ends = [i + 1 == len(words) or words[i + 1] in ALONE for i in range(len(words))]
    return [(without if end else before_noun).get(word, word) for word, end in zip(words, ends, strict=True)]


@exercise.also_right
def from_the_end(words: Words) -> Words:
    swapped: Words = []
    table = {"she": "he", "he": "she", "herself": "himself", "himself": "herself", "hers": "his", "him": "her"}
    after = "."
    for word in reversed(words):
        pair = {"her": ("his", "him"), "his": ("her", "hers")}.get(word)
        swapped.insert(0, pair[after in ALONE] if pair else table.get(word, word))
        after = word
    return swapped


def leaving_in(*bugs: str) -> Callable[[Words], Words]:
    """Return the program with some of its bugs still in it, or mended in a wrong way."""

    def program(words: Words) -> Words:
        table = {"she": "he", "herself": "himself", "hers": "his", "him": "her"}
        if "one way" not in bugs:
            table |= {"he": "she", "himself": "herself"}
        swapped = []
        for i, word in enumerate(words):
            end = i + 1 == len(words)
            alone = (end and "end" not in bugs) or (not end and words[i + 1] in ALONE)
            if word == "her":
                new = "his" if "her" in bugs or not alone else "him"
            elif word == "his":
                new = ("his" if "one way" in bugs else "hers") if alone and "his" not in bugs else "her"
                new = "his" if "one way" in bugs else new
            elif "inside" in bugs and "he" in word and word not in table:
                new = word.replace("he", "she")
            else:
                new = table.get(word, word)
            swapped.append(new)
        if "him back" in bugs:
            swapped = ["him" if old == "him" else new for old, new in zip(words, swapped, strict=True)]
        return swapped

    return program


exercise.mistake("No bug is mended yet. Begin with ['he', 'left', '.'].")(
    lambda words: (
        " ".join(words)
        .replace("she", "he")
        .replace("her", "his")
        .replace("hers", "his")
        .replace("him", "her")
        .replace("herself", "himself")
        .split()
    )
)
for bugs, message in {
    ("her",): '"her" always becomes "his": after \'we thanked her .\' it must be him.',
    ("his",): '"his" always becomes "her": after \'the coat is his .\' it must be hers.',
    ("one way",): "The table goes one way only: he, his and himself stay as they are.",
    ("inside",): "A word inside of another is swapped: there is a he in shepherd. Compare whole words.",
    ("end",): "At the end of the list no noun follows either: 'did you see her' ends in a pronoun alone.",
    ("him back",): "him stays him: of a woman it is her.",
}.items():
    exercise.mistake(message)(leaving_in(*bugs))
