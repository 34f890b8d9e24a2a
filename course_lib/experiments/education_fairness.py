"""A dialect that is as good by the rubric: how many points less does it get, why, and what helps at what cost?

"gap" is in points (score - truth, valley minus hill), "kappa" the agreement with the truth for all 300 essays, half of
them in dialect. The training holds no essay in dialect ("none"), one in ten, or half; with "biased teacher" its points
for dialect are 2 too low. Blinded: dialect words are put into standard ones first. No remarks: the features of the
checker are left out.
About 15 seconds a seed on one core.
"""

from collections.abc import Iterator
from functools import cache

from course_lib.applications.education.collection import draw_essays
from course_lib.applications.education.fairness import (
    Handed,
    blind,
    gap,
    hand_in,
    in_standard,
    wording_of,
)
from course_lib.applications.education.features import features, plain_features
from course_lib.applications.education.scoring import BagScorer, Counted, Features, Scorer, as_points
from course_lib.applications.education.wording import Wording
from course_lib.experiments.results import Result
from course_lib.metrics.agreement import quadratic_weighted_kappa

SEEDS = range(3)
DATA = "town/essays"
SIZE = 1500
SETTINGS = (  # share of dialect in the training, points off
    ("none in training", 0.0, 0.0),
    ("one in ten", 0.1, 0.0),
    ("half", 0.5, 0.0),
    ("half, biased teacher", 0.5, 2.0),
)


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Yield gap and agreement of each scorer in each setting."""
    essays = draw_essays(size, seed)
    n_train = size * 4 // 5
    standard = Wording.taught_by(essays[:n_train])
    asked = hand_in(essays[n_train:], 0.5, seed=seed)
    blinded = cache(blind(standard))  # the same texts come again in each setting
    for setting, share, points_off in SETTINGS:
        train = hand_in(essays[:n_train], share, points_off, seed=seed)
        for system, scorer in scorers(train, blinded).items():
            found = scorer.score([one.text for one in asked])
            name = f"{system}, {setting}"
            yield Result(DATA, name, "gap", gap(found, asked).points, seed)
            kappa = quadratic_weighted_kappa(as_points(found), [one.truth for one in asked])
            yield Result(DATA, name, "kappa", kappa, seed)


def scorers(train: list[Handed], blinded: Features) -> dict[str, Scorer]:
    """Return the scorers to compare, trained on what teachers gave."""
    texts, points = [one.text for one in train], [one.label for one in train]
    own = wording_of(train)
    plain = [in_standard(text) for text in texts]
    return {
        "features": Counted.fit(texts, points, lambda text: features(text, own)),
        "bag of words": BagScorer.fit(texts, points),
        "no remarks": Counted.fit(texts, points, plain_features),
        "blinded": Counted.fit(plain, points, blinded),
    }
