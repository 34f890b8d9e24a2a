"""Which words of a novel say that something happened? (LitBank): a look-up of words, a small network.

Only events that really happened count: not those hoped for, denied or merely general.
Novels of the test part are in no other. Sims, Park and Bamman (2019),
https://aclanthology.org/P19-1353.
"""

from collections.abc import Iterator

from course_lib.corpora.corpus import load
from course_lib.experiments.ner_wnut17 import as_examples, decoded
from course_lib.experiments.results import Result
from course_lib.finetuning.look_up import look_up_tags
from course_lib.finetuning.small_tagger import trained
from course_lib.finetuning.tagging import best_each
from course_lib.metrics.precision_recall import Counts

DATA = "litbank_events"
SEEDS = range(5)
EPOCHS = 2
LABELS = ("O", "EVENT")


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Train on `size` sentences (None: all), and measure on as many of the test part."""
    data = load(DATA)
    train, test = data["train"][:size], data["test"][:size]
    wanted = [list(one.tags) for one in test]
    if seed == 0:
        yield from scored("look-up", look_up_tags(train, test, lower=True), wanted)
    examples, asked = (as_examples(part, LABELS) for part in (train, test))
    model, lay_out = trained(examples, len(LABELS), epochs=EPOCHS, seed=seed)
    yield from scored("network", decoded(model, asked, lay_out, LABELS, best_each), wanted, seed)


def scored(
    system: str,
    predicted: list[list[str]],
    wanted: list[list[str]],
    seed: int = 0,
) -> Iterator[Result]:
    """Yield precision, recall and F1 of the words that are events."""
    pairs = [pair for a, b in zip(predicted, wanted, strict=True) for pair in zip(a, b, strict=True)]
    right = sum(a == b == "EVENT" for a, b in pairs)
    counts = Counts(right, sum(a == "EVENT" for a, _ in pairs), sum(b == "EVENT" for _, b in pairs))
    for metric, value in counts.scores()._asdict().items():
        yield Result(DATA, system, "F1" if metric == "f1" else metric, value, seed)
