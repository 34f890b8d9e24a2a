"""The figure of pass@k answers to mouse, touch and keyboard, on a wide screen and on a telephone."""

from typing import Any

import pytest

CHAPTER = "notebooks/applications/24_code.html"
BOX = ".pk"


def test_the_task_is_reached_by_keyboard_and_only_with_the_smallest_k(figure: Any) -> None:
    verdict, k = figure.locator(".pk-verdict"), figure.get_by_label("Programs drawn, k")
    assert verdict.inner_text() == ""
    k.focus()
    for _ in range(5):
        figure.page.keyboard.press("ArrowRight")
    assert verdict.inner_text().startswith("✓ Reached with k = 6")
    figure.page.keyboard.press("ArrowRight")
    assert "a smaller k would do" in verdict.inner_text()
    figure.get_by_role("button", name="Reset").click()
    assert verdict.inner_text() == ""


def test_a_thousand_draws_agree_with_the_formula(figure: Any, request: pytest.FixtureRequest) -> None:
    figure.get_by_label("Programs drawn, k").fill("3")
    button = figure.get_by_role("button", name="Draw 1,000 times")
    if "phone" in request.node.name:
        button.tap()
    else:
        button.click()
    share = float(figure.locator(".pk-counted").inner_text().rstrip(".").split(": ")[1])
    assert share == pytest.approx(8 / 15, abs=0.06)
    assert figure.locator(".pk-drawn").count() == 3


def test_numbers_stay_in_range(figure: Any) -> None:
    figure.get_by_label("Programs written, n").fill("1")
    assert figure.locator(".pk-numbers").inner_text().startswith("pass@1 = 1.000")
    assert figure.locator(".pk-row").get_attribute("aria-label") == "1 programs, 1 of them right."


def test_the_figure_is_no_wider_than_the_page(figure: Any) -> None:
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
