"""From formal to informal: a list of phrases, and the town's GPT with the stored LoRA.

The seed draws the messages. The tuned model writes the likeliest rewriting; or four by
chance, of which the one is kept that holds most of the facts; or the likeliest one that
must have all the facts.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict

from course_lib.applications.writing.style import (
    best_of,
    by_model,
    by_rules,
    pairs,
    with_words,
)
from course_lib.applications.writing.style_adapter import rewriter
from course_lib.applications.writing.style_scores import style_scores
from course_lib.corpora.town.genres.formality import FormalityPair
from course_lib.experiments.results import Result

SEEDS = range(3)
DATA = "town/formality"
BONUS = 3.0  # nats for the next token of a fact that is missing


def run(seed: int, size: int = 30) -> Iterator[Result]:
    """Yield the scores of all rewriters on messages that none has seen."""
    asked = pairs("test", size, seed=seed)
    formal = [one.formal for one in asked]
    yield from rows("left as it is", formal, asked, seed)
    yield from rows("list of phrases", [by_rules(one) for one in formal], asked, seed)
    model, tokenizer = rewriter()
    yield from rows("tuned", by_model(model, tokenizer, formal), asked, seed)
    best = best_of(model, tokenizer, asked, n=4, seed=seed)
    yield from rows("tuned, best of 4", best, asked, seed)
    forced = [with_words(model, tokenizer, one, bonus=BONUS) for one in asked]
    yield from rows("tuned, facts forced", forced, asked, seed)
    yield from rows("the town", [one.informal for one in asked], asked, seed)


def rows(
    system: str,
    texts: Sequence[str],
    asked: Sequence[FormalityPair],
    seed: int,
) -> Iterator[Result]:
    """Yield a result for each score."""
    for metric, value in asdict(style_scores(texts, asked)).items():
        yield Result(DATA, system, metric, value, seed)
