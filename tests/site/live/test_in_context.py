"""The live figure of chapter 16 answers to keyboard, mouse and touch, wide and narrow."""

from typing import Any

import pytest

CHAPTER = "notebooks/finetuning/16_prompting.html"
BOX = ".ic"
MOTION = "reduce"


def shares(figure: Any) -> dict[str, float]:
    """Return what the bars say, by shelf, in percent."""
    found = {}
    for row in figure.locator(".ic-bar").all():
        shelf = row.locator("span").first.inner_text().split()[0]
        found[shelf] = float(row.locator(".ic-number").inner_text().strip(" %"))
    return found


def verdict(figure: Any) -> str:
    return figure.locator("[aria-live=polite]").inner_text()


def press(figure: Any, request: pytest.FixtureRequest, name: str) -> None:
    button = figure.get_by_role("button", name=name)
    if "phone" in request.node.name:
        button.tap()
    else:
        button.click()


def test_without_examples_no_shelf_is_preferred(figure: Any) -> None:
    assert set(shares(figure)) == {"north", "east", "south", "west"}
    assert all(10 < share < 40 for share in shares(figure).values())
    assert verdict(figure) == ""
    assert figure.locator(".ic-empty").is_visible()


def test_both_tasks_are_reached_by_keyboard(figure: Any) -> None:
    add = figure.get_by_role("button", name="Add the next example")
    add.focus()
    for _ in range(4):
        figure.page.keyboard.press("Enter")
    assert verdict(figure).startswith("✓ Task 1 reached with 4 examples")
    assert shares(figure)["south"] > 90
    flip = figure.get_by_role("button", name="Flip the label of example 4")
    flip.focus()
    figure.page.keyboard.press("Enter")
    assert "✓ Task 2 reached" in verdict(figure)
    assert shares(figure)["south"] < 50
    assert figure.page.evaluate("document.activeElement.textContent") == "Flip"


def test_examples_are_removed_and_moved(figure: Any, request: pytest.FixtureRequest) -> None:
    for _ in range(3):
        press(figure, request, "Add the next example")
    words = figure.locator(".ic-words")
    assert words.all_inner_texts() == ["bread → north", "candle → west", "drum → east"]
    press(figure, request, "Move example 3 one place earlier")
    assert words.all_inner_texts() == ["bread → north", "drum → east", "candle → west"]
    press(figure, request, "Remove example 1")
    assert words.all_inner_texts() == ["drum → east", "candle → west"]
    press(figure, request, "Reset")
    assert words.count() == 0


def test_another_question_has_another_answer(figure: Any, request: pytest.FixtureRequest) -> None:
    press(figure, request, "Add the next example")
    figure.get_by_label("Question: where is the").select_option("bread")
    assert shares(figure)["north"] > 90
    assert "(right)" in figure.locator(".ic-right").inner_text()


def test_there_is_room_for_nine_examples(figure: Any, request: pytest.FixtureRequest) -> None:
    for _ in range(9):
        press(figure, request, "Add the next example")
    assert figure.get_by_role("button", name="Add the next example").is_disabled()
    assert figure.locator(".ic-list li").count() == 9
