"""The chat box sends, shows and starts anew."""

import pytest

from course_lib.applications.dialogue.bot import DeskBot
from course_lib.applications.dialogue.chat_box import ChatBox
from course_lib.applications.dialogue.simulation import talks


@pytest.fixture
def box():
    return ChatBox(DeskBot(talks(1)[0].records))


def test_what_is_typed_is_sent_and_the_line_is_empty_again(box):
    box.line.value = "I would like a gift card for 20 crowns."
    assert box.line.value == ""
    assert "<b>You:</b> I would like a gift card" in box.talk.value
    assert "amount = 20 crowns" in box.state.value
    assert len(box.bot.log) == 2


def test_the_button_sends_nothing_where_nothing_is_typed(box):
    box.send.click()
    assert box.bot.log == []


def test_a_new_talk_forgets(box):
    box.say("I would like a gift card for 20 crowns.")
    box.reset.click()
    assert "nothing yet" in box.state.value
    assert "You:" not in box.talk.value


def test_signs_of_html_are_shown_and_not_obeyed(box):
    box.say("<b>Hello</b>")
    assert "&lt;b&gt;Hello" in box.talk.value


def test_where_there_is_no_kernel_it_says_what_it_is(box):
    assert repr(box) == "A box to chat with the desk: run this cell to use it."
