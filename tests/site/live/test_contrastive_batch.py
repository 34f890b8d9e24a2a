"""The batch on a circle answers to mouse, touch and keyboard, on a wide screen and on a telephone, in both themes."""

import math
from typing import Any

import pytest

CHAPTER = "notebooks/finetuning/15_sentence_pairs.html"
BOX = ".cb"
NAMES = ("A1", "A2", "A3", "B1", "B2", "B3")


def loss(figure: Any) -> float:
    return float(figure.locator(".cb-loss").inner_text().split()[1])


def grid(figure: Any) -> list[list[float]]:
    rows = figure.locator(".cb-grid tbody tr").all()
    return [[float(cell.inner_text()) for cell in row.locator("td").all()] for row in rows]


def turn(figure: Any, name: str, angle: int) -> None:
    figure.get_by_label("Sentence", exact=True).select_option(name)
    figure.get_by_label("Its angle").fill(str(angle))


def place(figure: Any, angle: float, radius: float = 1.0) -> tuple[float, float]:
    box = figure.locator(".cb-plane").bounding_box()
    unit = box["width"] / 3.2 * radius
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    return x + unit * math.cos(math.radians(angle)), y - unit * math.sin(math.radians(angle))


def test_the_rows_of_the_grid_sum_to_one(figure: Any) -> None:
    assert all(sum(row) == pytest.approx(1, abs=0.02) for row in grid(figure))
    assert len(grid(figure)) == 3


def test_the_task_is_reached_by_hand_and_the_figure_says_so(figure: Any) -> None:
    verdict = figure.locator("[aria-live=polite]")
    assert verdict.inner_text() == ""
    for name, angle in zip(NAMES, (0, 120, -120) * 2, strict=True):
        turn(figure, name, angle)
    assert loss(figure) == pytest.approx(0.095, abs=0.001)
    assert verdict.inner_text().startswith("✓ Reached")
    figure.get_by_role("button", name="Reset").click()
    assert verdict.inner_text() == ""


def test_steps_down_the_gradient_lower_the_loss(figure: Any) -> None:
    button = figure.get_by_role("button", name="Step down the gradient")
    before = loss(figure)
    button.focus()
    for _ in range(4):
        figure.page.keyboard.press("Enter")
    assert loss(figure) < before


def test_a_low_temperature_is_no_way_round(figure: Any) -> None:
    for name, angle in zip(NAMES, (0, 60, -60) * 2, strict=True):
        turn(figure, name, angle)
    assert loss(figure) > 0.15
    figure.get_by_label("Temperature").fill("0.1")
    assert loss(figure) < 0.15
    assert "must be 0.5 or more" in figure.locator("[aria-live=polite]").inner_text()


def test_a_sentence_follows_the_pointer(figure: Any, request: pytest.FixtureRequest) -> None:
    figure.get_by_role("button", name="Reset").click()
    if "phone" in request.node.name:
        figure.page.touchscreen.tap(*place(figure, -90))
        assert figure.get_by_label("Sentence", exact=True).input_value() == "2"
        return
    figure.page.mouse.move(*place(figure, -90))
    figure.page.mouse.down()
    figure.page.mouse.move(*place(figure, 180), steps=8)
    figure.page.mouse.up()
    assert figure.get_by_label("Sentence", exact=True).input_value() == "2"
    assert abs(abs(float(figure.get_by_label("Its angle").input_value())) - 180) <= 5


def test_the_picture_says_its_angles_in_words(figure: Any) -> None:
    said = figure.locator(".cb-plane").get_attribute("aria-label")
    assert "A1 100°" in said
    assert "°" in figure.get_by_label("Its angle").get_attribute("aria-valuetext")


def test_the_figure_is_no_wider_than_the_page(figure: Any) -> None:
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
