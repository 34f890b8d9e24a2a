"""The path of a token answers to mouse, touch and keyboard, on a wide screen and on a telephone, in both themes."""

from collections.abc import Callable
from typing import Any

import pytest

CHAPTER = "notebooks/attention/07_transformer.html"
BOX = ".tp"


@pytest.fixture
def press(request: pytest.FixtureRequest) -> Callable[[Any], None]:
    """A function that presses a button, with a finger on the telephone."""
    return lambda button: button.tap() if "phone" in request.node.name else button.click()


def first_guesses(figure: Any) -> list[str]:
    return [each.inner_text() for each in figure.locator(".tp-first").all()]


def verdict(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def test_the_task_is_reached_by_keyboard_and_the_figure_says_so(figure: Any) -> None:
    slider = figure.get_by_label("Stage", exact=True)
    slider.focus()
    assert verdict(figure).startswith("Not yet")
    n_stages = int(slider.get_attribute("max"))
    for _ in range(n_stages):
        figure.page.keyboard.press("ArrowRight")
        if verdict(figure).startswith("✓ Found"):
            break
    assert verdict(figure).startswith("✓ Found: from")
    name = slider.get_attribute("aria-valuetext")
    assert f"“{name}”" in verdict(figure)
    assert figure.locator(".tp-guess").first.inner_text().startswith("1. ★")
    figure.get_by_role("button", name="Reset").click()
    assert slider.input_value() == "0"
    assert verdict(figure).startswith("Not yet")


def test_only_stages_that_were_visited_show_their_first_guess(figure: Any, press: Callable[[Any], None]) -> None:
    steps = figure.locator(".tp-step")
    assert [guess == "?" for guess in first_guesses(figure)] == [False] + [True] * (steps.count() - 1)
    press(steps.nth(2))
    assert [guess == "?" for guess in first_guesses(figure)] == [False, True, False] + [True] * (steps.count() - 3)
    assert steps.nth(2).get_attribute("aria-pressed") == "true"


def test_a_token_that_is_pressed_is_followed(figure: Any, press: Callable[[Any], None]) -> None:
    tokens = figure.locator(".tp-token")
    press(tokens.nth(2))
    assert [token.get_attribute("aria-pressed") for token in tokens.all()].index("true") == 2
    assert "comes next" in tokens.nth(3).get_attribute("aria-label")
    last = tokens.count() - 1
    tokens.nth(last).click(force=True)
    assert tokens.nth(last).get_attribute("aria-pressed") == "false"


def test_attention_is_shown_where_there_is_some_and_sums_to_one(figure: Any, press: Callable[[Any], None]) -> None:
    heads = figure.get_by_label("Attention of")
    assert heads.is_disabled()
    assert "no token looks" in figure.locator(".tp-looking").inner_text()
    press(figure.locator(".tp-step").nth(1))
    for head in ("-1", "0", "1"):
        heads.select_option(head)
        heights = figure.locator(".tp-look-fill").evaluate_all(
            "bars => bars.map((bar) => parseFloat(bar.style.height))"
        )
        assert sum(heights) == pytest.approx(100, abs=0.1)
    assert "looks most at" in figure.locator(".tp-looking").inner_text()


def test_another_text_begins_at_its_first_token(figure: Any) -> None:
    figure.get_by_label("Text", exact=True).select_option("2")
    tokens = figure.locator(".tp-token")
    assert tokens.first.get_attribute("aria-pressed") == "true"
    assert figure.get_by_label("Stage", exact=True).input_value() == "0"
