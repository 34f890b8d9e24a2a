"""The search word by word answers to mouse, touch and keyboard, on a wide screen and on a telephone."""

from typing import Any

import pytest

CHAPTER = "notebooks/applications/21_question_answering.html"
BOX = ".ps"


def first(figure: Any) -> str:
    return str(figure.locator(".ps-list li").first.get_attribute("data-passage"))


def test_five_passages_are_shown_the_best_first(figure: Any) -> None:
    scores = [float(one) for one in figure.locator(".ps-score").all_inner_texts()]
    assert len(scores) == 5
    assert scores == sorted(scores, reverse=True)


def test_the_task_is_reached_by_b_and_the_figure_says_so(figure: Any) -> None:
    verdict = figure.locator("[aria-live=polite]")
    before = first(figure)
    assert verdict.inner_text() == ""
    figure.get_by_label("b: length").fill("0.9")
    assert verdict.inner_text().startswith("✓ Reached")
    assert first(figure) != before
    figure.get_by_role("button", name="Reset").click()
    assert verdict.inner_text() == ""
    assert first(figure) == before


def test_the_keyboard_turns_b(figure: Any) -> None:
    b = figure.get_by_label("b: length")
    b.focus()
    figure.page.keyboard.press("End")
    assert b.get_attribute("aria-valuetext") == "1.00"


def test_another_question_can_be_chosen_or_typed(figure: Any) -> None:
    before = first(figure)
    figure.get_by_label("Question").select_option("1")
    assert first(figure) != before
    figure.get_by_label("In words").fill("zebra")
    assert "nothing to cite" in figure.locator(".ps-answer").inner_text()
    assert figure.get_by_label("Question").input_value() == "own"


def test_a_passage_opens_by_mouse_or_touch(figure: Any, request: pytest.FixtureRequest) -> None:
    button = figure.locator(".ps-text").first
    if button.inner_text().endswith("…"):
        if "phone" in request.node.name:
            button.tap()
        else:
            button.click()
        assert figure.locator(".ps-text").first.get_attribute("aria-expanded") == "true"
        assert not figure.locator(".ps-text").first.inner_text().endswith("…")


def test_the_figure_is_no_wider_than_the_page(figure: Any) -> None:
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
