"""Does a spam filter err more often for some people? A bias planted, found, taken out.

In the town a letter's class has nothing to do with whom it is for. The planted bias: of
the *honest* letters to people with names from China and Japan, only some get into the
training set. A filter then learns from the name.
Repairs: names masked; or examples drawn so that group and label are independent again.
Sources: Hardt, Price and Srebro (2016), https://arxiv.org/abs/1610.02413, for error rates
by group; Kamiran and Calders (2012), https://doi.org/10.1007/s10115-011-0463-8, for
sampling. Tested by tests/applications/trust/test_fairness.py.
Left out: groups that names do not show; several groups at once.
"""

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.letters import letter
from course_lib.corpora.town.people import Town

EAST = ("china", "japan")
GROUPS = ("east", "elsewhere")


@dataclass(frozen=True)
class Post:
    """A letter, its class, and the group of the person whom it is for."""

    text: str
    label: str
    group: str


def post(n: int, seed: int = 0) -> list[Post]:
    """Return n letters of the town to people with a name.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be at least 1, got {n}.")
    town, made, i = Town(), list[Post](), 0
    origin = {person.full.en: person.origin for person in town.people}
    origin |= {person.name.en: person.origin for person in town.people}
    while len(made) < n:
        one = letter(town, "en", Chance("post", seed, i))
        i += 1
        if one.recipient.en in origin and names_in(one.text, [one.recipient.en]):
            group = GROUPS[origin[one.recipient.en] not in EAST]
            made.append(Post(one.text, one.label, group))
    return made


def names_in(text: str, names: Sequence[str]) -> bool:
    """Say whether a text holds the first of the words of one of the names."""
    return any(re.search(rf"\b{re.escape(name.split()[0])}\b", text) for name in names)


def with_planted_bias(letters: Sequence[Post], strength: float, seed: int = 0) -> list[Post]:
    """Return the letters without a share, `strength`, of the honest ones to the east.

    Raises:
        ValueError: if the strength is not from 0 to 1.
    """
    if not 0 <= strength <= 1:
        raise ValueError(f"strength must be from 0 to 1, got {strength}.")
    chance = Chance("planted post", seed)
    return [one for one in letters if not (one.group == "east" and one.label == "ham" and chance.happens(strength))]


def masked(letters: Sequence[Post]) -> list[Post]:
    """Return the letters with NAME for each given name and surname of the town."""
    people = Town().people
    names = {p.name.en for p in people} | {p.surname.en for p in people}
    pattern = re.compile(rf"\b(?:{'|'.join(sorted(names, key=len, reverse=True))})\b")
    return [replace(one, text=pattern.sub("NAME", one.text)) for one in letters]


def balanced(letters: Sequence[Post], seed: int = 0) -> list[Post]:
    """Return as many letters, drawn so that group and label are independent.

    Of each cell of group and label there are as many as the two shares say; where a cell
    has too few, its letters come several times.

    Raises:
        ValueError: if a group has no letter of some label.
    """
    cells: dict[tuple[str, str], list[Post]] = {}
    for one in letters:
        cells.setdefault((one.group, one.label), []).append(one)
    groups = Counter(one.group for one in letters)
    labels = Counter(one.label for one in letters)
    chance, drawn = Chance("balanced post", seed), list[Post]()
    for group, label in ((g, x) for g in groups for x in labels):
        here = cells.get((group, label), [])
        if not here:
            raise ValueError(f"each group must have {label}, {group} has 0.")
        wanted = round(groups[group] * labels[label] / len(letters))
        whole, rest = divmod(wanted, len(here))
        drawn += [*here * whole, *chance.some(here, rest)]
    return chance.shuffled(drawn)


def false_alarms(
    predict: Callable[[list[str]], list[str]],
    letters: Sequence[Post],
) -> dict[str, float]:
    """Return for each group the share of its honest letters that are taken for spam.

    Raises:
        ValueError: if a group has no honest letter.
    """
    shares = {}
    for group in GROUPS:
        texts = [one.text for one in letters if one.group == group and one.label == "ham"]
        if not texts:
            raise ValueError(f"each group must have an honest letter, {group} has 0.")
        shares[group] = sum(guess == "spam" for guess in predict(texts)) / len(texts)
    return shares
