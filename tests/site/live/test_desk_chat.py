"""The chat with the desk answers to mouse, touch and keyboard, on a wide screen and on a telephone, in both themes."""

from collections.abc import Callable
from typing import Any

import pytest

CHAPTER = "notebooks/applications/22_dialogue.html"
BOX = ".dc"


@pytest.fixture
def press(request: pytest.FixtureRequest) -> Callable[[Any], None]:
    """A function that presses a button, with a finger on the telephone."""
    return lambda button: button.tap() if "phone" in request.node.name else button.click()


def verdict(figure: Any) -> str:
    return str(figure.locator(".dc-verdict").inner_text())


def state(figure: Any) -> dict[str, str]:
    """What the table says: each slot with its value."""
    rows = figure.locator(".dc-state tbody tr").all()
    return {row.locator("th").inner_text(): row.locator("td").inner_text() for row in rows}


def said(figure: Any) -> list[str]:
    return [line.inner_text() for line in figure.locator(".dc-line").all()]


def test_the_task_is_reached_by_a_correction_and_the_figure_says_so(figure: Any, press: Callable[[Any], None]) -> None:
    turns = figure.locator(".dc-quick")
    assert state(figure) == {"request": "none yet"}
    press(turns.nth(0))
    assert state(figure)["request"] == "gift card"
    press(turns.nth(2))
    assert verdict(figure) == ""
    press(turns.nth(3))
    assert verdict(figure).startswith("✓ Reached: amount changed from 20 crowns to 30 crowns")
    assert "was 20 crowns" in state(figure)["amount"]
    assert state(figure)["name"].startswith("Rosa Ito")


def test_a_turn_is_typed_and_sent_by_keyboard(figure: Any) -> None:
    line = figure.get_by_label("You say", exact=True)
    line.focus()
    figure.page.keyboard.type("How much is a coat?")
    figure.page.keyboard.press("Enter")
    assert state(figure)["request"] == "price"
    assert said(figure)[-2] == "You: How much is a coat?"
    assert line.input_value() == ""


def test_the_last_turn_is_taken_back_and_all_is_reset(figure: Any, press: Callable[[Any], None]) -> None:
    back = figure.get_by_role("button", name="Take the last turn back")
    assert back.is_disabled()
    press(figure.locator(".dc-quick").nth(0))
    assert len(said(figure)) == 3
    press(back)
    assert len(said(figure)) == 1
    press(figure.locator(".dc-quick").nth(0))
    press(figure.get_by_role("button", name="Reset"))
    assert state(figure) == {"request": "none yet"}


def test_a_question_in_between_puts_the_request_aside(figure: Any, press: Callable[[Any], None]) -> None:
    turns = figure.locator(".dc-quick")
    press(turns.nth(0))
    press(turns.nth(1))
    assert state(figure)["request"] == "gift card"
    assert "Friday" in said(figure)[-1]
    assert said(figure)[-1].endswith("?"), "the desk goes on with what it was asked before"


def test_the_talk_is_a_log_that_is_read_aloud(figure: Any) -> None:
    log = figure.get_by_role("log", name="The talk")
    assert log.get_attribute("aria-live") == "polite"
    assert figure.get_attribute("role") == "group"
