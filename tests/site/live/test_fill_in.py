"""The live figure of chapter 09 answers to mouse, touch and keyboard, in both themes; BERT computes in the page."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CHAPTER = "notebooks/pretraining/09_bert.html"
BOX = ".fi"
AXE = Path(__file__).parents[3] / "book" / "_ext" / "node_modules" / "axe-core" / "axe.min.js"
SENTENCE = "Anna was worried.\nShe went to the [clinic] and saw the doctor."


def verdict(figure: Any) -> str:
    return str(figure.locator(".fi-blank [aria-live=polite]").inner_text())


def hidden(figure: Any) -> str:
    label = figure.locator(".fi-word[aria-checked=true]").get_attribute("aria-label")
    return str(label).removesuffix(", hidden")


def guesses(figure: Any) -> list[str]:
    return [word.inner_text() for word in figure.locator(".fi-blank .fi-guess").all()]


@pytest.fixture
def live(figure: Any) -> Any:
    """The figure with its model."""
    load = figure.get_by_role("button", name="Load BERT")
    if load.is_visible():
        load.click()
    figure.locator(".fi-own .fi-verdict", has_text="first guess: “clinic”").wait_for(timeout=60_000)
    return figure


def said(live: Any, words: str) -> str:
    """Return what is said of the reader's sentences, once it has these words."""
    found = live.locator(".fi-own .fi-verdict", has_text=words)
    found.wait_for()
    return str(found.inner_text())


def test_it_starts_with_a_hidden_word_and_five_guesses(figure: Any) -> None:
    assert hidden(figure) == "doctor"
    assert verdict(figure) == ""
    assert figure.locator(".fi-word[aria-checked=true]").inner_text() == "[MASK]"
    assert len(guesses(figure)) == 5
    rows = figure.locator(".fi-table tbody tr").all()
    assert all("“doctor”" in row.inner_text() and "%" in row.inner_text() for row in rows)


def test_a_word_that_is_pressed_is_hidden(figure: Any, request: Any) -> None:
    word = figure.get_by_role("radio", name="clinic", exact=True)
    word.tap() if "phone" in request.node.name else word.click()
    assert hidden(figure) == "clinic"
    assert "“clinic”" in figure.locator(".fi-table").inner_text()
    figure.get_by_role("button", name="Reset").click()
    assert hidden(figure) == "doctor"


def test_the_arrow_keys_move_the_blank_and_keep_the_focus(figure: Any) -> None:
    figure.locator(".fi-word[aria-checked=true]").focus()
    figure.page.keyboard.press("ArrowRight")
    assert hidden(figure) == "about"
    focus = "document.activeElement.getAttribute('aria-checked')"
    assert figure.page.evaluate(focus) == "true"
    figure.page.keyboard.press("ArrowLeft")
    figure.page.keyboard.press("ArrowLeft")
    assert hidden(figure) == "the"
    figure.page.keyboard.press("Home")
    assert hidden(figure) == "Anna"
    figure.page.keyboard.press("End")
    assert hidden(figure) == "."


def test_the_left_side_alone_guesses_otherwise_and_reads_nothing_to_the_right(
    figure: Any,
) -> None:
    both = guesses(figure)
    figure.get_by_label("Left side only").check()
    assert guesses(figure) != both
    assert "left side only" in figure.locator(".fi-who").inner_text()
    unread = figure.locator(".fi-unread").all_inner_texts()
    assert unread[:2] == ["about", "the"]
    figure.get_by_label("Left side only").uncheck()
    assert guesses(figure) == both
    assert figure.locator(".fi-unread").count() == 0


def test_some_word_reaches_the_task_and_the_figure_says_so(figure: Any) -> None:
    select = figure.get_by_label("Text", exact=True)
    said = set()
    for number in range(select.locator("option").count()):
        select.select_option(str(number))
        for place in range(figure.locator(".fi-word").count()):
            figure.locator(".fi-word").nth(place).click()
            said.add(verdict(figure)[:9])
    assert said == {"", "✓ Reached"}


def test_another_text_begins_with_its_first_word(figure: Any) -> None:
    figure.get_by_label("Text", exact=True).select_option("1")
    assert hidden(figure) == "Daniel"
    assert "dictionary" in figure.locator(".fi-passage").inner_text()


def test_before_the_model_is_asked_for_there_is_one_button_and_its_size(figure: Any) -> None:
    """Or it is there already: the tests of one page share it."""
    load = figure.locator(".fi-load")
    assert not load.is_visible() or re.search(r"Load BERT \(\d\.\d MB\)", load.inner_text())
    assert figure.get_by_label("Your sentence").is_visible() != load.is_visible()


def test_the_model_fills_the_gap_and_shows_the_tokens_that_it_reads(live: Any) -> None:
    tokens = live.locator(".fi-token").all_inner_texts()[:17]
    assert [tokens[0], tokens[5], tokens[16]] == ["[CLS]", "[SEP]", "[SEP]"]
    assert live.locator(".fi-sentence:visible .fi-token.fi-gap").all_inner_texts() == ["[MASK]"]
    assert live.locator(".fi-sentence:visible .fi-token.fi-second").count() == 11
    assert re.match(r"Gap 1 · “clinic”: \d\d %, place 1", live.locator(".fi-sentence .fi-who").first.inner_text())


def test_a_sentence_is_answered_while_it_is_typed(live: Any) -> None:
    field = live.get_by_label("Your sentence")
    field.fill("Anna worked as a [baker")
    live.locator(".fi-status", has_text="in [brackets]").wait_for()
    field.press("End")
    field.press_sequentially("] and a [gardener].")
    said(live, ", then ")
    assert live.locator(".fi-sentence:visible .fi-guess").count() == 10
    assert live.locator(".fi-status").inner_text() == ""


def test_the_button_hides_the_word_at_the_cursor_and_shows_it_again(live: Any, request: Any) -> None:
    field, hide = (
        live.get_by_label("Your sentence"),
        live.get_by_role("button", name="Hide the word at the cursor").first,
    )
    field.evaluate("field => field.setSelectionRange(2, 2)")
    hide.tap() if "phone" in request.node.name else hide.click()
    assert field.input_value() == "[Anna] was worried.\nShe went to the [clinic] and saw the doctor."
    said(live, ", then “clinic”")
    hide.press("Enter")
    assert field.input_value() == SENTENCE


def test_two_sentences_are_compared_and_the_second_task_is_reached(live: Any) -> None:
    live.get_by_label("Compare two sentences").check()
    assert re.search(r"“she” or “he”: the guesses have (> 99|\d+) % in common", said(live, "in common"))
    other = live.get_by_label("The other sentence")
    other.fill(SENTENCE.replace("doctor", "baker"))
    assert said(live, "✓ Reached").startswith("✓ Reached. “doctor” or “baker”: the guesses have ")
    other.fill(SENTENCE.replace("the doctor", "a baker"))
    said(live, "differ in one word")
    live.get_by_role("button", name="Reset").click()
    said(live, "first guess: “clinic”")
    assert not other.is_visible()


def test_the_text_and_blank_from_above_can_be_taken_and_give_the_stored_guesses(live: Any) -> None:
    live.locator(".fi-word[aria-checked=true]").press("Home")
    stored = guesses(live)
    live.get_by_role("button", name="Take the text from above").click()
    assert live.get_by_label("Your sentence").input_value().startswith("[Anna] was worried.\nShe went")
    live.locator(".fi-sentence .fi-who", has_text="“Anna”").first.wait_for()
    assert live.locator(".fi-sentence .fi-guess").all_inner_texts()[:2] == stored[:2]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("", "Hide a word"),
        ("one\ntwo\nthree [four]", "one text or two, a line for each; these are 3"),
        ("好" * 200, "at most 128 tokens, [CLS] and [SEP] too; these are 202"),
    ],
)
def test_what_cannot_be_read_is_said_in_words(live: Any, words: str, expected: str) -> None:
    live.get_by_label("Your sentence").fill(words)
    live.locator(".fi-status", has_text=expected).wait_for()
    assert live.locator(".fi-own .fi-verdict").inner_text() == ""
    live.get_by_role("button", name="Reset").click()
    said(live, "first guess: “clinic”")
    assert live.locator(".fi-status").inner_text() == ""


def test_axe_finds_no_violation_with_the_model_there(live: Any) -> None:
    live.get_by_label("Compare two sentences").check()
    said(live, "in common")
    live.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = live.page.evaluate("axe.run('.fi', {resultTypes: ['violations']}).then(result => result.violations)")
    assert [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found] == []


def test_a_load_that_fails_is_told_and_can_be_tried_again(open_page: Callable[..., Any]) -> None:
    page = open_page(CHAPTER).page
    figure = page.locator(BOX)
    page.route("**/model.safetensors*", lambda route: route.abort())
    figure.get_by_role("button", name="Load BERT").click()
    figure.locator(".fi-status", has_text="could not be loaded: the server could not be reached").wait_for()
    assert len(guesses(figure)) == 5  # the stored ones
    page.unroute("**/model.safetensors*")
    figure.get_by_role("button", name="Try again").click()
    figure.locator(".fi-own .fi-verdict", has_text="first guess: “clinic”").wait_for(timeout=60_000)
