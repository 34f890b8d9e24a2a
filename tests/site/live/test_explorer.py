"""The model laid open answers to mouse, touch and keyboard, on a wide screen and on a telephone."""

from typing import Any

import pytest

CHAPTER = "notebooks/reference/explorer.html"
BOX = ".mx"
MOTION = "reduce"


@pytest.fixture
def figure(page: Any) -> Any:
    """The figure with its model, as it is at the start."""
    figure = page.locator(BOX).first
    figure.scroll_into_view_if_needed()
    load = figure.get_by_role("button", name="Load the model")
    if load.is_visible():
        load.click()
    figure.locator(".mx-token").first.wait_for(timeout=30_000)
    figure.get_by_role("button", name="Reset").click()
    figure.locator(".mx-compare caption", has_text="all heads are on").wait_for()
    figure.locator(".mx-count", has_text="14 tokens").wait_for()
    figure.locator(".mx-title", has_text="Layer 3, head 2").wait_for()
    return figure


def verdict(figure: Any) -> Any:
    return figure.locator("[aria-live=polite]")


def test_there_is_a_strip_for_each_head_and_a_line_for_each_stage(figure: Any) -> None:
    assert figure.locator(".mx-strip").count() == 24
    assert figure.locator(".mx-stream tbody tr").count() == 5
    assert "Rosa" in figure.locator(".mx-stream tbody tr").last.locator("strong").inner_text()


def test_the_first_task_is_reached_and_the_view_is_in_the_address(figure: Any) -> None:
    figure.get_by_label("switch this head off").check()
    verdict(figure).filter(has_text="✓ Task 1 reached").wait_for()
    figure.page.wait_for_url("**explorer.off=3.2**")
    figure.get_by_role("button", name="Switch all on").click()
    figure.page.wait_for_url(lambda url: "explorer.off" not in url)


def test_the_keyboard_goes_from_head_to_head_and_from_token_to_token(figure: Any) -> None:
    keyboard = figure.page.keyboard
    figure.locator(".mx-strip[tabindex='0']").focus()
    keyboard.press("ArrowUp")
    keyboard.press("ArrowLeft")
    assert figure.locator(".mx-title").inner_text().startswith("Layer 2, head 1")
    figure.locator(".mx-token[tabindex='0']").focus()
    keyboard.press("ArrowLeft")
    assert "token 13" in figure.locator(".mx-count").inner_text()
    keyboard.press("Home")
    assert "token 0" in figure.locator(".mx-count").inner_text()


def test_a_token_can_be_chosen_and_one_written(figure: Any) -> None:
    figure.locator(".mx-token").nth(10).click()
    assert "token 10" in figure.locator(".mx-count").inner_text()
    figure.get_by_role("button", name="Write the next token").click()
    figure.locator(".mx-count", has_text="15 tokens").wait_for()


def test_a_text_that_is_too_long_is_refused_in_words(figure: Any) -> None:
    figure.get_by_label("Text to look into").fill("Tom lost his key. " * 10)
    figure.locator(".wr-status", has_text="there is room for 32").wait_for()
    assert not figure.locator(".mx-tokens").is_visible()
