"""The live figure of chapter 02 answers to keyboard, mouse and touch, on a wide screen and on a telephone."""

from typing import Any

import pytest

CHAPTER = "notebooks/embeddings/02_language_models.html"
BOX = ".bo"


def shown(panel: Any) -> dict[str, float]:
    """What the visible bars of a panel say, in percent."""
    rows = [row for row in panel.locator(".bo-bar").all() if row.is_visible()]
    return {
        row.locator(".bo-word").inner_text(): float(row.locator(".bo-number").inner_text().strip("< %")) for row in rows
    }


def panel(figure: Any, number: int) -> Any:
    return figure.locator(".bo-panel").nth(number)


def test_at_the_start_each_panel_shows_its_counts(figure: Any) -> None:
    assert figure.get_by_label("Context", exact=True).input_value() == "She went"
    assert "24,000 words" in panel(figure, 0).inner_text()
    assert "“went”: followed" in panel(figure, 1).inner_text()
    assert next(iter(shown(panel(figure, 1)))) == "to"
    assert figure.locator("[aria-live=polite]").inner_text() == ""


def test_the_task_is_reached_by_typing_and_the_figure_says_so(figure: Any) -> None:
    field = figure.get_by_label("Context", exact=True)
    field.focus()
    field.fill("")
    figure.page.keyboard.type("attic walked")
    assert "No guess" in panel(figure, 2).inner_text()
    assert shown(panel(figure, 2)) == {}
    assert figure.locator("[aria-live=polite]").inner_text().startswith("✓ Reached: “attic walked”")
    slider = figure.get_by_label("Weight of the longer context")
    for _ in range(8):  # from 0.7 to 0.3
        slider.press("ArrowLeft")
    assert figure.locator("[aria-live=polite]").inner_text() == ""
    for _ in range(8):
        slider.press("ArrowRight")
    assert figure.locator("[aria-live=polite]").inner_text().startswith("✓ Reached")
    figure.get_by_role("button", name="Reset").click()
    assert figure.locator("[aria-live=polite]").inner_text() == ""


def test_add_k_makes_all_words_alike_after_a_context_never_seen(figure: Any) -> None:
    figure.get_by_label("Context", exact=True).fill("attic went")
    figure.get_by_label("How").select_option("add-k")
    assert len(set(shown(panel(figure, 3)).values())) == 1
    figure.get_by_label("How").select_option("kneser-ney")
    assert next(iter(shown(panel(figure, 3)))) == "to"


def test_the_sum_is_a_hundred_percent_but_for_stupid_back_off(figure: Any) -> None:
    for method in ("interpolated", "kneser-ney", "add-k"):
        figure.get_by_label("How").select_option(method)
        assert "words together: 100.0 %" in panel(figure, 3).inner_text()
    figure.get_by_label("How").select_option("stupid")
    assert "words together: 100.0 %" not in panel(figure, 3).inner_text()


def test_each_method_keeps_its_own_setting(figure: Any) -> None:
    figure.get_by_label("Weight of the longer context").fill("20")  # the last step
    assert figure.locator("output").inner_text() == "1"
    figure.get_by_label("How").select_option("kneser-ney")
    assert figure.locator("output").inner_text() == "0.75"
    figure.get_by_label("How").select_option("interpolated")
    assert figure.locator("output").inner_text() == "1"


def test_a_word_that_is_pressed_is_appended_and_can_be_removed(figure: Any, request: pytest.FixtureRequest) -> None:
    word = panel(figure, 3).locator(".bo-word").first
    text = word.inner_text()
    word.tap() if "phone" in request.node.name else word.click()
    field = figure.get_by_label("Context", exact=True)
    assert field.input_value() == f"She went {text}"
    figure.get_by_role("button", name="Remove last word").click()
    assert field.input_value() == "She went"


def test_strangers_are_named_and_left_out(figure: Any) -> None:
    field = figure.get_by_label("Context", exact=True)
    field.fill("zeppelin WENT")
    said = figure.locator(".bo-used").inner_text()
    assert "“zeppelin” is none of the" in said
    assert "“went”" in said
    field.fill("")
    assert "No word of context" in figure.locator(".bo-used").inner_text()
    assert "Needs a word" in panel(figure, 1).inner_text()


def test_the_field_offers_completions(figure: Any) -> None:
    figure.get_by_label("Context", exact=True).fill("she we")
    offers = [option.get_attribute("value") for option in figure.locator("datalist option").all()]
    assert "she went" in offers
    assert len(offers) <= 12


def test_nothing_is_wider_than_the_page(figure: Any) -> None:
    for context in ("She went", "attic scooter", ""):
        figure.get_by_label("Context", exact=True).fill(context)
        width = figure.page.evaluate("document.documentElement.scrollWidth")
        assert width <= figure.page.viewport_size["width"]
