"""Scorers of essays: on prompts that they know, and on one that they have never seen.

1,500 marked essays of the town. One prompt is held out, another one each seed; of the essays on the other seven, four
in five are for training. "kappa": the quadratic weighted kappa with the rubric on the rest of these; "kappa with a
rater": that with one simulated rater; "kappa, new prompt": on the prompt that was held out. "a second rater" is the
yardstick. The encoder, town_bert fine-tuned on the marked sentences, is trained with the first three seeds.
About 5 seconds a seed on one core, and 30 more with the encoder.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.education.collection import draw_essays, except_prompt, totals
from course_lib.applications.education.encoder import N_STEPS, EncoderScorer
from course_lib.applications.education.features import plain_features
from course_lib.applications.education.feedback import Critic
from course_lib.applications.education.raters import ratings
from course_lib.applications.education.scoring import BagScorer, Counted, Scorer, as_points, by_features, by_length
from course_lib.corpora.town.genres.essays import Essay
from course_lib.experiments.results import Result
from course_lib.metrics.agreement import quadratic_weighted_kappa

SEEDS = range(5)
DATA = "town/essays"
SIZE = 1500
ENCODER_SEEDS = (0, 1, 2)
PROMPTS = (
    "How to look after a dog",
    "My town",
    "A day at the market",
    "Should pupils wear a uniform?",
    "My best friend",
)


def run(seed: int, size: int = SIZE, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield each scorer's agreement; fewer essays also mean fewer steps of the encoder."""
    essays, new = except_prompt(draw_essays(size, seed), PROMPTS[seed % len(PROMPTS)])
    n_train = len(essays) * 4 // 5
    train, test = essays[:n_train], essays[n_train:]
    rater, second = ratings(test, "first"), ratings(test, "second")
    n_steps = n_steps * size // SIZE if seed in ENCODER_SEEDS else 0
    for system, points in scored(train, [*test, *new], seed, n_steps):
        seen, unseen = points[: len(test)], points[len(test) :]
        yield Result(DATA, system, "kappa", quadratic_weighted_kappa(seen, totals(test)), seed)
        yield Result(DATA, system, "kappa with a rater", quadratic_weighted_kappa(seen, rater), seed)
        yield Result(DATA, system, "kappa, new prompt", quadratic_weighted_kappa(unseen, totals(new)), seed)
    yield Result(DATA, "a second rater", "kappa", quadratic_weighted_kappa(second, totals(test)), seed)
    yield Result(DATA, "a second rater", "kappa with a rater", quadratic_weighted_kappa(second, rater), seed)


def scored(train: Sequence[Essay], test: Sequence[Essay], seed: int, n_steps: int) -> Iterator[tuple[str, list[int]]]:
    """Yield each scorer and the points that it gives."""
    texts, points = [one.text for one in train], totals(train)
    asked, prompts = [one.text for one in test], [one.prompt for one in test]
    critic = Critic.taught_by(train)
    scorers: dict[str, Scorer] = {
        "length": by_length(texts, points),
        "plain features": Counted.fit(texts, points, plain_features),
        "bag of words": BagScorer.fit(texts, points),
        "features and a checker": by_features(texts, points, critic.wording),
    }
    for system, scorer in scorers.items():
        yield system, as_points(scorer.score(asked))
    yield "counted flags", [critic.scores(one.text, one.prompt).total for one in test]
    if n_steps:
        encoder = EncoderScorer.untrained(seed=seed)
        encoder.fine_tune(train, n_steps, seed)
        yield "encoder", as_points(encoder.score(asked, prompts))
