"""A splitter of words by one regular expression."""

import re

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "text.split_words",
    title="A word splitter",
    chapter="01",
    level=2,
    minutes=15,
    hints=[
        "Write three patterns first: one for numbers, one for words, one for a mark. Then join them with `|`, and call "
        "`re.findall`, which returns the matches from left to right.",
        "Alternatives are tried in their order, so numbers come first. A number is digits, then perhaps a point or "
        "comma and more digits, any number of times; `(?:…)*` repeats a group without capturing it.",
        r"Join `\d+(?:[.,]\d+)*`, `\w+(?:['’]\w+)*` and `[^\w\s]`, in this order.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    price = f"{int(torch.randint(1, 9, (1,), generator=rng))}.50"
    return [
        {"text": "The cat sat, then slept."},
        {"text": "Don't wait: it’s Ann's café."},
        {"text": f"Only {price} for 1,234 naïve cats"},
        {"text": "Really?! Well..."},
        {"text": "  two  spaces \n and a line"},
        {"text": "No"},
    ]


@exercise.solution
def my_words(text: str) -> list[str]:
    """Cut a text into words, numbers and marks.

    A word may have an apostrophe inside (don't), a number points and commas (1,234.50).
    Every other mark stands alone; white space is dropped.
    """
    return re.findall(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*|[^\w\s]", text)


@exercise.also_right
def with_finditer(text: str) -> list[str]:
    pattern = re.compile(r"[0-9]+([.,][0-9]+)*|\w+(['’]\w+)*|\S")
    return [match.group() for match in pattern.finditer(text)]


@exercise.also_right
def by_hand(text: str) -> list[str]:
    tokens = [""]
    for before, one, after in zip(" " + text, text, text[1:] + " ", strict=False):
        inside = (one in "'’" and before.isalpha() and after.isalpha()) or (
            one in ".," and before.isdigit() and after.isdigit()
        )
        if one.isalnum() or inside:
            tokens[-1] += one
        else:
            tokens += ["" if one.isspace() else one, ""]
    return [token for token in tokens if token]


@exercise.mistake("This cuts at white space only: the marks cling to the words ('sat,').")
def at_white_space(text: str) -> list[str]:
    return text.split()


@exercise.mistake("The marks are lost; every one must be a token of its own.")
def marks_lost(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*", text)


@exercise.mistake("[A-Za-z] knows no accents: 'café' falls apart. Use \\w, which knows the letters of all languages.")
def ascii_letters(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|[A-Za-z]+(?:['’][A-Za-z]+)*|[^A-Za-z0-9\s]", text)


@exercise.mistake("Marks that follow each other became one token ('?!'): drop the + after the class of marks.")
def marks_together(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*|[^\w\s]+", text)


@exercise.mistake("An apostrophe inside a word cuts it: don't must stay one word.")
def apostrophes_cut(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|\w+|[^\w\s]", text)


@exercise.mistake("Only the straight apostrophe ' joins; the typographic one ’ cuts the word.")
def straight_only(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|\w+(?:'\w+)*|[^\w\s]", text)


@exercise.mistake("Numbers are cut at their points and commas: put the pattern for numbers first, since \\w+ would "
                  "match the digits before it is tried.")  # fmt: skip
def numbers_cut(text: str) -> list[str]:
    return re.findall(r"\w+(?:['’]\w+)*|\d+(?:[.,]\d+)*|[^\w\s]", text)


@exercise.mistake("White space is returned as tokens: drop it.")
def spaces_kept(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*|[^\w]", text)


@exercise.mistake("The text was lower-cased; a splitter changes no letter.")
def lowered(text: str) -> list[str]:
    return re.findall(r"\d+(?:[.,]\d+)*|\w+(?:['’]\w+)*|[^\w\s]", text.lower())


@exercise.property("Joined, the tokens must be the text without its white space: nothing is lost, added or changed.")
def nothing_lost(tokens: list[str], case: Case) -> bool:
    return "".join(tokens) == "".join(case["text"].split())
