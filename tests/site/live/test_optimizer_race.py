"""The race of optimizers answers to mouse, touch and keyboard, on a wide screen and on a telephone, in both themes."""

from typing import Any

import pytest

CHAPTER = "notebooks/attention/04_neural_networks.html"
BOX = ".or"


def ends(figure: Any) -> dict[str, str]:
    """What the table says of each optimizer."""
    rows = [row.locator("th, td").all_inner_texts() for row in figure.locator("tbody tr").all()]
    return {name.strip(): end for name, _, end in rows}


def test_all_race_from_the_start(figure: Any) -> None:
    assert set(ends(figure)) == {"SGD", "Momentum", "RMSProp", "Adam"}
    assert "flew away" not in ends(figure).values()
    assert figure.locator("[aria-live=polite]").inner_text() == ""


def test_the_task_is_reached_by_keyboard_and_the_figure_says_so(figure: Any) -> None:
    slider = figure.get_by_role("slider", name="Learning rate")
    slider.focus()
    for _ in range(20):  # each a twentieth of a factor of ten: from 0.02 to 0.2
        figure.page.keyboard.press("ArrowRight")
    assert ends(figure)["SGD"] == "flew away"
    assert ends(figure)["Adam"] == "arrived"
    assert figure.locator("[aria-live=polite]").inner_text().startswith("✓ Reached")
    figure.get_by_role("button", name="Reset").click()
    assert figure.locator("[aria-live=polite]").inner_text() == ""


def test_the_start_follows_the_pointer(figure: Any, request: pytest.FixtureRequest) -> None:
    box = figure.locator(".or-plane").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if "phone" in request.node.name:
        figure.page.touchscreen.tap(x + box["width"] / 4, y)
    else:
        figure.page.mouse.click(x + box["width"] / 4, y)
    assert abs(float(figure.get_by_role("slider", name="Start: x").input_value()) - 1.1) < 0.11
    assert abs(float(figure.get_by_role("slider", name="Start: y").input_value())) < 0.11


def test_a_step_moves_every_walker_and_a_box_hides_one(figure: Any) -> None:
    figure.get_by_role("slider", name="Steps").fill("0")
    before = [dot.get_attribute("cx") for dot in figure.locator(".or-dot").all()]
    assert len(set(before)) == 1
    figure.get_by_role("button", name="One step").click()
    after = [dot.get_attribute("cx") for dot in figure.locator(".or-dot").all()]
    assert all(old != new for old, new in zip(before, after, strict=True))
    figure.get_by_role("checkbox", name="RMSProp").uncheck()
    assert not figure.locator(".or-dot.or-2").is_visible()
    assert figure.locator(".or-dot.or-3").is_visible()


def test_it_plays_and_pauses(figure: Any) -> None:
    figure.get_by_role("slider", name="Steps").fill("0")
    figure.get_by_role("button", name="Play").click()
    steps = figure.get_by_role("slider", name="Steps")
    for _ in range(60):
        if int(steps.input_value()) > 5:
            break
        figure.page.wait_for_timeout(50)
    assert 5 < int(steps.input_value()) < 150
    figure.get_by_role("button", name="Pause").click()
    assert figure.get_by_role("button", name="Play").is_visible()


def test_who_wants_no_movement_gets_the_end_at_once(figure: Any) -> None:
    figure.page.emulate_media(reduced_motion="reduce")
    figure.get_by_role("slider", name="Steps").fill("0")
    figure.get_by_role("button", name="Play").click()
    assert figure.get_by_role("slider", name="Steps").input_value() == "150"
    figure.page.emulate_media(reduced_motion="no-preference")


def test_on_the_ridge_of_the_saddle_nobody_leaves(figure: Any) -> None:
    figure.get_by_role("combobox", name="Surface").select_option("saddle")
    figure.get_by_role("slider", name="Start: y").fill("0")
    assert set(ends(figure).values()) == {"on the way"}
    figure.get_by_role("slider", name="Start: y").fill("0.1")
    assert ends(figure)["Adam"] == "arrived"


def test_the_picture_says_how_the_race_ends(figure: Any) -> None:
    said = figure.locator(".or-plane").get_attribute("aria-label")
    assert all(f"{name} {end}" in said for name, end in ends(figure).items())


def test_nothing_scrolls_sideways(figure: Any) -> None:
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth")
