"""A live figure of chapter 27, the guard's errors, answers to keyboard, mouse and touch."""

from typing import Any

import pytest

CHAPTER = "notebooks/applications/27_trust.html"
BOX = ".ge"
MOTION = "reduce"


def verdict(figure: Any) -> str:
    return figure.locator("[aria-live=polite]").inner_text()


def counts(figure: Any) -> list[int]:
    """Return the table: dangerous stopped and let through, then harmless."""
    return [int(one.replace(",", "")) for one in figure.locator("tbody td").all_inner_texts()]


def test_the_table_holds_ten_thousand_requests(figure: Any) -> None:
    assert sum(counts(figure)) == 10_000
    assert sum(counts(figure)[:2]) == 5_000
    rare = figure.get_by_label("Dangers in 1,000", exact=True)
    rare.fill("3")
    assert sum(counts(figure)[:2]) == 100
    assert rare.get_attribute("aria-valuetext") == "10 in 1,000"
    figure.get_by_role("button", name="Reset").click()
    assert sum(counts(figure)[:2]) == 5_000


def test_the_first_task_is_reached_by_keyboard(figure: Any) -> None:
    slider = figure.get_by_label("Threshold", exact=True)
    slider.focus()
    figure.page.keyboard.press("Home")
    assert "fewer false alarms are possible" in verdict(figure)
    for _ in range(100):
        if verdict(figure).startswith("✓ Task 1 reached"):
            break
        figure.page.keyboard.press("ArrowRight")
    assert "Fewer can't be had" in verdict(figure)


def test_the_second_task_has_its_price(figure: Any) -> None:
    figure.get_by_label("Dangers in 1,000", exact=True).fill("3")
    slider = figure.get_by_label("Threshold", exact=True)
    for place in range(30, 100):
        slider.fill(str(place / 100))
        if "✓ Task 2 reached" in verdict(figure):
            break
    assert "The price" in verdict(figure)
    stopped, _, alarms, _ = counts(figure)
    assert stopped >= alarms


def test_the_line_can_be_dragged(figure: Any, request: pytest.FixtureRequest) -> None:
    box = figure.locator(".ge-plane").bounding_box()
    x, y = box["x"] + box["width"] * (38 + 240) / 348, box["y"] + box["height"] / 3
    if "phone" in request.node.name:
        figure.page.touchscreen.tap(x, y)
    else:
        figure.page.mouse.move(box["x"] + box["width"] / 2, y)
        figure.page.mouse.down()
        figure.page.mouse.move(x, y, steps=4)
        figure.page.mouse.up()
    value = figure.get_by_label("Threshold", exact=True).input_value()
    assert float(value) == pytest.approx(0.8, abs=0.02)
