"""The scorer can be fooled, and its blindness shown, by mouse, touch and keyboard, in both themes."""

import re
from collections.abc import Callable
from typing import Any

import pytest

CHAPTER = "notebooks/applications/25_education.html"
BOX = ".fs"


@pytest.fixture
def press(request: pytest.FixtureRequest) -> Callable[[Any], None]:
    """A function that presses a box, with a finger on the telephone."""
    return lambda box: box.tap() if "phone" in request.node.name else box.click()


def verdict(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def points(figure: Any) -> tuple[float, float]:
    program, rubric = (float(one) for one in figure.locator(".fs-value").all_inner_texts())
    return program, rubric


def test_the_program_is_fooled_by_keyboard_and_the_figure_says_so(figure: Any) -> None:
    assert verdict(figure) == ""
    before = points(figure)
    figure.get_by_label("Say the first sentence three times").focus()
    figure.page.keyboard.press("Space")
    figure.get_by_label("Add sentences that say nothing").focus()
    figure.page.keyboard.press("Space")
    assert verdict(figure).startswith("✓ Task 1 reached")
    after = points(figure)
    assert after[0] >= before[0] + 2
    assert after[1] <= before[1]
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure) == ""
    assert points(figure) == before


def test_a_better_essay_goes_unnoticed(figure: Any, press: Callable[[Any], None]) -> None:
    before = points(figure)
    press(figure.get_by_label("Mend the grammar"))
    assert points(figure) == (before[0], before[1] + 2)
    assert verdict(figure).startswith("✓ Task 2 reached")


def test_what_an_edit_changes_is_marked_in_the_essay(figure: Any, press: Callable[[Any], None]) -> None:
    essay = figure.locator(".fs-text")
    assert essay.locator("mark").count() == 0
    press(figure.get_by_label("Add an ending"))
    assert essay.locator("mark").all_inner_texts() == ["So I hope that the town will listen to us."]
    press(figure.get_by_label("Add an ending"))
    assert essay.locator("mark").count() == 0


def test_a_reader_of_screens_hears_both_scores(figure: Any, press: Callable[[Any], None]) -> None:
    press(figure.get_by_label("Mend the spelling"))
    labels = [one.get_attribute("aria-label") for one in figure.locator(".fs-track").all()]
    assert [re.sub(r"\d+\.\d", "N", label) for label in labels] == [
        f"{name}: N points of 20; at the start N." for name in ("Program", "Rubric")
    ]
