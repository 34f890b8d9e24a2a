"""The gates of an LSTM cell: by mouse, touch and keyboard, wide and narrow, in both themes."""

from typing import Any

import pytest

CHAPTER = "notebooks/attention/05_recurrent_networks.html"
BOX = ".lg"


def cell(figure: Any, step: int) -> float:
    """What the figure says of the cell after a step."""
    label = figure.locator(".lg-step").nth(step - 1).get_attribute("aria-label")
    return float(label.split("cell ")[1].split(",")[0].replace("−", "-"))


def press(figure: Any, label: str, key: str, times: int) -> None:
    slider = figure.get_by_label(label)
    slider.focus()
    for _ in range(times):
        figure.page.keyboard.press(key)


def test_at_the_start_the_first_input_is_lost_and_the_second_gets_in(figure: Any) -> None:
    assert cell(figure, 1) == pytest.approx(0.48, abs=0.01)
    assert abs(cell(figure, 8)) < 0.01
    assert cell(figure, 11) == pytest.approx(-0.48, abs=0.01)
    assert figure.locator("[aria-live=polite]").inner_text() == ""


def test_the_task_is_reached_by_keyboard_and_the_figure_says_so_step_by_step(figure: Any) -> None:
    verdict = figure.locator("[aria-live=polite]")
    press(figure, "Input gate: bias", "ArrowLeft", 12)  # -6
    assert verdict.inner_text().startswith("The unmarked −1 is ignored, but the first input is lost")
    press(figure, "Input gate: weight of the mark", "ArrowRight", 24)  # 12
    press(figure, "Forget gate: bias", "ArrowRight", 10)  # 5
    assert verdict.inner_text().startswith("✓ Reached")
    assert cell(figure, 16) > 0.5
    press(figure, "Input gate: bias", "ArrowRight", 12)  # back to 0
    assert not verdict.inner_text().startswith("✓")
    figure.get_by_role("button", name="Reset").click()
    assert figure.get_by_label("Forget gate: bias").input_value() == "0"
    assert verdict.inner_text() == ""


def test_a_press_on_a_step_changes_its_input_and_the_first_one_stays(
    figure: Any, request: pytest.FixtureRequest
) -> None:
    def act(button: Any) -> None:
        (button.tap if "phone" in request.node.name else button.click)()

    steps = figure.locator(".lg-step")
    for said in ("a marked 1", "an unmarked −1", "nothing"):
        act(steps.nth(4))
        assert f"{said} comes in" in steps.nth(4).get_attribute("aria-label")
    assert steps.nth(0).is_disabled()  # the input that the task is about


def test_the_output_gate_changes_what_is_shown_and_not_what_is_kept(figure: Any) -> None:
    before = cell(figure, 2)
    hidden = figure.locator(".lg-step").nth(1).get_attribute("aria-label").split("hidden state ")[1]
    press(figure, "Output gate: bias", "ArrowRight", 8)
    assert cell(figure, 2) == before
    assert figure.locator(".lg-step").nth(1).get_attribute("aria-label").split("hidden state ")[1] != hidden


def test_steps_are_large_enough_for_a_finger_and_nothing_scrolls_sideways(figure: Any) -> None:
    box = figure.locator(".lg-step").nth(7).bounding_box()
    assert box["width"] >= 24
    assert box["height"] >= 44
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
