"""Extractive summaries of the town's stories and of its news: five ways, ROUGE and truth, with their baselines.

Each seed has stories and articles of its own, to train on and to test on.
"""

from collections.abc import Iterator
from functools import partial

from course_lib.applications.summarisation.consistency import consistency
from course_lib.applications.summarisation.extractive import (
    Chooser,
    mean_rouge,
    oracle,
    summaries_by,
    train_scorer,
)
from course_lib.applications.summarisation.gists import gists
from course_lib.applications.summarisation.lead import at_random, lead
from course_lib.applications.summarisation.textrank import textrank
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.corpora.town.world import World
from course_lib.experiments.results import Result

STORIES, NEWS = "town/summaries", "town/headlines"
SEEDS = range(5)
SIZE = 300  # documents to train on
Pairs = list[tuple[tuple[str, ...], list[str]]]  # sentences, references


def run(seed: int, size: int = SIZE) -> Iterator[Result]:
    """Train on `size` documents, and test on half as many."""
    stories = gists(size + size // 2, n_events=3, seed=f"extractive {seed}")
    pairs: Pairs = [(one.sentences, [one.summary]) for one in stories]
    worlds = [one.world for one in stories]
    yield from compare(STORIES, pairs[:size], pairs[size:], 3, seed, worlds[size:])
    news = town_task("headlines", size=3 * size, seed=seed)
    train, test = ([(one.sentences, [*one.summaries[:1]]) for one in news[part]] for part in ("train", "test"))
    yield from compare(NEWS, train[:size], test[: size // 2], 1, seed)


def compare(
    data: str, train: Pairs, test: Pairs, n: int, seed: int, worlds: list[World] | None = None
) -> Iterator[Result]:
    """Yield ROUGE of n sentences, chosen in five ways, and how many of the summaries are true."""
    labels = [oracle(sentences, references, n) for sentences, references in train]
    scorer = train_scorer([sentences for sentences, _ in train], labels)
    documents, references = [one for one, _ in test], [one for _, one in test]
    best = {one: oracle(one, wanted, n) for one, wanted in test}
    systems: dict[str, Chooser] = {
        "lead": partial(lead, n=n),
        "random": partial(at_random, n=n, seed=seed),
        "TextRank": partial(textrank, n=n),
        "trained": partial(scorer.choose, n=n),
        "oracle": lambda sentences: best[tuple(sentences)],
    }
    for system, choose in systems.items():
        texts = summaries_by(choose, documents)
        for kind, value in mean_rouge(texts, references).items():
            yield Result(data, system, f"ROUGE-{kind}", value, seed)
        if worlds:
            for verdict, share in consistency(texts, worlds).items():
                yield Result(data, system, verdict, share, seed)
