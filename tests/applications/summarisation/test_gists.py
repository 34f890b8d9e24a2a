"""Stories with their summaries: the same seed the same, in the house style, true of their world."""

import pytest

from course_lib.applications.summarisation.gists import HELD_OUT, about_names, gists, retold, without_names
from course_lib.corpora.town.chance import Chance


def test_the_same_seed_tells_the_same():
    first, again = (gists(3, seed=7) for _ in range(2))
    assert [(one.document, one.summary) for one in first] == [(one.document, one.summary) for one in again]
    assert first[0].document != gists(1, seed=8)[0].document


def test_a_summary_has_a_sentence_an_event():
    assert {one.summary.count(".") for one in gists(20, n_events=2, seed=1)} == {2}


def test_the_house_style_does_not_vary_and_retelling_does():
    world = gists(1, seed=2)[0].world
    style = {retold(world, 3, Chance(seed)) for seed in range(5)}
    assert len(style) > 1
    assert gists(1, seed=2)[0].summary == gists(1, seed=2)[0].summary


def test_held_out_names_are_in_none_of_the_one_and_in_all_of_the_other():
    stories = gists(60, n_events=1, length=3, seed=3)
    assert all(name not in one.document for one in without_names(stories) for name in HELD_OUT)
    about = about_names(stories)
    assert about
    assert all(any(name in one.summary for name in HELD_OUT) for one in about)


def test_bad_sizes_are_refused():
    with pytest.raises(ValueError, match="n_events must be positive, got 0"):
        gists(1, n_events=0)
    with pytest.raises(ValueError, match="must not be negative, got -1"):
        gists(-1)
