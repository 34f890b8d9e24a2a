"""The live figure of chapter 13 answers to keyboard, mouse and touch, wide and narrow."""

from typing import Any

import pytest

CHAPTER = "notebooks/finetuning/13_classification.html"
BOX = ".th"
MOTION = "reduce"


def verdict(figure: Any) -> str:
    return figure.locator("[aria-live=polite]").inner_text()


def matrix(figure: Any) -> list[int]:
    """Return the four counts of the table: marked and not, the wanted row first."""
    return [int(one) for one in figure.locator("tbody td").all_inner_texts()]


def numbers(figure: Any) -> dict[str, float]:
    rows = figure.locator(".th-numbers div").all_inner_texts()
    return {name: float(value) for name, value in (row.split() for row in rows)}


def test_at_the_start_table_and_numbers_agree(figure: Any) -> None:
    right, missed, alarms, left = matrix(figure)
    assert right + missed + alarms + left == 214
    shown = numbers(figure)
    assert shown["Precision"] == pytest.approx(right / (right + alarms), abs=0.006)
    assert shown["Recall"] == pytest.approx(right / (right + missed), abs=0.006)
    assert shown["Accuracy"] == pytest.approx((right + left) / 214, abs=0.006)
    assert verdict(figure) == ""
    assert figure.get_by_label("Threshold", exact=True).get_attribute("aria-valuetext") == "0.50"


def test_the_first_task_is_reached_by_keyboard(figure: Any) -> None:
    slider = figure.get_by_label("Threshold", exact=True)
    slider.focus()
    for _ in range(50):
        if verdict(figure).startswith("✓ Task 1 reached"):
            break
        figure.page.keyboard.press("ArrowLeft")
    assert "as few as can be" in verdict(figure)
    assert matrix(figure)[1] == 0
    figure.page.keyboard.press("Home")
    assert "would be enough" in verdict(figure)
    figure.get_by_role("button", name="Reset").click()
    assert slider.input_value() == "0.5"
    assert verdict(figure) == ""


def test_the_second_task_is_reached_by_the_slider(figure: Any) -> None:
    slider = figure.get_by_label("Threshold", exact=True)
    slider.fill("1")
    assert "more can be caught" in verdict(figure) or numbers(figure)["Precision"] == 0
    for place in range(51, 100):
        slider.fill(str(place / 100))
        if "✓ Task 2 reached" in verdict(figure):
            break
    assert "✓ Task 2 reached" in verdict(figure)
    assert numbers(figure)["Precision"] >= 0.95


def test_the_line_can_be_dragged(figure: Any, request: pytest.FixtureRequest) -> None:
    box = figure.locator(".th-strip").bounding_box()
    x, y = box["x"] + box["width"] * (42 + 240) / 352, box["y"] + box["height"] / 3
    if "phone" in request.node.name:
        figure.page.touchscreen.tap(x, y)
    else:
        figure.page.mouse.move(box["x"] + box["width"] / 2, y)
        figure.page.mouse.down()
        figure.page.mouse.move(x, y, steps=4)
        figure.page.mouse.up()
    value = figure.get_by_label("Threshold", exact=True).input_value()
    assert float(value) == pytest.approx(0.8, abs=0.02)
    assert "0.80" in figure.locator(".th-strip").get_attribute("aria-label") or abs(float(value) - 0.8) <= 0.02
    assert figure.locator(".th-plane").get_attribute("aria-label").startswith("Precision over recall")
