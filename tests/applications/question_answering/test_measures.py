"""From end to end, counted by hand."""

import math

import pytest

from course_lib.applications.question_answering.asked import Asked
from course_lib.applications.question_answering.bot import Reply
from course_lib.applications.question_answering.measures import (
    Point,
    best_refusal,
    judge_all,
    judged,
    risk_coverage,
    summary,
)

BAKER = Asked("What does Rosa do?", "name", "job", ("baker",), 7)
NONE = Asked("Who is Zed?", "stranger", "job")


def outcome(asked, answer, passage, margin, ranking=(7, 8)):
    return judged(asked, Reply(answer, passage, 0, "", margin), 0.0, ranking)


def test_each_kind_of_outcome_and_its_stage():
    cases = [
        (outcome(BAKER, "Baker", 7, 1.0), "right", ""),
        (outcome(BAKER, "baker", 8, 1.0), "right", ""),
        (outcome(BAKER, "cook", 7, 1.0), "wrong", "reader"),
        (outcome(BAKER, "cook", 9, 1.0, (9, 8)), "wrong", "search"),
        (outcome(BAKER, "baker", 7, -1.0), "refused wrongly", "threshold"),
        (outcome(BAKER, "cook", 7, -1.0), "refused wrongly", "reader"),
        (outcome(NONE, "cook", 7, 1.0), "wrong", "threshold"),
        (outcome(NONE, "cook", 7, -1.0), "refused rightly", ""),
    ]
    for one, name, fault in cases:
        assert (one.name, one.fault) == (name, fault)
    found = summary([one for one, _, _ in cases])
    assert found == (2 / 8, 3 / 8, 1 / 8, 2 / 8, 1 / 2)
    assert sum(found[:4]) == 1


def test_nothing_right_has_no_citation():
    assert summary([outcome(NONE, "cook", 7, 1.0)]).cited == 0
    with pytest.raises(ValueError, match="got 0"):
        summary([])


def counted(margins, right, threshold):
    said = [ok for margin, ok in zip(margins, right, strict=True) if margin > threshold]
    return len(said) / len(margins), (1 - sum(said) / len(said)) if said else 0.0


def test_each_point_of_the_curve_is_what_counting_gives():
    margins, right = [3.0, 1.0, 2.0, 2.0, 0.5], [True, False, True, False, True]
    points = risk_coverage(margins, right)
    assert [one.threshold for one in points] == [3.0, 2.0, 1.0, 0.5, -math.inf]
    for one in points:
        assert (one.coverage, one.risk) == pytest.approx(counted(margins, right, one.threshold))


def test_the_best_threshold_is_that_of_trying_all():
    margins, right = [5.0, 4.0, 3.0, 2.0, 1.0], [True, True, False, True, False]
    for cost in (0.0, 0.5, 1.0, 3.0):
        chosen = best_refusal(margins, right, cost)

        def points(threshold, cost=cost):
            pairs = zip(margins, right, strict=True)
            return sum((1 if ok else -cost) for margin, ok in pairs if margin > threshold)

        assert points(chosen) == max(points(one) for one in [*margins, -1.0])
    assert best_refusal(margins, [True] * 5, cost=1.0) == -math.inf  # answer everything
    assert best_refusal([1.0, 2.0], [False, False]) == 2.0  # silence


def test_a_point_of_silence_comes_first():
    assert risk_coverage([1.0], [False])[0] == Point(1.0, 0.0, 0.0)


def test_bad_input_is_refused():
    with pytest.raises(ValueError, match="got -1"):
        best_refusal([1.0], [True], cost=-1)
    with pytest.raises(ValueError, match=r"2.*1|1.*2"):
        risk_coverage([1.0, 2.0], [True])


def test_all_are_judged_as_one_is():
    replies = [Reply("baker", 7, 0, "", 2.0), Reply("cook", 8, 0, "", 1.0)]
    found = judge_all([BAKER, NONE], replies, [[7], [8]], threshold=1.5)
    assert found == [judged(BAKER, replies[0], 1.5, [7]), judged(NONE, replies[1], 1.5, [8])]
    assert [one.answered for one in judge_all([NONE], replies[:1], [[7]])] == [True]
    with pytest.raises(ValueError, match="1, 2 and 1"):
        judge_all([BAKER], replies, [[7]])
