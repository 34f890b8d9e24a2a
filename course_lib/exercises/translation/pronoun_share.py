"""How often a translation has the right pronoun."""

import re

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "translation.pronoun_share",
    title="Pronoun accuracy",
    chapter="19",
    level=2,
    minutes=10,
    hints=[
        "What is the first pronoun of each translation? And what if there is none?",
        "Split into words, without marks and in lower case; the first one of he, she, it counts. None is wrong.",
        'Words: `re.findall(r"[a-z]+", text.lower())`; the first in {"he", "she", "it"}, or None; compare, count, '
        "divide by the number of translations.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    texts = [
        ("She is in the garden.", "she"),
        ("The man is in the house.", "he"),
        ("He likes it.", "he"),
        ("On Monday he saw the film.", "she"),
        ("Is it here?", "it"),
        ("Here it is, she said.", "she"),
        ("There he sat.", "he"),
    ]
    order = torch.randperm(len(texts), generator=rng).tolist()
    cases = [texts, [texts[i] for i in order[:5]], texts[:2], texts[2:4], texts[4:]]
    return [{"translations": [a for a, _ in one], "wanted": [b for _, b in one]} for one in cases]


@exercise.solution
def my_pronoun_share(translations: list[str], wanted: list[str]) -> float:
    """Return the share of translations whose first he, she or it is the wanted one.

    A translation without any of them is wrong.
    """
    right = 0
    for text, pronoun in zip(translations, wanted, strict=True):
        words = re.findall(r"[a-z]+", text.lower())
        found = [word for word in words if word in ("he", "she", "it")]
        right += found[:1] == [pronoun]
    return right / len(translations)


@exercise.also_right
def by_search(translations: list[str], wanted: list[str]) -> float:
    matches = [re.search(r"\b(she|he|it)\b", text, re.IGNORECASE) for text in translations]
    pairs = zip(matches, wanted, strict=True)
    return sum(match is not None and match[1].lower() == one for match, one in pairs) / len(wanted)


@exercise.also_right
def by_splitting(translations: list[str], wanted: list[str]) -> float:
    def first(text: str) -> str | None:
        words = [word.strip(".,?!").lower() for word in text.split()]
        return next((word for word in words if word in {"he", "she", "it"}), None)

    return sum(first(text) == one for text, one in zip(translations, wanted, strict=True)) / len(wanted)


@exercise.mistake("Upper and lower case differ: She at the beginning of a sentence is not found.")
def case_matters(translations: list[str], wanted: list[str]) -> float:
    first = [next((w for w in re.findall(r"[A-Za-z]+", t) if w in ("he", "she", "it")), None) for t in translations]
    return sum(a == b for a, b in zip(first, wanted, strict=True)) / len(wanted)


@exercise.mistake('Letters within other words count: "the" and "there" hold "he". Compare whole words.')
def within_words(translations: list[str], wanted: list[str]) -> float:
    first = [re.findall("she|he|it", text.lower())[:1] for text in translations]
    return sum(a == [b] for a, b in zip(first, wanted, strict=True)) / len(wanted)


@exercise.mistake("The wanted pronoun may stand anywhere; the first one decides.")
def anywhere(translations: list[str], wanted: list[str]) -> float:
    pairs = zip(translations, wanted, strict=True)
    return sum(one in re.findall(r"[a-z]+", text.lower()) for text, one in pairs) / len(wanted)


@exercise.mistake("Translations without a pronoun are left out of the count; they are wrong.")
def left_out(translations: list[str], wanted: list[str]) -> float:
    found = [re.findall(r"\b(?:she|he|it)\b", text.lower())[:1] for text in translations]
    kept = [(a[0], b) for a, b in zip(found, wanted, strict=True) if a]
    return sum(a == b for a, b in kept) / len(kept)


@exercise.mistake("Only the very first word is looked at; the pronoun may stand later.")
def first_word(translations: list[str], wanted: list[str]) -> float:
    pairs = zip(translations, wanted, strict=True)
    return sum(text.split()[0].lower() == one for text, one in pairs) / len(wanted)


@exercise.mistake("This is a number of right ones, not a share: divide by how many there are.")
def number(translations: list[str], wanted: list[str]) -> float:
    return my_pronoun_share(translations, wanted) * len(wanted)


@exercise.mistake("The last pronoun decides here; the first one must.")
def last(translations: list[str], wanted: list[str]) -> float:
    found = [re.findall(r"\b(?:she|he|it)\b", text.lower())[-1:] for text in translations]
    return sum(a == [b] for a, b in zip(found, wanted, strict=True)) / len(wanted)


@exercise.property("A share lies between 0 and 1.")
def is_share(value: float, case: Case) -> bool:
    return 0 <= value <= 1
