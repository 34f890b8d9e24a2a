"""The alignment figure answers to mouse, touch and keyboard, on a wide screen and on a telephone, in both themes."""

from collections.abc import Callable
from typing import Any

import pytest

CHAPTER = "notebooks/applications/19_translation.html"
BOX = ".al"


@pytest.fixture
def press(request: pytest.FixtureRequest) -> Callable[[Any], None]:
    """A function that presses a button, with a finger on the telephone."""
    return lambda button: button.tap() if "phone" in request.node.name else button.click()


def verdict(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def shares(figure: Any) -> list[int]:
    return [int(one.inner_text().split()[0]) for one in figure.locator(".al-source small").all()]


def test_the_task_is_reached_by_keyboard_and_the_figure_says_so(figure: Any) -> None:
    words = figure.locator(".al-target")
    assert verdict(figure) == ""
    words.first.focus()
    for _ in range(words.count()):
        figure.page.keyboard.press("Enter")
        if verdict(figure).startswith("✓ Found"):
            break
        figure.page.keyboard.press("Tab")
    assert verdict(figure).startswith("✓ Found: 根")
    assert max(shares(figure)) > 90
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure) == ""


def test_a_word_that_is_pressed_shows_where_it_looks(figure: Any, press: Callable[[Any], None]) -> None:
    words = figure.locator(".al-target")
    press(words.nth(1))
    assert words.nth(1).get_attribute("aria-pressed") == "true"
    assert verdict(figure) == "Not this one."
    assert "looks most at" in figure.locator(".al-said").inner_text()
    assert sum(shares(figure)) == pytest.approx(100, abs=6)


def test_layers_and_heads_change_the_shares(figure: Any) -> None:
    before = shares(figure)
    figure.get_by_label("Layer", exact=True).select_option("0")
    assert shares(figure) != before
    figure.get_by_label("Head", exact=True).select_option("2")
    assert sum(shares(figure)) == pytest.approx(100, abs=6)


def test_another_sentence_has_other_words(figure: Any) -> None:
    figure.get_by_label("Sentence", exact=True).select_option("2")
    assert figure.locator(".al-target").count() == 3
    assert "卢卡斯" in figure.locator(".al-said").inner_text()
