"""The live figure of chapter 14 answers to keyboard, mouse and touch, on a wide screen and on a telephone."""

from typing import Any

CHAPTER = "notebooks/finetuning/14_tokens_and_spans.html"
BOX = ".bp"


def verdict(figure: Any) -> str:
    return figure.locator("[aria-live=polite]").inner_text()


def forbid(figure: Any, before: str, after: str) -> None:
    """Choose a step and take its score down by keyboard."""
    figure.get_by_label("From", exact=True).select_option(label=before)
    figure.get_by_label("To", exact=True).select_option(label=after)
    slider = figure.get_by_label("Score of this step")
    slider.focus()
    slider.press("Home")


def test_at_the_start_the_best_path_is_not_legal(figure: Any) -> None:
    said = figure.locator(".bp-numbers").inner_text()
    assert "B-PERSON I-PLACE I-PLACE" in said
    assert verdict(figure) == ""


def test_taking_away_one_step_brings_another_illegal_one(figure: Any) -> None:
    forbid(figure, "B-PERSON", "I-PLACE")
    assert "B-PERSON O I-PLACE" in figure.locator(".bp-numbers").inner_text()
    assert figure.locator("output").inner_text() == "forbidden"
    assert verdict(figure) == ""


def test_the_task_is_reached_by_forbidding_both(figure: Any) -> None:
    forbid(figure, "B-PERSON", "I-PLACE")
    forbid(figure, "O", "I-PLACE")
    assert "B-PLACE I-PLACE I-PLACE" in figure.locator(".bp-numbers").inner_text()
    assert verdict(figure).startswith("✓ Reached")
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure) == ""


def test_a_penalty_reaches_half_of_the_task(figure: Any) -> None:
    for before in ("B-PERSON", "O"):
        figure.get_by_label("From", exact=True).select_option(label=before)
        figure.get_by_label("To", exact=True).select_option(label="I-PLACE")
        slider = figure.get_by_label("Score of this step")
        for _ in range(6):  # from 0 to -3
            slider.press("ArrowLeft")
    assert figure.locator("output").inner_text() == "−3.0"
    assert verdict(figure).startswith("✓ The path has changed")


def test_the_rules_are_a_button(figure: Any) -> None:
    figure.get_by_role("button", name="BIO rules").click()
    assert verdict(figure).startswith("✓ Reached")
    assert figure.locator(".bp-forbidden").count() > 0


def test_touching_a_line_chooses_its_step(figure: Any) -> None:
    line = figure.locator(".bp-touch").nth(16 + 4 * 3 + 2)  # between the second and the third word
    line.dispatch_event("click")
    assert figure.get_by_label("From", exact=True).evaluate("s => s.selectedOptions[0].text") == "B-PERSON"
    assert figure.get_by_label("To", exact=True).evaluate("s => s.selectedOptions[0].text") == "I-PLACE"


def test_the_picture_says_its_path(figure: Any) -> None:
    label = figure.locator("svg[role=img]").get_attribute("aria-label")
    assert "Tariq B-PERSON" in label
