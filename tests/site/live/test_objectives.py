"""The figure of six objectives answers to mouse, touch and keyboard, and judges the tasks."""

from typing import Any

import pytest

CHAPTER = "notebooks/pretraining/08_objectives.html"
BOX = ".ob"


def verdict(figure: Any) -> str:
    return str(figure.locator(".ob-verdict").inner_text())


def choose(figure: Any, objective: str) -> None:
    figure.locator(".ob-choice", has_text=objective).first.click()


def targets(figure: Any) -> list[str]:
    return [cell.inner_text() for cell in figure.locator(".ob-target").all()]


def test_it_starts_with_the_causal_objective_and_a_target_in_every_row(figure: Any) -> None:
    assert figure.get_by_label("causal", exact=True).is_checked()
    assert all(one.startswith("→ ") for one in targets(figure))
    n = len(targets(figure))
    assert f"Loss at {n} of {n} positions" in figure.locator(".ob-tally").inner_text()
    assert figure.locator(".ob-sees").count() == n * (n + 1) // 2


@pytest.mark.parametrize(
    ("objective", "n_targets"),
    [("masked", 1), ("next sentence", 1), ("permuted", 1), ("denoising", None), ("span corruption", None)],
)
def test_each_objective_shows_its_targets(figure: Any, objective: str, n_targets: int | None) -> None:
    choose(figure, objective)
    shown = [one for one in targets(figure) if one]
    assert len(shown) >= (n_targets or len(targets(figure)))
    assert figure.locator(".ob-reads").inner_text().startswith("The encoder" if n_targets is None else "The model")


def test_the_tasks_are_judged_one_after_the_other(figure: Any) -> None:
    this_is_it = figure.get_by_role("button", name="This is it")
    choose(figure, "masked")
    this_is_it.click()
    assert verdict(figure).startswith("Not this one: it counts a loss at ")
    choose(figure, "causal")
    this_is_it.click()
    assert verdict(figure).startswith("✓ Task 1")
    choose(figure, "denoising")
    this_is_it.click()
    assert "the whole text again" in verdict(figure)
    choose(figure, "span corruption")
    this_is_it.click()
    assert verdict(figure).startswith("✓ Task 2")
    assert this_is_it.is_disabled()
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure) == ""
    assert this_is_it.is_enabled()


def test_the_keyboard_chooses_objectives_and_positions(figure: Any) -> None:
    figure.get_by_label("causal", exact=True).focus()
    figure.page.keyboard.press("ArrowRight")
    assert figure.get_by_label("masked", exact=True).is_checked()
    slider = figure.get_by_label("Position", exact=True)
    slider.focus()
    figure.page.keyboard.press("ArrowRight")
    assert figure.locator(".ob-look").inner_text().startswith("Position 2")
    assert slider.get_attribute("aria-valuetext").startswith("2 of ")


def test_a_press_on_a_row_chooses_its_position(figure: Any) -> None:
    figure.locator(".ob-target").nth(2).click(force=True)
    assert figure.locator(".ob-look").inner_text().startswith("Position 3")


def test_the_noise_is_drawn_again_and_reset_brings_it_back(figure: Any) -> None:
    choose(figure, "denoising")
    first = figure.locator(".ob-tokens").inner_text()
    for _ in range(8):
        figure.get_by_role("button", name="Draw again").click()
        if figure.locator(".ob-tokens").inner_text() != first:
            break
    assert figure.locator(".ob-tokens").inner_text() != first
    figure.get_by_role("button", name="Reset").click()
    choose(figure, "denoising")
    assert figure.locator(".ob-tokens").inner_text() == first


def test_another_sentence_can_be_chosen(figure: Any) -> None:
    before = figure.locator(".ob-tokens").inner_text()
    figure.get_by_label("Sentence", exact=True).select_option("1")
    assert figure.locator(".ob-tokens").inner_text() != before


@pytest.mark.parametrize("objective", ["next sentence", "denoising", "span corruption"])
def test_nothing_makes_the_page_scroll_sideways(figure: Any, objective: str) -> None:
    choose(figure, objective)
    assert figure.evaluate("(node) => node.scrollWidth <= node.clientWidth + 1")
    width = figure.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]
