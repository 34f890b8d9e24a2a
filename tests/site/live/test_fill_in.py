"""The live figure of chapter 09 answers to mouse, touch and keyboard, in both themes."""

from typing import Any

CHAPTER = "notebooks/pretraining/09_bert.html"
BOX = ".fi"


def verdict(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def hidden(figure: Any) -> str:
    label = figure.locator(".fi-word[aria-checked=true]").get_attribute("aria-label")
    return str(label).removesuffix(", hidden")


def guesses(figure: Any) -> list[str]:
    return [word.inner_text() for word in figure.locator(".fi-guess").all()]


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
