"""Three tokenizers cut what the reader types, by mouse, touch and keyboard, in both themes."""

from typing import Any

import pytest

CHAPTER = "notebooks/embeddings/01_text.html"
BOX = ".tb"
OWN = "thanked the doctor in the street"


def row(figure: Any, kind: str) -> Any:
    return figure.get_by_role("region", name=kind, exact=True)


def tokens(figure: Any, kind: str) -> list[str]:
    return [str(one) for one in row(figure, kind).get_by_role("option").all_inner_texts()]


def why(figure: Any, kind: str) -> str:
    return str(row(figure, kind).locator(".tb-why").inner_text())


def verdict(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def test_it_starts_with_a_sentence_of_which_wordpiece_loses_the_capital(figure: Any) -> None:
    assert "".join(tokens(figure, "BPE")) == "Nobody␣thanked␣the␣unhappy␣doctor."
    assert "".join(tokens(figure, "Unigram")) == "▁Nobody▁thanked▁the▁unhappy▁doctor."
    assert "thanked" in tokens(figure, "WordPiece")
    backs = figure.locator(".tb-back").all_inner_texts()
    assert ["yes" in one for one in backs] == [True, False, True]
    assert "differs by 1 capital" in backs[1]
    assert verdict(figure) == ""


def test_a_text_can_be_chosen_and_what_was_learned_too(figure: Any) -> None:
    figure.get_by_label("A text").select_option("a Chinese sentence")
    assert set(tokens(figure, "WordPiece")) == {"[UNK]"}
    assert tokens(figure, "BPE")[:3] == ["E9", "9D", "99"]
    before = len(tokens(figure, "BPE"))
    figure.get_by_label("English and Chinese").check()
    assert "静怡" in tokens(figure, "Unigram")
    assert len(tokens(figure, "BPE")) < before / 2
    figure.get_by_label("In words").fill("something else")
    assert figure.get_by_label("A text").input_value() == "your own"


def test_both_tasks_are_reached_and_reset_takes_it_back(figure: Any) -> None:
    box = figure.get_by_label("In words")
    box.fill(OWN)
    assert verdict(figure) == "✓ Task 1 reached: all three give it back."
    box.fill(f" {OWN}")
    assert "✓ Task 2 reached" in verdict(figure)
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure) == ""
    assert box.input_value() == "Nobody thanked the unhappy doctor."


def test_a_token_tells_how_it_came_about_by_mouse_or_touch(figure: Any, request: pytest.FixtureRequest) -> None:
    token = row(figure, "BPE").get_by_role("option", name="␣thanked")
    if "phone" in request.node.name:
        token.tap()
    else:
        token.hover()
    assert "Made by" in why(figure, "BPE")
    assert "␣ + t" in why(figure, "BPE")
    token = row(figure, "Unigram").get_by_role("option", name="▁thanked")
    token.click()
    assert "The best other cut" in why(figure, "Unigram")
    assert token.get_attribute("aria-selected") == "true"


def test_the_keyboard_goes_from_token_to_token(figure: Any) -> None:
    first = row(figure, "WordPiece").get_by_role("option").first
    first.focus()
    for key in ("ArrowRight", "End", "Home", "ArrowRight"):
        figure.page.keyboard.press(key)
    second = row(figure, "WordPiece").get_by_role("option").nth(1)
    assert second.get_attribute("aria-selected") == "true"
    assert second.get_attribute("tabindex") == "0"
    assert "left of “nobody”" in why(figure, "WordPiece")
    figure.page.keyboard.press("Escape")
    assert why(figure, "WordPiece").startswith("Choose a token")


def test_nothing_and_very_much_do_no_harm(figure: Any) -> None:
    box = figure.get_by_label("In words")
    box.fill("")
    assert tokens(figure, "BPE") == []
    box.fill("静" * 400)
    assert len(box.input_value()) == 300
    box.fill("x" * 300)
    assert figure.evaluate("(node) => node.scrollWidth <= node.clientWidth + 1")
