"""What the bot must beat."""

import pytest

from course_lib.applications.dialogue.baselines import (
    Replies,
    form,
    single_turns,
    truthful,
    without_wording,
)
from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.simulation import play, report, talks


def test_an_old_turn_gets_its_old_reply():
    old = talks(5)
    replies = Replies(old)
    turn = next(i for i, one in enumerate(old[2].turns) if one.speaker == "customer")
    nearest, reply = replies.nearest(old[2].turns[turn].text)
    assert nearest == old[2].turns[turn].text
    assert reply == old[2].turns[turn + 1]


def test_no_talks_are_refused():
    with pytest.raises(ValueError, match="got 0"):
        Replies([])


def test_a_state_is_worth_more_than_single_turns():
    ours, single = (report(play(make, 40)) for make in (DeskBot, single_turns))
    assert ours.low > single.high


def test_a_form_needs_more_turns():
    ours, asked = (report(play(make, 40)) for make in (DeskBot, form))
    assert asked.turns > ours.turns + 0.5


def test_a_mind_reader_is_no_worse_than_three_in_four():
    assert report(truthful(40)).success > 0.75


def test_two_wordings_of_one_meaning_are_equal():
    first, second = (play(DeskBot, 1)[0].turns[1] for _ in range(2))
    assert without_wording(first) == without_wording(second)
    assert without_wording(first).text == ""
