"""Metre and rhyme, exactly, for the words of the town's poems.

English: the lexicon at the end of `phrases/poems.en.txt` knows each word's syllables, where its main stress falls and,
as spoken in Britain, which words it rhymes with. Chinese: one character is one syllable, and its rhyme is the one of
modern Mandarin (fourteen classes, tones left out).
Left out: the stress of words of one syllable, which verse may use either way (except "a", "an" and "the").
"""

import re
from functools import cache

from course_lib.corpora.town.lexicon import Language
from course_lib.corpora.town.phrases import phrases

WORD = re.compile(r"[A-Za-z]+(?:'[a-z]+)?")
HAN = re.compile(r"[\u4e00-\u9fff]")


@cache
def _stresses() -> dict[str, str]:
    """Each English word to a digit a syllable: 1 is the main stress, 0 another; "weak" for a word never stressed."""
    sections = {name: lines for name, lines in phrases("poems", "en").items() if name.startswith("words ")}
    patterns = {name: name.split()[1].replace("names", "10") for name in sections}
    return {word.lower(): patterns[name] for name in sections for word in " ".join(sections[name]).split()}


@cache
def _rhymes(language: Language) -> dict[str, frozenset[str]]:
    """Each word or character to the names of its rhyme classes."""
    bank = phrases("poems", language)
    if language == "en":
        classes = {line.split()[0]: line.split() for line in bank["rhymes"]}
    else:
        classes = {name: list("".join(lines)) for name, lines in bank.items() if name.startswith("rhyme ")}
    found: dict[str, set[str]] = {}
    for name, words in classes.items():
        for word in words:
            found.setdefault(word, set()).add(name)
    return {word: frozenset(names) for word, names in found.items()}


@cache
def _stress(word: str) -> str:
    base = word.lower()
    stress = _stresses().get(base) or _stresses().get(base.removesuffix("'s"))
    if stress is None:
        raise ValueError(f"{word!r} is not in the lexicon of the poems; it has {len(_stresses())} words.")
    return stress


def syllables(line: str) -> int:
    """Return how many syllables an English line has.

    Raises:
        ValueError: if a word is not in the lexicon of the poems; the message names it.

    >>> syllables("and nobody can think of rain")
    8
    """
    return sum(1 if (stress := _stress(word)) == "weak" else len(stress) for word in WORD.findall(line))


def off_beat(line: str) -> tuple[str, ...]:
    """Return the words of an English line that break "weak, strong, weak, strong": their main stress falls on a weak.

    >>> off_beat("The river wears a coat of light"), off_beat("River, wear the coat of light")
    ((), ('River', 'the'))
    """
    wrong = []
    place = 0
    for word in WORD.findall(line):
        stress = _stress(word)
        strong_at = 0 if len(stress) == 1 or stress == "weak" else stress.index("1")
        on_beat = (place + strong_at) % 2 == 1
        if (stress == "weak" and on_beat) or (stress not in ("1", "weak") and not on_beat):
            wrong.append(word)
        place += 1 if stress == "weak" else len(stress)
    return tuple(wrong)


@cache
def last(line: str, language: Language) -> str:
    """Return the word (in small letters) or the character that a line ends in.

    Raises:
        ValueError: if there is none.
    """
    found = (WORD if language == "en" else HAN).findall(line)
    if not found:
        raise ValueError(f"A line must have a word to rhyme with, got {line!r}.")
    return found[-1].lower()


@cache
def rhyme_classes(line: str, language: Language) -> frozenset[str]:
    """Return the names of the classes that the end of a line rhymes in: none for a word that rhymes with no other.

    Raises:
        ValueError: if the word, or the character, is not in the lexicon of the poems.
    """
    end = last(line, language)
    if language == "en":
        _stress(end)  # raises for an unknown word
    elif end not in _rhymes("zh"):
        raise ValueError(f"{end!r} is not in the lexicon of the poems; it has {len(_rhymes('zh'))} characters.")
    return _rhymes(language).get(end, frozenset())


def rhymes(a: str, b: str, language: Language) -> bool:
    """Return whether two words, or the ends of two lines, rhyme. A word does not rhyme with itself.

    Raises:
        ValueError: if one ends in a word that is not in the lexicon of the poems.

    >>> rhymes("along the quay", "a cup of tea", "en"), rhymes("小河日夜流", "雪人立街头", "zh")
    (True, True)
    """
    shared = rhyme_classes(a, language) & rhyme_classes(b, language)
    return bool(shared) and last(a, language) != last(b, language)
