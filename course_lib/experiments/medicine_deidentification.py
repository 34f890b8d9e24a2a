"""Personal data in the clinic's notes: rules, a list of names, a tagger, and all together.

The tagger learns from 300 notes that the seed draws; its second threshold is the highest
that finds 99 % of the personal words of 150 dev notes. The 300 test notes are the same for
all, and hold names that neither training nor dev has.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.medicine_and_law.identifiers import Gazetteer, by_rules, union
from course_lib.applications.medicine_and_law.leaks import (
    recall_by_kind,
    scores_and_truth,
    summary,
    threshold_for,
)
from course_lib.applications.medicine_and_law.notes import notes_of
from course_lib.applications.medicine_and_law.scored_tagger import marked, train_tagger
from course_lib.corpora.annotations import Span
from course_lib.corpora.town.genres.clinic_notes import ClinicNote
from course_lib.corpora.town.people import Town
from course_lib.experiments.results import Result

DATA = "town/clinic_notes"
SEEDS = range(5)
RECALL = 0.99


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Yield the scores of each detector; with `size`, of so many notes in each part."""
    train = notes_of("train", size or 300, seed)
    dev, test = notes_of("dev", size or 150, seed), notes_of("test", size or 300)
    names = Gazetteer.of_town(Town())
    rules, listed = ([f(one.text) for one in test] for f in (by_rules, names))
    both = [union(a, b) for a, b in zip(rules, listed, strict=True)]
    if seed == 0:
        for system, found in (("rules", rules), ("list", listed), ("rules and list", both)):
            yield from scored(system, test, found, seed)
    tagger = train_tagger([one.annotated for one in train], seed=seed)
    words = tagger.scores([one.text for one in test])
    on_dev = scores_and_truth(dev, tagger.scores([one.text for one in dev]))
    low = threshold_for(*on_dev, RECALL)
    yield Result(DATA, "tagger, for recall", "threshold", low, seed)
    for name, threshold in (("", 0.5), (", for recall", low)):
        found = [marked(one, threshold) for one in words]
        yield from scored(f"tagger{name}", test, found, seed)
        everything = [union(a, b) for a, b in zip(both, found, strict=True)]
        yield from scored(f"all together{name}", test, everything, seed)


def scored(
    system: str,
    test: Sequence[ClinicNote],
    found: Sequence[Sequence[Span]],
    seed: int,
) -> Iterator[Result]:
    """Yield shares of words, of names that are wholly gone, and of patients."""
    for metric, value in summary(test, found).items():
        yield Result(DATA, system, metric, value, seed)
    kinds = recall_by_kind([one.annotated for one in test], found)
    for kind in ("DATE", "AGE", "ID", "ADDRESS"):
        yield Result(DATA, system, kind, kinds.get(kind, 1.0), seed)
