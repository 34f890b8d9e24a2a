"""What is left behind, counted in three ways."""

import pytest
from sklearn.metrics import fbeta_score, precision_recall_curve

from course_lib.applications.medicine_and_law.leaks import (
    count_words,
    f_beta,
    leaks_by_patient,
    recall_by_kind,
    removed,
    scores_and_truth,
    share_clean,
    summary,
    threshold_for,
)
from course_lib.applications.medicine_and_law.notes import notes_of
from course_lib.applications.medicine_and_law.scored_tagger import ScoredWord
from course_lib.corpora.annotations import Annotated, Span
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_notes import PERSONAL
from course_lib.metrics.precision_recall import Counts

NOTE = Annotated("Mr Eva Bell, 34, baker.", (Span(3, 11, "NAME"), Span(13, 15, "AGE"), Span(17, 22, "JOB")))


@pytest.mark.parametrize("beta", [0.5, 1, 2, 5])
def test_f_beta_is_that_of_scikit_learn(beta):
    chance = Chance("f", int(10 * beta))
    truth = [chance.happens(0.4) for _ in range(50)]
    guess = [chance.happens(0.7 if one else 0.2) for one in truth]
    both = sum(a and b for a, b in zip(truth, guess, strict=True))
    scores = Counts(both, sum(guess), sum(truth)).scores()
    expected = fbeta_score(truth, guess, beta=beta)
    assert f_beta(scores.precision, scores.recall, beta) == pytest.approx(expected)


def test_f_beta_of_nothing_is_nothing():
    assert f_beta(0.0, 0.0, 2) == 0


def test_a_mention_is_removed_only_with_all_its_words():
    name = NOTE.spans[0]
    assert removed(NOTE.text, name, [Span(0, 12, "X")])
    assert removed(NOTE.text, name, [Span(3, 6, "NAME"), Span(7, 11, "AGE")])
    assert not removed(NOTE.text, name, [Span(3, 6, "NAME")])
    assert not removed(NOTE.text, name, [Span(3, 10, "NAME")])  # a letter is left


def test_words_by_hand():
    found = [Span(0, 6, "NAME"), Span(17, 22, "JOB")]  # Mr Eva, baker
    assert count_words(NOTE, found) == Counts(right=2, predicted=3, wanted=4)


def test_recall_by_kind_by_hand():
    twice = [NOTE, NOTE]
    found = [[Span(3, 11, "NAME")], [Span(7, 11, "NAME"), Span(13, 15, "AGE")]]
    assert recall_by_kind(twice, found) == {"NAME": 0.5, "AGE": 0.5, "JOB": 0.0}


def test_a_patient_is_clean_only_if_all_notes_are():
    notes = notes_of("test", 60)
    perfect = [[*one.spans] for one in notes]
    assert share_clean(leaks_by_patient(notes, perfect, PERSONAL)) == 1
    found = [*perfect]
    victim = next(at for at, one in enumerate(notes) if any(s.label == "NAME" for s in one.spans))
    found[victim] = [one for one in perfect[victim] if one.label != "NAME"]
    left = leaks_by_patient(notes, found)
    assert [name for name, some in left.items() if some] == [notes[victim].patient]
    n_patients = len({one.patient for one in notes})
    assert share_clean(left) == pytest.approx(1 - 1 / n_patients)


def test_the_threshold_is_the_highest_that_is_enough():
    chance = Chance("threshold")
    truth = [chance.happens(0.3) for _ in range(200)]
    scores = [round(chance.random() * 0.5 + 0.4 * one, 2) for one in truth]
    _, recall, thresholds = precision_recall_curve(truth, scores)
    for wanted in (0.5, 0.9, 0.99, 1.0):
        expected = max(t for t, r in zip(thresholds, recall, strict=False) if r >= wanted)
        assert threshold_for(scores, truth, wanted) == expected


def test_scores_go_with_the_truth_of_their_words():
    (note,) = notes_of("dev", 1)
    words = [ScoredWord(a, b, 0.5, kind) for a, b, kind in note.spans[:2]]
    words += [ScoredWord(at, at + 1, 0.1, "") for at, c in enumerate(note.text) if not c.isalnum()]
    assert scores_and_truth([note], [words]) == ([0.5, 0.5], [True, True])


def test_a_perfect_release_and_none():
    notes = notes_of("dev", 20)
    assert set(summary(notes, [one.spans for one in notes]).values()) == {1.0}
    nothing = summary(notes, [() for _ in notes])
    assert nothing["recall"] == nothing["names"] == nothing["patients"] == 0


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="beta must be positive, got 0"):
        f_beta(0.5, 0.5, 0)
    with pytest.raises(ValueError, match="each note must have its spans, got 1 and 0"):
        recall_by_kind([NOTE], [])
    with pytest.raises(ValueError, match="got 1 and 2"):
        leaks_by_patient(notes_of("dev", 1), [[], []])
    with pytest.raises(ValueError, match="there must be a patient, got 0"):
        share_clean({})
    with pytest.raises(ValueError, match="got 2 and 0 personal"):
        threshold_for([0.1, 0.2], [False, False], 0.9)
    with pytest.raises(ValueError, match="at most 1, got 0"):
        threshold_for([0.1, 0.2], [True, False], 0)
