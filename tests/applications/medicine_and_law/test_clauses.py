"""Clauses by wording."""

import pytest

from course_lib.applications.medicine_and_law.clauses import clauses_of, with_roles, wording
from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.contracts import contract
from course_lib.corpora.town.people import Town


def test_no_wording_that_is_new_in_the_test_comes_in_the_training():
    town = Town()
    seen = set()
    for at in range(60):
        whole = contract(town, "en", Chance("law", "train", 0, at))
        seen |= {wording(one, whole.kind) for one in whole.clauses}
    train, test = clauses_of("train", 60), clauses_of("test", 60)
    assert not any(one.new for one in train)
    assert any(one.new for one in test)
    assert not {one.text for one in train} & {one.text for one in test if one.new}
    assert len(train) < sum(1 for at in range(60) for _ in contract(town, "en", Chance("law", "train", 0, at)).clauses)
    assert not any(one.new for one in clauses_of("dev", 60))


def test_a_wording_has_no_facts_and_no_names():
    whole = next(one for at in range(50) if (one := contract(Town(), "en", Chance("w", at))).kind == "lease")
    text = " ".join(wording(one, whole.kind) for one in whole.clauses)
    assert not any(c.isdigit() for c in text)
    assert "the landlord" not in text


def test_roles_move_the_evidence_along():
    text = "If the tenant pays late, the landlord alone decides."
    start = text.index("the landlord alone")
    clause = Annotated(text, (Span(start, start + 18, "x"),), "unfair")
    neutral = with_roles(clause, "lease")
    assert neutral.text == "If the customer pays late, the provider alone decides."
    assert neutral.marked() == (("the provider alone", "x"),)
    assert neutral.label == "unfair"


def test_evidence_is_kept_in_every_clause():
    for one in clauses_of("test", 40):
        assert (one.label == "unfair") == bool(one.evidence) == bool(one.unfair)
        assert len(one.neutral.marked()) == len(one.evidence)
        assert all(a < b <= len(one.neutral.text) for a, b, _ in one.neutral.spans)


def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="n_contracts positive, got 'dev' and 0"):
        clauses_of("dev", 0)
    with pytest.raises(ValueError, match=r"one of lease, sale, .*, got 'will'"):
        with_roles(Annotated("x", ()), "will")


def test_each_fold_keeps_other_wordings_for_the_test():
    kept = [{one.text for one in clauses_of("test", 60, fold=fold) if one.new} for fold in range(6)]
    everything = {one.text for one in clauses_of("test", 60)}
    assert set().union(*kept) == everything
    assert sum(map(len, kept)) == len(everything)
    assert not {one.text for one in clauses_of("train", 60, fold=4)} & kept[4]
    with pytest.raises(ValueError, match="fold must be from 0 to 5, got 6"):
        clauses_of("test", 60, fold=6)
