"""The figure on number formats: typed numbers, clicked bits, the two tasks, by mouse, touch and keyboard."""

from typing import Any

import pytest

CHAPTER = "notebooks/pretraining/12_efficient_training.html"
BOX = ".fmt"


def made(figure: Any) -> dict[str, str]:
    """What each format makes of the number."""
    rows = figure.locator(".fmt-row").all()
    return {row.locator(".fmt-name").inner_text(): row.locator(".fmt-made").inner_text() for row in rows}


def said(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def type_number(figure: Any, text: str) -> None:
    figure.get_by_label("Number", exact=True).fill(text)


def test_at_the_start_each_format_shows_what_it_makes_of_pi(figure: Any) -> None:
    values = made(figure)
    assert values["bfloat16"] == "3.140625"
    assert values["float8 e4m3"] == "3.25"
    assert said(figure) == ""


def test_the_first_task_is_reached_by_typing_a_large_number(figure: Any) -> None:
    type_number(figure, "60000")
    assert said(figure) == ""
    type_number(figure, "100000")
    assert made(figure)["float16"] == "∞"
    assert said(figure).startswith("✓ Reached")
    assert "overflow" in figure.locator(".fmt-row").nth(1).inner_text()
    figure.get_by_role("button", name="Reset").click()
    assert said(figure) == ""


def test_the_second_task_is_reached_by_keyboard(figure: Any) -> None:
    figure.get_by_label("Choose").select_option("Task 2")
    figure.get_by_role("button", name="Set to 256").press("Enter")
    assert said(figure) == ""
    type_number(figure, "259")
    assert "smaller one" in said(figure)
    figure.get_by_role("button", name="Set to 256").press("Enter")
    figure.get_by_role("button", name="Add 1", exact=True).press("Enter")
    assert made(figure)["bfloat16"] == "256"
    assert said(figure).startswith("✓ Reached")


def test_one_added_in_bfloat16_is_lost_and_the_figure_says_so(figure: Any) -> None:
    figure.get_by_role("button", name="Set to 256").click()
    figure.get_by_role("button", name="Add 1 in bfloat16").click()
    assert made(figure)["float32"] == "256"
    assert "the 1 is lost" in said(figure)


def test_a_bit_that_is_clicked_or_touched_flips(figure: Any, request: pytest.FixtureRequest) -> None:
    sign = figure.locator(".fmt-row").nth(2).locator(".fmt-bit").first
    if "phone" in request.node.name:
        sign.tap()
    else:
        sign.click()
    assert made(figure)["float32"] == "−3.140625"
    assert sign.get_attribute("aria-label") == "sign bit 0: 1"


def test_arrow_keys_move_along_the_bits_and_enter_flips_one(figure: Any) -> None:
    row = figure.locator(".fmt-row").nth(4)
    row.locator(".fmt-bit").first.focus()
    for _ in range(7):
        figure.page.keyboard.press("ArrowRight")
    figure.page.keyboard.press("Enter")  # the last bit of 3 in e5m2: 1.10 becomes 1.11
    assert made(figure)["float8 e5m2"] == "3.5"
    assert row.locator("[tabindex='0']").count() == 1


def test_bits_that_stand_for_no_number_are_explained_and_change_nothing(figure: Any) -> None:
    type_number(figure, "57344")  # the largest of e5m2: its exponent has one 0 left
    before = made(figure)
    figure.locator(".fmt-row").nth(4).locator(".fmt-bit").nth(5).click()
    assert "infinity or NaN" in said(figure)
    assert made(figure) == before


def test_the_power_of_two_moves_the_number_and_the_range_of_int8_its_steps(figure: Any) -> None:
    figure.get_by_label("Power of two").fill("3")
    assert made(figure)["bfloat16"] == "12.5625"
    assert "cut off" in figure.locator(".fmt-row").last.inner_text()
    figure.get_by_label("int8 reaches to").fill("4")
    assert "cut off" not in figure.locator(".fmt-row").last.inner_text()
