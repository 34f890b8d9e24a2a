"""A live figure of chapter 27, the planted bias, answers to keyboard, mouse and touch."""

from typing import Any

CHAPTER = "notebooks/applications/27_trust.html"
BOX = ".pb"
MOTION = "reduce"


def verdict(figure: Any) -> str:
    return figure.locator("[aria-live=polite]").inner_text()


def label(figure: Any, job: str) -> str:
    return figure.locator(f".pb-bar[aria-label^={job}]").get_attribute("aria-label")


def test_it_starts_without_a_bias(figure: Any) -> None:
    assert verdict(figure) == ""
    for job in ("sailor", "nurse", "baker"):
        assert label(figure, job).endswith("planted: she 0.50.")


def test_both_tasks_are_reached_by_keyboard(figure: Any) -> None:
    figure.get_by_label("Planted strength", exact=True).focus()
    for _ in range(6):
        if verdict(figure).startswith("✓ Task 1 reached"):
            break
        figure.page.keyboard.press("ArrowRight")
    assert "likelier for the sailor" in verdict(figure)
    figure.get_by_label("Train on each sentence's counterfactual too").check()
    figure.get_by_label("Planted strength", exact=True).focus()
    figure.page.keyboard.press("Home")
    assert "full strength" in verdict(figure)
    figure.page.keyboard.press("End")
    assert verdict(figure).startswith("✓ Task 2 reached")
    assert label(figure, "sailor").endswith("planted: she 1.00.")


def test_reset_takes_the_bias_out_again(figure: Any) -> None:
    figure.get_by_label("Planted strength", exact=True).fill("4")
    figure.get_by_label("Train on each sentence's counterfactual too").click()
    figure.get_by_role("button", name="Reset").click()
    assert figure.get_by_label("Planted strength", exact=True).input_value() == "0"
    assert not figure.get_by_label("Train on each sentence's counterfactual too").is_checked()
