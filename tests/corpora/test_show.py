"""Showing records: in both languages, no wider than the page."""

import numpy as np
import pytest

from course_lib.corpora.records import CaptionedPicture, Decision
from course_lib.corpora.show import columns, readable, side_by_side, wrapped
from course_lib.corpora.town.tasks.sets import TASKS


@pytest.mark.parametrize("name", TASKS)
def test_a_record_of_every_task_fits_the_page(name):
    shown = side_by_side(name, width=60, most=2)
    assert shown.startswith(f"{name}: ")
    assert max(map(columns, shown.split("\n"))) <= 62  # a closing mark may hang


def test_a_task_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="no task 'gossip'"):
        side_by_side("gossip")


def test_what_is_shown_has_something_marked():
    assert "/B-" in side_by_side("events")


def test_a_chinese_line_does_not_begin_with_a_full_stop():
    assert wrapped("一二三。四五", 6, 3) == ["一二", "三。四", "五"]


def test_a_picture_is_shown_by_its_size_and_captions():
    lines = readable(CaptionedPicture(np.zeros((3, 5, 3)), ("a kite", "a red kite"), "a dog"))
    assert lines == ["picture: 5 by 3", "captions: a kite | a red kite", "false: a dog"]


def test_a_decision_is_shown_with_its_reason():
    assert readable(Decision(("p", "q"), "Does it?", "yes", "it does")) == [
        "Does it? yes, because: it does",
        "text: p q",
    ]
