"""The blind test of chapter 18 answers to keyboard, mouse and touch, wide and narrow."""

from typing import Any

import pytest

CHAPTER = "notebooks/applications/18_text_generation.html"
BOX = ".bt"
MOTION = "reduce"


def verdict(figure: Any) -> str:
    return figure.locator(".bt-verdict").inner_text()


def press(figure: Any, request: pytest.FixtureRequest, name: str) -> None:
    button = figure.get_by_role("button", name=name)
    if "phone" in request.node.name:
        button.tap()
    else:
        button.click()


def test_it_begins_with_the_first_text_and_no_verdict(figure: Any) -> None:
    assert figure.locator(".bt-place").inner_text().startswith("Text 1 of ")
    assert len(figure.locator(".bt-text").inner_text()) > 40
    assert verdict(figure) == ""
    assert figure.get_by_role("button", name="Take the last one back").is_disabled()


def test_a_guess_is_answered_and_can_be_taken_back(figure: Any, request: pytest.FixtureRequest) -> None:
    first = figure.locator(".bt-text").inner_text()
    press(figure, request, "A model wrote it")
    assert figure.locator(".bt-answer").inner_text()[0] in "✓✗"
    assert figure.locator(".bt-place").inner_text().startswith("Text 2 of ")
    press(figure, request, "Take the last one back")
    assert figure.locator(".bt-text").inner_text() == first


def test_all_can_be_judged_by_keyboard(figure: Any) -> None:
    figure.locator(".bt-text").focus()
    total = int(figure.locator(".bt-place").inner_text().split(" of ")[1].split()[0])
    for number in range(total):
        figure.get_by_role("button", name="Reset").focus()
        figure.page.keyboard.press("m" if number % 2 else "n")
    assert figure.locator(".bt-place").inner_text() == f"All {total} texts are judged."
    assert figure.get_by_role("button", name="A model wrote it").is_disabled()
    assert f"of {total} right" in verdict(figure)


def test_right_guesses_reach_the_task(figure: Any, request: pytest.FixtureRequest) -> None:
    for _ in range(12):
        press(figure, request, "A model wrote it")
        if figure.locator(".bt-answer").inner_text().startswith("✗"):
            press(figure, request, "Take the last one back")
            press(figure, request, "No model wrote it")
    assert verdict(figure).startswith("✓ Task reached: 12 of 12 right")
