"""The live figure of chapter 26 answers to keyboard, mouse and touch, wide and narrow."""

from typing import Any

CHAPTER = "notebooks/applications/26_medicine_and_law.html"
BOX = ".di"
MOTION = "reduce"


def verdict(figure: Any) -> str:
    return figure.locator("[aria-live=polite]").inner_text()


def row(figure: Any, name: str) -> list[str]:
    """Return what the table says: this note, all notes."""
    return figure.locator(".di-table tr", has_text=name).locator("td").all_inner_texts()


def lower_until_reached(figure: Any) -> None:
    figure.get_by_label("Threshold", exact=True).focus()
    for _ in range(25):
        if verdict(figure).startswith("✓"):
            return
        figure.page.keyboard.press("ArrowLeft")


def test_at_the_start_names_are_missed_and_shown(figure: Any) -> None:
    assert int(row(figure, "names missed")[1]) > 0
    assert verdict(figure) == ""
    shown = [figure.locator(".di-note .di-leak").count()]
    for note in ("1", "2"):
        figure.get_by_label("Show", exact=True).select_option(note)
        shown.append(figure.locator(".di-note .di-leak").count())
    assert sum(shown) > 0


def test_both_tasks_are_reached_by_keyboard(figure: Any) -> None:
    lower_until_reached(figure)
    assert verdict(figure).startswith("✓ Task 1 reached: no name missed")
    assert row(figure, "names missed") == ["0", "0"]
    figure.page.keyboard.press("Home")
    assert "would be enough" in verdict(figure)
    figure.get_by_role("button", name="Reset").click()
    lower_until_reached(figure)
    for box in ("ages", "jobs"):
        figure.get_by_label(box, exact=True).focus()
        figure.page.keyboard.press("Space")
    assert verdict(figure).startswith("✓ Both tasks reached")
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure) == ""
    assert not figure.get_by_label("ages", exact=True).is_checked()


def test_the_lowest_threshold_masks_every_word(figure: Any) -> None:
    figure.get_by_label("Threshold", exact=True).fill("0")
    alarms, everywhere = map(int, row(figure, "false alarms"))
    assert figure.locator(".di-note .di-alarm").count() == alarms
    assert 0 < alarms < everywhere


def test_a_tick_hides_what_was_left_on_purpose(figure: Any, request: Any) -> None:
    figure.get_by_label("Threshold", exact=True).fill("6")
    before = figure.locator(".di-note .di-fact").count()
    for box in ("ages", "jobs", "relatives"):
        tick = figure.get_by_label(box, exact=True)
        if "phone" in request.node.name:
            tick.tap()
        else:
            tick.click()
        assert tick.is_checked()
    assert figure.locator(".di-note .di-fact").count() < before
