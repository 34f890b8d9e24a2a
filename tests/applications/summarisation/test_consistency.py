"""A summary of the town's own words is true; with two names exchanged it is not."""

import pytest

from course_lib.applications.summarisation.consistency import consistency, statements, swapped, verdict
from course_lib.applications.summarisation.gists import gists

STORIES = gists(40, n_events=2, seed="consistency tests")


def test_every_reference_is_true():
    found = consistency([one.summary for one in STORIES], [one.world for one in STORIES])
    assert found == {"true": 1.0, "false": 0.0, "unknown": 0.0}


def test_names_exchanged_make_most_summaries_false():
    pairs = [one for one in STORIES if len(one.people) > 1]
    found = consistency([swapped(one.summary, one.people) for one in pairs], [one.world for one in pairs])
    assert len(pairs) > 15
    assert found["false"] > 0.6


def test_what_nobody_would_say_is_unknown_and_so_is_nothing():
    world = STORIES[0].world
    assert verdict("Colourless ideas sleep.", world) == verdict("", world) == "unknown"


def test_one_false_statement_spoils_the_summary():
    stories = (one for one in STORIES if len(one.people) > 1)
    wrong = ((one, swapped(one.summary, one.people)) for one in stories)
    one, lie = next((one, lie) for one, lie in wrong if verdict(lie, one.world) == "false")
    both = f"{one.summary} {lie}"
    assert {"true", "false"} <= {found.verdict for found in statements(both, one.world)}
    assert verdict(both, one.world) == "false"


def test_a_chinese_summary_is_judged_too():
    stories = gists(10, n_events=1, seed="zh", language="zh")
    found = consistency([one.summary for one in stories], [one.world for one in stories], "zh")
    assert found["true"] == 1.0


def test_what_does_not_go_together_is_refused():
    with pytest.raises(ValueError, match="1 summaries and 2 worlds"):
        consistency(["x"], [STORIES[0].world] * 2)
    with pytest.raises(ValueError, match="two names to swap, got 1"):
        swapped("Anna ran.", ["Anna"])
