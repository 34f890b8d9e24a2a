"""Feedback names the sentence: found and measured on essays whose faults are known."""

from functools import cache

import pytest

from course_lib.applications.education.collection import draw_essays, except_prompt, pieces, totals
from course_lib.applications.education.feedback import (
    Critic,
    about_the_plan,
    as_text,
    measured,
    true_flags,
)
from course_lib.metrics.agreement import quadratic_weighted_kappa


@cache
def taught():
    essays = draw_essays(700)
    return Critic.taught_by(essays[:600]), essays[600:]


def kinds(text, parts):
    return [(flag.sentence, flag.kind) for flag in about_the_plan(pieces(text), parts)]


def test_the_plan_by_hand():
    text = "I like it. First, a. B. Finally, c. D. Also, e. F. The end."
    parts = ["opening", "claim", "reason", "claim", "reason", "claim", "reason", "ending"]
    assert kinds(text, parts) == [(3, "order")]
    assert kinds("First, a. B. The end.", ["claim", "reason", "ending"]) == [(0, "no opening")]
    assert kinds("I like it. A. Also, b. C.", ["opening", "claim", "claim", "reason"]) == [
        (3, "no ending"),
        (1, "no connective"),
        (1, "no reason"),
    ]


def test_what_is_about_something_else_is_one_fault_or_many():
    parts = ["opening", "claim", "reason", "off topic", "ending"]
    assert kinds("I like it. First, a. B. C. The end.", parts) == [(3, "off topic")]
    parts = ["opening", "off topic", "off topic", "off topic", "ending"]
    assert kinds("I like it. A. B. C. The end.", parts) == [(1, "off topic essay")]


def test_flags_agree_with_the_truth_in_each_criterion():
    critic, essays = taught()
    flags = [[(flag.sentence, flag.criterion) for flag in critic.flags(one.text, one.prompt)] for one in essays]
    found = measured(flags, [true_flags(one) for one in essays])
    assert set(found) == {"content", "organisation", "language", "spelling"}
    assert min(one.precision for one in found.values()) > 0.85
    assert min(one.recall for one in found.values()) > 0.85


def test_points_that_follow_from_the_flags_agree_with_the_rubric():
    critic, essays = taught()
    given = [critic.scores(one.text, one.prompt).total for one in essays]
    assert quadratic_weighted_kappa(given, totals(essays)) > 0.9


def test_on_a_new_prompt_the_critic_is_lost():
    others, here = except_prompt(draw_essays(400), "My town")
    critic = Critic.taught_by(others)
    given = [critic.scores(one.text, one.prompt).total for one in here]
    assert quadratic_weighted_kappa(given, totals(here)) < 0.4


def test_a_sentence_counts_once_a_criterion():
    ours = [[(0, "content"), (0, "content"), (1, "spelling")]]
    theirs = [[(0, "content"), (2, "spelling"), (2, "spelling")]]
    found = measured(ours, theirs)  # type: ignore[arg-type]
    assert found["content"] == (1, 1, 1)
    assert found["spelling"] == (0, 0, 0)


def test_the_text_quotes_each_sentence_with_its_remarks():
    critic, essays = taught()
    one = next(essay for essay in essays if essay.faults)
    flags = critic.flags(one.text, one.prompt)
    text = as_text(flags, one.text)
    assert text.count("→") == len(flags)
    assert pieces(one.text)[flags[0].sentence].text in text
    assert as_text([], one.text) == "Nothing to say: well done."


@pytest.mark.usefixtures("as_readers_call_it")
def test_flags_without_the_truth_are_refused():
    with pytest.raises(ValueError, match="flags for each essay, got 1 for 2"):
        measured([[]], [[], []])
