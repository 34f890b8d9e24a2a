"""Unfair clauses: a list of signs, a bag of words and a tagger of evidence.

Each reads the clauses as they are, and with "the provider" and "the customer" for landlord,
tenant, club …; scored on wordings that the training has and on those it has not. The seed
draws the 150 contracts of the training, the sixth of the wordings that is kept from it, and
what the tagger starts from.
"""

from collections.abc import Iterator, Sequence

from course_lib.applications.medicine_and_law.clauses import FoundClause, clauses_of
from course_lib.applications.medicine_and_law.scored_tagger import train_tagger
from course_lib.applications.medicine_and_law.unfair import (
    BagReviewer,
    EvidenceReviewer,
    Flag,
    Reviewer,
    by_signs,
    count_evidence,
    count_flags,
)
from course_lib.corpora.annotations import Annotated, Span
from course_lib.experiments.results import Result
from course_lib.metrics.precision_recall import total
from course_lib.models.bag_of_words import Bag, train

DATA = "town/clauses"
SEEDS = range(5)


def run(seed: int, size: int | None = None) -> Iterator[Result]:
    """Yield the scores of each reviewer; with `size`, on so many contracts."""
    learn = clauses_of("train", size or 150, seed, fold=seed)
    test = clauses_of("test", size or 150, fold=seed)
    for name, review in (("flag everything", flag_all), ("signs", by_signs)):
        yield from scored(name, review, [one.marked for one in test], test, seed)
    for roles in ("", ", roles"):
        texts, asked = ([one.neutral if roles else one.marked for one in some] for some in (learn, test))
        labels = [one.label for one in texts]
        for n, name in ((1, "words"), (2, "pairs of words")):
            bag = train([one.text for one in texts], labels, Bag(n=n))
            yield from scored(f"{name}{roles}", BagReviewer(bag), asked, test, seed)
        tagger = EvidenceReviewer(train_tagger(texts, epochs=12, seed=seed))
        yield from scored(f"evidence tagger{roles}", tagger, asked, test, seed)
    kinds = train([one.text for one in learn], [one.kind for one in learn])
    for name, some in groups(test).items():
        right = kinds.accuracy([test[at].text for at in some], [test[at].kind for at in some])
        yield Result(DATA, "words", f"kind, {name} wording", right, seed)


def flag_all(texts: Sequence[str]) -> list[Flag]:
    """Flag each clause, and name all of it as the evidence: what a tired reader would do."""
    return [Flag(1.0, (Span(0, len(text), ""),)) for text in texts]


def groups(test: Sequence[FoundClause]) -> dict[str, list[int]]:
    """Return the places of clauses with known and with new wordings."""
    return {
        name: [at for at, one in enumerate(test) if one.new == new] for name, new in (("known", False), ("new", True))
    }


def scored(
    system: str,
    review: Reviewer,
    asked: Sequence[Annotated],
    test: Sequence[FoundClause],
    seed: int,
) -> Iterator[Result]:
    """Yield precision, recall and F1 of flags, and F1 of the evidence of right ones."""
    flags = review([one.text for one in asked])
    for name, some in groups(test).items():
        wanted = [bool(test[at].unfair) for at in some]
        found = count_flags([flags[at] for at in some], wanted, 0.5).scores()
        for metric, value in found._asdict().items():
            yield Result(DATA, system, f"{metric}, {name} wording", value, seed)
        right = [at for at in some if test[at].unfair and flags[at].score >= 0.5]
        words = total(count_evidence(flags[at], asked[at]) for at in right).scores()
        yield Result(DATA, system, f"evidence, {name} wording", words.f1, seed)
