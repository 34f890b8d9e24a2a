"""End to end: was the answer right, wrong, or refused, and does the cited passage say it?

| | the knowledge base has an answer | it has none |
|---|---|---|
| answered | right or wrong | wrong |
| refused | refused, wrongly | refused, rightly |

Source of the curve: El-Yaniv and Wiener (2010), https://jmlr.org/papers/v11/el-yaniv10a.html.
Held equal to counting by hand by tests/applications/question_answering/test_measures.py.
Left out: answers that are right in part; F1 is in metrics/reading.py.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from course_lib.applications.question_answering.asked import Asked
from course_lib.applications.question_answering.bot import Reply
from course_lib.metrics.pairs import check_pairs
from course_lib.metrics.reading import exact_match


@dataclass(frozen=True)
class Outcome:
    """One question from end to end.

    Args:
        asked: the question, with the truth.
        answered: whether the system gave an answer.
        right: whether its words are right; never, if there is no answer.
        cited: whether the cited passage is the one that says it.
        found: whether that passage was among those that were read.
    """

    asked: Asked
    answered: bool
    right: bool
    cited: bool
    found: bool

    @property
    def name(self) -> str:
        """One of right, wrong, refused rightly, refused wrongly."""
        if self.answered:
            return "right" if self.right else "wrong"
        return "refused wrongly" if self.asked.answerable else "refused rightly"

    @property
    def fault(self) -> str:
        """Which stage went wrong: search, reader, threshold, or "" if none did."""
        if self.name in ("right", "refused rightly"):
            return ""
        if not self.asked.answerable:
            return "threshold"
        if not self.found:
            return "search"
        return "reader" if not self.right else "threshold"


class Summary(NamedTuple):
    """Shares of all questions; `cited` is the share of the right answers with the right source."""

    right: float
    wrong: float
    refused_rightly: float
    refused_wrongly: float
    cited: float


def judged(asked: Asked, reply: Reply, threshold: float, ranking: Sequence[int]) -> Outcome:
    """Return what became of a question."""
    right = asked.answerable and exact_match(reply.answer, list(asked.answers)) == 1
    cited = reply.passage == asked.notice
    return Outcome(asked, reply.margin > threshold, right, cited, asked.notice in ranking)


def judge_all(
    asked: Sequence[Asked],
    replies: Sequence[Reply],
    rankings: Sequence[Sequence[int]],
    threshold: float = float("-inf"),
) -> list[Outcome]:
    """Return what became of each question.

    Args:
        asked: the questions.
        replies: the best reply to each.
        rankings: the passages that the search found for each.
        threshold: answers are given above it; as it is, always.

    Raises:
        ValueError: if there are not as many of each.
    """
    if not len(asked) == len(replies) == len(rankings):
        came = f"{len(asked)}, {len(replies)} and {len(rankings)}"
        raise ValueError(f"questions, replies and rankings must be as many, got {came}.")
    some = zip(asked, replies, rankings, strict=True)
    return [judged(one, reply, threshold, rows) for one, reply, rows in some]


def summary(outcomes: Sequence[Outcome]) -> Summary:
    """Return the shares.

    Raises:
        ValueError: if there are no outcomes.
    """
    if not outcomes:
        raise ValueError("there must be at least one outcome, got 0.")
    names = [one.name for one in outcomes]

    def share(name: str) -> float:
        return names.count(name) / len(names)

    good = [one.cited for one in outcomes if one.name == "right"]
    return Summary(
        right=share("right"),
        wrong=share("wrong"),
        refused_rightly=share("refused rightly"),
        refused_wrongly=share("refused wrongly"),
        cited=sum(good) / len(good) if good else 0.0,
    )


class Point(NamedTuple):
    """A threshold: which share of the questions is answered, and which share of these wrongly."""

    threshold: float
    coverage: float
    risk: float


def risk_coverage(margins: Sequence[float], right: Sequence[bool]) -> list[Point]:
    """Return a point for each threshold that makes a difference, from silence to "always answer".

    An answer is given where the margin is above the threshold. The risk of silence is 0.

    Args:
        margins: how sure the system is, one a question.
        right: whether its answer would be right.

    Raises:
        ValueError: if there are no questions, or not as many of both.

    >>> risk_coverage([2.0, 1.0], [True, False])[1:]
    [Point(threshold=1.0, coverage=0.5, risk=0.0), Point(threshold=-inf, coverage=1.0, risk=0.5)]
    """
    check_pairs(margins, right)
    pairs = sorted(zip(margins, right, strict=True), key=lambda pair: -pair[0])
    points, wrong = [Point(pairs[0][0], 0.0, 0.0)], 0
    for n, (margin, ok) in enumerate(pairs, 1):
        wrong += not ok
        below = pairs[n][0] if n < len(pairs) else float("-inf")
        if below < margin:
            points.append(Point(below, n / len(pairs), wrong / n))
    return points


def best_refusal(margins: Sequence[float], right: Sequence[bool], cost: float = 1.0) -> float:
    """Return the threshold with the most points: 1 a right answer, -cost a wrong one, 0 a refusal.

    Of thresholds that are equally good, the one that answers more. Choose it on questions
    that are not the test's.

    Raises:
        ValueError: as for `risk_coverage`; if the cost is negative.

    >>> best_refusal([3.0, 2.0, 1.0], [True, True, False])
    1.0
    """
    if cost < 0:
        raise ValueError(f"cost must be at least 0, got {cost}.")
    points = risk_coverage(margins, right)
    return max(points, key=lambda one: (one.coverage * (1 - one.risk * (1 + cost)), one.coverage)).threshold
