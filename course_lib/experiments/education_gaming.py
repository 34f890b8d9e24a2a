"""What tricks earn: the mean change of the points that each scorer gives, for essays of the town.

The rubric gives nothing for any trick but the essay learned by heart, which gets 16 of 20: all but its content is fine.
About 12 seconds a seed on one core.
"""

from collections.abc import Iterator
from statistics import fmean

from course_lib.applications.education.collection import draw_essays, totals
from course_lib.applications.education.feedback import Critic
from course_lib.applications.education.gaming import TRICKS
from course_lib.applications.education.scoring import BagScorer, Scorer, by_features, by_length
from course_lib.experiments.results import Result

SEEDS = range(5)
DATA = "town/essays"
SIZE = 1500


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield the gain of each trick with each scorer, in points."""
    essays = draw_essays(size, seed)
    train, test = essays[: size * 4 // 5], essays[size * 4 // 5 :]
    texts, points = [one.text for one in train], totals(train)
    critic = Critic.taught_by(train)
    scorers: dict[str, Scorer] = {
        "length": by_length(texts, points),
        "bag of words": BagScorer.fit(texts, points),
        "features and a checker": by_features(texts, points, critic.wording),
    }
    honest = [one.text for one in test]
    for trick, change in TRICKS.items():
        gamed = [change(one) for one in test]
        for system, scorer in scorers.items():
            gain = fmean(clipped(scorer.score(gamed))) - fmean(clipped(scorer.score(honest)))
            yield Result(DATA, system, trick, gain, seed)
        gains = [
            critic.scores(text, one.prompt).total - critic.scores(one.text, one.prompt).total
            for text, one in zip(gamed, test, strict=True)
        ]
        yield Result(DATA, "counted flags", trick, fmean(gains), seed)


def clipped(numbers: list[float]) -> list[float]:
    """Return numbers within the scale."""
    return [min(20.0, max(4.0, number)) for number in numbers]
