"""Fair to two groups? A dialect is planted whose essays are as good by the rubric; a scorer's errors are compared.

The hill villages of the town say "wee" for small and "bairns" for children. The rubric counts this as right. A checker
that never read such essays takes the words for mistakes, and a teacher who dislikes them takes points off: the first is
a bias of the measure, the second one of the labels, and they need different cures.
Source of the two measures, residuals by group and agreement by group: Williamson, Xi and Breyer (2012),
https://doi.org/10.1111/j.1745-3992.2011.00223.x.
Tested by tests/applications/education/test_fairness.py.
Left out: groups that are not known, and belonging to several at once.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from statistics import fmean, pstdev

from course_lib.applications.education.collection import mended
from course_lib.applications.education.features import features
from course_lib.applications.education.wording import Wording
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.essays import Essay
from course_lib.metrics.agreement import quadratic_weighted_kappa

DIALECT = {
    **{"small": "wee", "little": "wee", "children": "bairns", "child": "bairn", "know": "ken", "knows": "kens"},
    **{"remember": "mind", "church": "kirk", "very": "gey", "everybody": "awbody", "nobody": "naebody"},
    **{"everything": "awthing", "old": "auld", "cold": "cauld", "home": "hame", "good": "guid", "mother": "mither"},
    **{"father": "faither", "brother": "brither", "own": "ain", "always": "aye", "more": "mair", "no": "nae"},
    **{"so": "sae", "who": "wha", "long": "lang", "work": "wark", "any": "ony", "many": "mony", "from": "frae"},
    **{"with": "wi", "give": "gie", "gives": "gies", "gave": "gied", "have": "hae", "take": "tak", "make": "mak"},
}
BACK = {dialect: standard for standard, dialect in reversed(DIALECT.items())}
WORD = re.compile(r"(?<![A-Za-z'])[a-z]+(?![A-Za-z'])")
LOWEST = 4


@dataclass(frozen=True)
class Handed:
    """An essay as it was handed in: its text, its group, what the rubric gives, and what a teacher gave."""

    text: str
    group: str  # "hill" writes the dialect, "valley" does not
    essay: Essay
    label: int

    @property
    def truth(self) -> int:
        """The rubric's points, which the dialect does not change."""
        return self.essay.total


def in_dialect(text: str) -> str:
    """Return a text as the hill villages would write it.

    >>> in_dialect("My mother has a small dog.")
    'My mither has a wee dog.'
    """
    return WORD.sub(lambda match: DIALECT.get(match[0], match[0]), text)


def in_standard(text: str) -> str:
    """Return a text without the dialect's words: what a scorer sees that is blind to them.

    >>> in_standard("My mither has a wee dog.")
    'My mother has a small dog.'
    """
    return WORD.sub(lambda match: BACK.get(match[0], match[0]), text)


def hand_in(essays: Sequence[Essay], hill_share: float = 0.5, points_off: float = 0.0, seed: int = 0) -> list[Handed]:
    """Return essays, a share of them in dialect; by chance, so that both groups are as good as each other.

    Args:
        essays: of pupils.
        hill_share: the share in dialect.
        points_off: what the teacher takes off an essay in dialect, on average.
        seed: of who belongs where, and of the teacher's rounding.

    Raises:
        ValueError: if the share is not from 0 to 1, or points_off is negative.
    """
    if not 0 <= hill_share <= 1 or points_off < 0:
        must = "hill_share must be from 0 to 1, and points_off not negative"
        raise ValueError(f"{must}, got {hill_share} and {points_off}.")
    found = []
    for one in essays:
        chance = Chance("group", seed, one.text)
        if chance.happens(hill_share):
            off = int(points_off) + chance.happens(points_off % 1)
            found.append(Handed(in_dialect(one.text), "hill", one, max(LOWEST, one.total - off)))
        else:
            found.append(Handed(one.text, "valley", one, one.total))
    return found


def wording_of(handed: Sequence[Handed]) -> Wording:
    """Return the checker of words that has read these essays, mended, each in the words of its group."""
    taught = Wording.taught_by([one.essay for one in handed])
    texts = [in_dialect(mended(one.essay)) if one.group == "hill" else mended(one.essay) for one in handed]
    read = Wording.of(texts)
    return replace(taught, words=read.words, pairs=read.pairs)


def blind(wording: Wording) -> Callable[[str], dict[str, float]]:
    """Return the features of a text as it would be in standard words."""
    return lambda text: features(in_standard(text), wording)


@dataclass(frozen=True)
class Gap:
    """How a scorer treats two groups.

    Args:
        residual: the mean of (score - truth) of each group, in points.
        kappa: the agreement with the truth in each group.
        standardised: the gap between the mean residuals, over the spread of the truth.
    """

    residual: dict[str, float]
    kappa: dict[str, float]
    standardised: float

    @property
    def points(self) -> float:
        """How many points the hill gets less than the valley for essays of the same worth."""
        return self.residual["valley"] - self.residual["hill"]


def gap(scores: Sequence[float], handed: Sequence[Handed]) -> Gap:
    """Return the mean error and the agreement in each group.

    Raises:
        ValueError: if there are not as many scores as essays, or a group has no two.
    """
    groups: dict[str, list[int]] = {"hill": [], "valley": []}
    for at, one in enumerate(handed):
        groups[one.group].append(at)
    if len(scores) != len(handed) or min(map(len, groups.values())) < 2:
        must = "there must be a score for each essay, and two essays in each group"
        came = f"{len(scores)} scores, {len(groups['hill'])} and {len(groups['valley'])}"
        raise ValueError(f"{must}, got {came} essays.")
    rounded = [min(20, max(LOWEST, round(score))) for score in scores]
    residual, kappa = {}, {}
    for name, own in groups.items():
        truth = [handed[at].truth for at in own]
        residual[name] = fmean(scores[at] for at in own) - fmean(truth)
        kappa[name] = quadratic_weighted_kappa([rounded[at] for at in own], truth)
    spread = pstdev(one.truth for one in handed)
    return Gap(residual, kappa, (residual["valley"] - residual["hill"]) / spread)
