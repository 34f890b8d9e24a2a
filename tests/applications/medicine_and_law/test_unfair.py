"""Flags, their evidence and their price."""

import pytest

from course_lib.applications.medicine_and_law.clauses import clauses_of
from course_lib.applications.medicine_and_law.scored_tagger import train_tagger
from course_lib.applications.medicine_and_law.unfair import (
    BagReviewer,
    EvidenceReviewer,
    Flag,
    Reviewer,
    by_level,
    by_signs,
    cheapest,
    cost,
    count_evidence,
    count_flags,
)
from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.records import MultiLabelled
from course_lib.metrics.precision_recall import Counts, total
from course_lib.models.bag_of_words import Bag, train

TRAIN, TEST = clauses_of("train", 60), clauses_of("test", 30)
WANTED = [bool(one.unfair) for one in TEST]


def test_signs_are_their_own_evidence():
    text = "The landlord alone may raise the rent at any time."
    (flag,) = by_signs([text])
    assert flag.score == 1
    assert [text[a:b] for a, b, _ in flag.evidence] == ["alone", "at any time"]


def test_a_bag_points_at_the_words_that_weigh_most():
    texts = ["you pay rent", "you pay rent for ever", "we agree", "we agree for ever", "you pay", "we do"]
    labels = ["unfair", "unfair", "fair", "fair", "unfair", "fair"]
    review = BagReviewer(train(texts, labels, Bag(n=1, min_count=1)), width=2)
    text = "for ever you pay and we do"
    (flag,) = review([text])
    (span,) = flag.evidence
    assert text[span.start : span.end] == "you pay"


def test_three_reviewers_find_more_than_chance_and_name_words():
    bag = train([one.text for one in TRAIN], [one.label for one in TRAIN], Bag(n=2))
    tagger = train_tagger([one.marked for one in TRAIN], epochs=8)
    base = sum(WANTED) / len(WANTED)
    reviewers: list[Reviewer] = [by_signs, BagReviewer(bag), EvidenceReviewer(tagger)]
    for review in reviewers:
        flags = review([one.text for one in TEST])
        found = count_flags(flags, WANTED, 0.5).scores()
        assert found.precision > base
        pairs = [(f, one) for f, one in zip(flags, TEST, strict=True) if f.score >= 0.5 and one.unfair]
        words = total(count_evidence(f, one.marked) for f, one in pairs)
        assert words.right > 0
        assert words.predicted > 0


def test_the_taggers_evidence_names_its_kind():
    tagger = train_tagger([one.marked for one in TRAIN], epochs=8)
    flags = EvidenceReviewer(tagger)([one.text for one in TEST])
    kinds = {span.label for flag in flags for span in flag.evidence}
    assert kinds <= {kind for one in TRAIN for kind in one.unfair}
    assert len(kinds) > 2


def test_evidence_by_hand():
    clause = Annotated("the landlord alone may raise it", (Span(4, 18, "x"),))
    flag = Flag(0.9, (Span(13, 28, ""),))  # alone may raise
    assert count_evidence(flag, clause) == Counts(right=1, predicted=3, wanted=2)


def test_costs_by_hand():
    flags = [Flag(score, ()) for score in (0.9, 0.6, 0.4, 0.1)]
    wanted = [True, False, True, False]
    assert count_flags(flags, wanted, 0.5) == Counts(1, 2, 2)
    assert cost(Counts(1, 2, 2), of_a_miss=10, of_an_alarm=1) == 11
    assert cheapest(flags, wanted, of_a_miss=10, of_an_alarm=1) == 0.4
    assert cheapest(flags, wanted, of_a_miss=1, of_an_alarm=10) == 0.9
    assert cheapest([Flag(0.9, ())], [False], 1, 1) == 1.01


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="each clause must have its flag, got 1 and 2"):
        count_flags([Flag(0.1, ())], [True, False], 0.5)
    with pytest.raises(ValueError, match="a flag, got 0"):
        cheapest([], [], 1, 1)


def test_real_terms_are_unfair_from_the_second_level_on():
    tags = [(), ("countrym",), ("ltd1",), ("ltd2",), ("j1", "a3")]
    terms = [MultiLabelled("x", some, "shop") for some in tags]
    assert [one.label for one in by_level(terms)] == ["fair", "fair", "fair", "unfair", "unfair"]


def test_a_text_without_words_has_no_evidence():
    bag = train(["you pay", "you pay", "we do", "we do"], ["unfair", "unfair", "fair", "fair"])
    (flag,) = BagReviewer(bag)(["* * *"])
    assert flag.evidence == ()
    (flag,) = EvidenceReviewer(train_tagger([one.marked for one in TRAIN[:20]], epochs=1))([""])
    assert flag == Flag(0.0, ())
