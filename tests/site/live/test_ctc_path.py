"""The live figure of chapter 23 answers to keyboard, mouse and touch, on a wide screen and on a telephone."""

from typing import Any

CHAPTER = "notebooks/applications/23_speech.html"
BOX = ".cp"


def verdict(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def choose(figure: Any, symbols: str) -> None:
    """Press one cell in each frame; "–" is the blank."""
    for frame, symbol in enumerate(symbols, 1):
        name = "blank" if symbol == "–" else symbol
        figure.get_by_role("button", name=f"Frame {frame}: {name},").click()


def test_at_the_start_nothing_is_read(figure: Any) -> None:
    assert verdict(figure).startswith("It reads nothing, not TOO yet.")


def test_two_neighbours_become_one(figure: Any) -> None:
    choose(figure, "TTOOOO–")
    assert verdict(figure).startswith("It reads TO, not TOO yet. Equal neighbours")


def test_a_blank_between_keeps_both(figure: Any) -> None:
    choose(figure, "–TO––O–")
    assert verdict(figure).startswith("✓ It reads TOO.")
    choose(figure, "TTO–OO–")
    assert verdict(figure).startswith("✓ Reached")
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure).startswith("It reads nothing")


def test_the_best_of_each_frame_is_a_button(figure: Any) -> None:
    figure.get_by_role("button", name="Best of each frame").click()
    assert verdict(figure).startswith("It reads TO,")


def test_the_keyboard_moves_and_chooses(figure: Any) -> None:
    first = figure.locator(".cp-cell").first
    first.focus()
    first.press("ArrowDown")
    figure.locator(".cp-cell:focus").press("Enter")
    assert figure.get_by_role("button", name="Frame 1: T,").get_attribute("aria-pressed") == "true"
    assert figure.locator(".cp-text").first.inner_text().startswith("T")
