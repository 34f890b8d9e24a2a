"""The checker of words finds what it never read, and says what it read instead."""

from functools import cache

import pytest

from course_lib.applications.education.collection import draw_essays, mended
from course_lib.applications.education.wording import Wording, edits, tokens

READ = ["The dog needs a walk. We went to the market.", "The market is full. A walk is good for the dog."]


@cache
def taught():
    essays = draw_essays(500)
    return Wording.taught_by(essays[:400]), essays[400:]


def test_an_unknown_word_gets_the_nearest_known_one():
    (remark,) = Wording.of(READ).remarks("We went to the markket.")
    assert (remark.kind, remark.instead) == ("spelling", "market")
    assert "We went to the markket."[remark.start : remark.end] == "markket"


def test_a_missing_article_is_seen_by_the_pair_that_it_leaves():
    (remark,) = Wording.of(READ).remarks("The dog needs walk.")
    assert (remark.kind, remark.instead) == ("language", "a walk")


def test_a_name_is_no_mistake():
    assert tokens("Then Ahmed ran.", {"then", "ran"})[0][1].word == "NAME"
    assert Wording.of(["Ahmed went home."]).remarks("Leila went home.") == []


def test_a_text_that_has_been_read_gets_no_remark():
    wording = Wording.of(READ)
    assert [wording.remarks(text) for text in READ] == [[], []]


def test_one_edit_gives_as_many_words_as_can_be_counted():
    # n letters out, n - 1 swaps, 25 n changes, 26 (n + 1) insertions with n equal pairs, and the word itself
    assert len(edits("cat") - {"cat"}) == 3 + 2 + 75 + 26 * 4 - 3


def test_nearly_all_planted_faults_are_found_and_few_false_ones():
    wording, essays = taught()
    hits = n_true = n_remarks = right = 0
    for one in essays:
        remarks = wording.remarks(one.text)
        faults = [fault for fault in one.faults if fault.criterion in ("language", "spelling")]
        touched = [[r for r in remarks if f.span.start <= r.end and r.start <= f.span.end] for f in faults]
        hits += sum(map(bool, touched))
        n_true, n_remarks = n_true + len(faults), n_remarks + len(remarks)
        right += sum(any(r.instead == f.correction for r in found) for found, f in zip(touched, faults, strict=True))
    assert hits / n_true > 0.9
    assert right / n_true > 0.6
    assert n_remarks < 1.15 * n_true


def test_mended_essays_are_nearly_free_of_remarks():
    wording, essays = taught()
    n = [len(wording.remarks(mended(one))) for one in essays]
    assert sum(n) / len(n) < 0.3


@pytest.mark.usefixtures("as_readers_call_it")
def test_a_single_text_is_refused():
    with pytest.raises(ValueError, match="a list of at least one text, got 'The dog"):
        Wording.of("The dog needs a walk.")
