"""Is this clause unfair, and which words make it so? Three reviewers, and what errors cost.

A flag without its evidence can't be checked by the person who must decide. So each
reviewer gives both: a score, and the words it goes by.
Source: the task is that of Lippi et al. (2019), https://doi.org/10.1007/s10506-019-09243-2.
Tested by tests/applications/medicine_and_law/test_unfair.py.
Left out: levels of unfairness; reasons from the law.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from course_lib.applications.medicine_and_law.notes import words_in
from course_lib.applications.medicine_and_law.scored_tagger import ScoredTagger, marked
from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.records import Labelled, MultiLabelled
from course_lib.metrics.precision_recall import Counts
from course_lib.models.bag_of_words import BagOfWords

SIGNS = (  # of power on one side, as a careful reader would list them
    r"\balone\b|\bonly\b|\bat any time\b|\bwithout (?:notice|reasons?|warning)\b|\bany amount\b|"
    r"\bgives? up\b|\bnot liable\b|\bnot needed\b|\bno(?:body| one)\b|\bmust accept\b|\bbinding\b"
)


class Flag(NamedTuple):
    """How surely a clause is unfair (0 to 1), and the words that say so, if any do."""

    score: float
    evidence: tuple[Span, ...]


Reviewer = Callable[[Sequence[str]], list[Flag]]


def by_signs(texts: Sequence[str]) -> list[Flag]:
    """Flag each clause that holds a strong word; the word is the evidence.

    >>> by_signs(["Pets are welcome."])
    [Flag(score=0.0, evidence=())]
    """
    found = []
    for text in texts:
        spans = [Span(*match.span(), "") for match in re.finditer(SIGNS, text, re.IGNORECASE)]
        found.append(Flag(float(bool(spans)), tuple(spans)))
    return found


@dataclass(frozen=True)
class BagReviewer:
    """A bag of words that was trained on the labels fair and unfair.

    Its evidence is the run of words that speaks most for unfair: the largest sum of the
    words' weights (and of the pairs' within it).
    """

    bag: BagOfWords
    width: int = 6  # words of evidence

    def __call__(self, texts: Sequence[str]) -> list[Flag]:
        """Return a flag for each text."""
        at = self.bag.labels.index("unfair")
        scores = self.bag.probabilities(texts)[:, at].tolist()
        lean = self.lean()
        runs = [self.strongest(text, lean) for text in texts]
        return [Flag(score, run) for score, run in zip(scores, runs, strict=True)]

    def lean(self) -> dict[str, float]:
        """Return how much each word and pair speaks for unfair; what speaks for fair is below 0."""
        at, other = (self.bag.labels.index(one) for one in ("unfair", "fair"))
        weights = (self.bag.weights[:, at] - self.bag.weights[:, other]).tolist()
        return {word: weights[number] for word, number in self.bag.vocabulary.items()}

    def strongest(self, text: str, lean: Mapping[str, float]) -> tuple[Span, ...]:
        """Return the run of words with the largest sum of weights; none of a text without words."""
        words = words_in(text)
        width = min(self.width, len(words))
        runs = [(one.start, words[at + width - 1].end) for at, one in enumerate(words[: len(words) - width + 1])]

        def weight(run: tuple[int, int]) -> float:
            return sum(lean.get(one, 0.0) for one in self.bag.bag.of(text[slice(*run)]))

        return (Span(*max(runs, key=weight), ""),) if runs else ()


@dataclass(frozen=True)
class EvidenceReviewer:
    """A tagger that was trained to mark the evidence: no evidence, no flag.

    A clause's score is that of its surest word.
    """

    tagger: ScoredTagger
    threshold: float = 0.5

    def __call__(self, texts: Sequence[str]) -> list[Flag]:
        """Return a flag for each text; its evidence names the kind of unfairness."""
        found = []
        for words in self.tagger.scores(texts):
            spans = tuple(marked(words, self.threshold))
            found.append(Flag(max((one.score for one in words), default=0.0), spans))
        return found


def by_level(sentences: Sequence[MultiLabelled]) -> list[Labelled]:
    """Return sentences of real terms as fair or unfair.

    Lawyers gave the kind of clause and a level: 1 clearly fair, 2 potentially unfair, 3
    clearly so. From 2 on it is unfair; most sentences have no label, and are fair.

    >>> by_level([MultiLabelled("We may end it at any time.", ("ter2",), "shop")])[0].label
    'unfair'
    """
    return [Labelled(one.text, "unfair" if any(tag[-1] in "23" for tag in one.labels) else "fair") for one in sentences]


def pointed_out(text: str, evidence: Sequence[Span]) -> str:
    """Return a clause with its evidence in brackets, for people to read.

    >>> pointed_out("The club alone decides.", [Span(4, 14, "")])
    'The [club alone] decides.'
    """
    for start, end, _ in sorted(evidence, reverse=True):
        text = f"{text[:start]}[{text[start:end]}]{text[end:]}"
    return text


def count_flags(flags: Sequence[Flag], wanted: Sequence[bool], threshold: float) -> Counts:
    """Count clauses: flagged and unfair, flagged at all, unfair at all.

    Raises:
        ValueError: if there are not as many flags as truths.
    """
    if len(flags) != len(wanted):
        raise ValueError(f"each clause must have its flag, got {len(flags)} and {len(wanted)}.")
    marks = [one.score >= threshold for one in flags]
    both = sum(a and b for a, b in zip(marks, wanted, strict=True))
    return Counts(both, sum(marks), sum(wanted))


def count_evidence(flag: Flag, clause: Annotated) -> Counts:
    """Count words of one clause: named as evidence and truly so, named, truly so."""
    words = words_in(clause.text)

    def inside(spans: Sequence[Span]) -> list[bool]:
        return [any(a <= one.start and one.end <= b for a, b, _ in spans) for one in words]

    named, true = inside(flag.evidence), inside(clause.spans)
    return Counts(sum(a and b for a, b in zip(named, true, strict=True)), sum(named), sum(true))


def cost(counts: Counts, of_a_miss: float, of_an_alarm: float) -> float:
    """Return what the errors cost: unfair clauses that were signed, fair ones looked at.

    >>> cost(Counts(right=8, predicted=20, wanted=10), of_a_miss=50, of_an_alarm=1)
    112.0
    """
    misses, alarms = counts.wanted - counts.right, counts.predicted - counts.right
    return float(misses * of_a_miss + alarms * of_an_alarm)


def cheapest(
    flags: Sequence[Flag],
    wanted: Sequence[bool],
    of_a_miss: float,
    of_an_alarm: float,
) -> float:
    """Return the threshold at which the errors cost least; of equals, the highest.

    Raises:
        ValueError: if there are no flags.
    """
    if not flags:
        raise ValueError("there must be a flag, got 0.")
    tried = sorted({1.01, *(one.score for one in flags)}, reverse=True)
    return min(tried, key=lambda t: cost(count_flags(flags, wanted, t), of_a_miss, of_an_alarm))
