"""Tests for word vectors, right by construction: analogies, and pairs of words graded by a taxonomy of the town.

Source of the form: Mikolov et al. (2013), https://arxiv.org/abs/1301.3781, for the analogies, WordSim-353 for the
graded pairs. In English every word is one token, so goods such as "toy train" are left out. In Chinese a word stands
as in the tables (跳舞, 书店老板), and a segmenter may cut some of them in two: skip what is not in the vocabulary.
Made hard on purpose: most sections are about meaning and what is done in the town, many words on the right stand
close to each other (shops, workplaces, measure words), and three of the five scores lie between the same and unrelated.
Left out: words with two places in the taxonomy (orange, painting).
"""

from collections.abc import Iterator
from functools import cache
from itertools import combinations, permutations

from course_lib.corpora.records import Analogy, ScoredPair
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.lexicon import FOODS, JOBS, THINGS, Language
from course_lib.corpora.town.phrases import phrases

PAIRS_OF_A_SECTION = 20
PAIRS_OF_A_SCORE = 90
Pair = tuple[str, str]


@cache
def analogies(language: Language) -> tuple[Analogy, ...]:
    """Return all pairs of pairs of every section, `baker bakery, doctor clinic`.

    A pair of pairs in which a word would stand twice is left out: by custom a word of the question is no answer.
    """
    found = []
    for section, pairs in sections(language).items():
        for (a, b), (c, d) in permutations(pairs, 2):
            if len({a, b, c, d}) == 4:
                found.append(Analogy(a, b, c, d, section))
    return tuple(found)


@cache
def sections(language: Language) -> dict[str, tuple[Pair, ...]]:
    """Return the pairs of words of each section, at most 20."""
    lines = {name: lines for name, lines in phrases("word_sets", language).items() if name != "taxonomy"}
    pairs = _from_the_tables(language) | {name: [_pair(line) for line in rows] for name, rows in lines.items()}
    return {
        name: tuple(Chance("word sets", language, name).some(kept, min(PAIRS_OF_A_SECTION, len(kept))))
        for name, kept in pairs.items()
    }


def _pair(line: str) -> Pair:
    first, second = line.split()
    return first, second


def _from_the_tables(language: Language) -> dict[str, list[Pair]]:
    goods = (*THINGS, *FOODS)
    pairs = {
        "job and workplace": [(job.name[language], job.workplace.name[language]) for job in JOBS],
        "thing and shop": [(good.name[language], good.shop.name[language]) for good in goods],
    }
    if language == "en":
        pairs["singular and plural"] = [(good.name.en, good.plural) for good in goods if good.name.en != good.plural]
    else:
        pairs["noun and measure word"] = [(good.name.zh, good.measure) for good in THINGS]
    return {name: _spread([pair for pair in kept if " " not in "".join(pair)]) for name, kept in pairs.items()}


def _spread(pairs: list[Pair]) -> list[Pair]:
    """Return at most four pairs for each word that many of them share, as for a shop or a measure word."""
    counts: dict[str, int] = {}
    kept = []
    for pair in dict.fromkeys(pairs):
        for word in pair:
            counts[word] = counts.get(word, 0) + 1
        if max(counts[word] for word in pair) <= 4:
            kept.append(pair)
    return kept


@cache
def taxonomy(language: Language) -> dict[str, tuple[str, str, str, str]]:
    """Return each word's kind, class, fine class and meaning, which words that mean the same share."""
    places: dict[str, tuple[str, str, str, str]] = {}
    for line in phrases("word_sets", language)["taxonomy"]:
        path, words = line.split(": ")
        kind, group, fine = path.split(" > ")
        for meaning in words.split():
            places |= dict.fromkeys(meaning.split("="), (kind, group, fine, meaning))
    return places


def score(first: str, second: str, language: Language) -> int:
    """Return 4 for two words for the same, 3 for the same fine class, 2 for the same class, 1 for the same kind, or 0.

    Raises:
        ValueError: if the taxonomy does not have one of the words.
    """
    places = taxonomy(language)
    for word in (first, second):
        if word not in places:
            raise ValueError(f"the taxonomy of {language!r} has {len(places)} words, but not {word!r}.")
    same = 0
    while same < 4 and places[first][same] == places[second][same]:
        same += 1
    return same


@cache
def similarities(language: Language) -> tuple[ScoredPair, ...]:
    """Return pairs of words with scores from 0 (unrelated) to 4 (the same), as many of each score as there are, or 90.

    No word stands in more than three pairs of the same score, and no pair twice.
    """
    chance = Chance("similarities", language)
    by_score: dict[int, list[Pair]] = {}
    for first, second in combinations(taxonomy(language), 2):
        by_score.setdefault(score(first, second, language), []).append((first, second))
    chosen = [
        ScoredPair(*(pair if chance.happens(0.5) else pair[::-1]), float(level))
        for level in sorted(by_score)
        for pair in _rarely_repeated(chance.shuffled(by_score[level]))
    ]
    return tuple(chance.shuffled(chosen))


def _rarely_repeated(pairs: list[Pair]) -> Iterator[Pair]:
    """Yield at most 90 pairs, with no word in more than three."""
    counts: dict[str, int] = {}
    left = PAIRS_OF_A_SCORE
    for pair in pairs:
        if left and max(counts.get(word, 0) for word in pair) < 3:
            left -= 1
            for word in pair:
                counts[word] = counts.get(word, 0) + 1
            yield pair
