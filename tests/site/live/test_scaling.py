"""Spending a budget: by mouse, touch and keyboard, wide and narrow, in both themes."""

from typing import Any

import pytest

CHAPTER = "notebooks/pretraining/11_scaling.html"
BOX = ".bu"


def press(figure: Any, label: str, key: str, times: int) -> None:
    slider = figure.get_by_label(label, exact=True)
    slider.focus()
    for _ in range(times):
        figure.page.keyboard.press(key)


def reading(figure: Any, name: str) -> str:
    return figure.locator("dt", has_text=name).locator("xpath=following-sibling::dd[1]").inner_text()


def test_at_the_start_there_is_money_left(figure: Any) -> None:
    assert reading(figure, "Operations to train") == "6.0·10¹⁹"
    assert reading(figure, "Tokens a parameter") == "10"
    assert reading(figure, "Operations to serve") == "not counted"
    assert "there is more to spend" in figure.locator("[aria-live=polite]").inner_text()


def test_the_first_task_is_reached_by_keyboard(figure: Any) -> None:
    verdict = figure.locator("[aria-live=polite]")
    press(figure, "Training tokens", "ArrowRight", 30)  # 10^11.5
    assert verdict.inner_text().startswith("Over the budget")
    press(figure, "Training tokens", "ArrowLeft", 11)  # 10^10.95
    press(figure, "Parameters", "ArrowRight", 5)  # 10^9.25
    assert verdict.inner_text().startswith("✓ Reached")
    figure.get_by_role("button", name="Reset").click()
    assert not verdict.inner_text().startswith("✓")
    assert figure.get_by_label("Parameters", exact=True).input_value() == "9"


def test_a_press_in_the_plane_moves_the_choice(figure: Any, request: pytest.FixtureRequest) -> None:
    plane = figure.locator(".bu-plane")
    box, before = plane.bounding_box(), plane.get_attribute("aria-label")
    act = plane.tap if "phone" in request.node.name else plane.click
    act(position={"x": 0.7 * box["width"], "y": 0.3 * box["height"]})
    assert plane.get_attribute("aria-label") != before
    assert figure.locator("[aria-live=polite]").inner_text().startswith("Over the budget")


def test_serving_asks_for_a_smaller_model_and_changes_the_task(figure: Any) -> None:
    assert figure.get_by_label("Tokens to serve").is_disabled()
    figure.get_by_label("Count serving too").check()
    assert figure.locator(".bu-task").inner_text().startswith("Task 2")
    assert figure.get_by_label("Tokens to serve").is_enabled()
    verdict = figure.locator("[aria-live=polite]")
    assert verdict.inner_text().startswith("The loss is still above 2.005")
    press(figure, "Parameters", "ArrowRight", 16)  # 10^9.8
    press(figure, "Training tokens", "ArrowRight", 52)  # 10^12.6
    assert verdict.inner_text().startswith("✓ Reached")


def test_another_law_moves_the_best_choice(figure: Any) -> None:
    line = figure.locator(".bu-best")
    before, loss = line.get_attribute("d"), reading(figure, "Predicted loss")
    figure.get_by_label("Law of the loss").select_option(label="Besiroglu et al.")
    assert line.get_attribute("d") != before
    assert reading(figure, "Predicted loss") != loss


def test_more_gpus_take_fewer_days(figure: Any) -> None:
    before = reading(figure, "Days on the GPUs")
    press(figure, "GPUs", "ArrowLeft", 4)  # a tenth
    low, high = reading(figure, "Days on the GPUs").split(" to ")
    assert float(low) > 9 * float(before.split(" to ")[0])
    assert float(high) > float(low)


def test_nothing_scrolls_sideways_and_a_finger_finds_the_controls(figure: Any) -> None:
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
    assert figure.locator(".bu-slider").first.bounding_box()["height"] >= 32
