"""The judge of stories, and the win rate."""

import pytest

from course_lib.finetuning.preferences import Pair
from course_lib.finetuning.story_judge import Marks, WinRate, marks, openings, preferred_pairs, spoken, win_rate


def test_a_contradiction_is_an_error_and_speech_is_not_read():
    assert marks('The sun shone. "It rains!" she said. It rained all day.') == Marks(1, 1, 1)


def test_a_sentence_that_breaks_off_is_left_out():
    assert marks("The sun shone. It rained all") == Marks(0, 1, 0)
    assert marks("It rained all") == marks("") == Marks(0, 0, 0)


def test_stories_of_the_town_make_no_errors():
    assert all(marks(one).wrong == 0 for one in openings(5))


def test_the_continuation_with_fewer_errors_is_chosen_and_draws_are_left_out():
    begin, good, bad = "The sun shone.", " It was a bright day.", " It rained all day."
    pairs = preferred_pairs([begin] * 3, [bad, good, good], [good, bad, good])
    assert pairs == [Pair(begin, good, bad)] * 2


def test_a_draw_counts_half():
    ours, theirs = [0, 1, 2], [1, 1, 0]
    assert win_rate(ours, theirs) == WinRate((1.0, 0.5, 0.0))
    assert win_rate(ours, theirs).mean == 0.5


def test_the_interval_narrows_with_the_prompts():
    few, many = WinRate((1.0, 0.0, 1.0, 1.0) * 5).interval, WinRate((1.0, 0.0, 1.0, 1.0) * 50).interval
    assert few.low < many.low < 0.75 < many.high < few.high


def test_no_stories_and_lists_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="got 1 and 0"):
        win_rate([0], [])


def test_who_speaks_is_counted_also_where_the_story_breaks_off():
    assert spoken("Anna said nothing.") == 0
    assert spoken('"Hello!" Anna said. "It is late.') == 2


def test_what_counts_as_a_fault_decides_which_is_chosen():
    loud, false = '"Hello!" Anna said.', "The sun shone. It rained all day."
    assert [one.chosen for one in preferred_pairs([""], [loud], [false])] == [loud]
    assert [one.chosen for one in preferred_pairs([""], [loud], [false], spoken)] == [false]
