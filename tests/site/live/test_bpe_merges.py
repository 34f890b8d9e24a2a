"""The figure of byte-pair encoding trains in the page, by mouse, touch and keyboard, in both themes."""

from typing import Any

CHAPTER = "notebooks/embeddings/01_text.html"
BOX = ".bm"


def tokens(figure: Any) -> list[str]:
    return [box.inner_text() for box in figure.locator(".bm-text").all()]


def verdict(figure: Any) -> str:
    return str(figure.locator("[aria-live=polite]").inner_text())


def test_it_starts_with_bytes_and_says_what_comes_next(figure: Any) -> None:
    assert tokens(figure)[:5] == ["t", "h", "e", "␣", "c"]
    assert "66 bytes, 66 tokens" in figure.locator(".bm-tally").inner_text()
    assert figure.locator(".bm-next").inner_text().split("\t")[:2] == ["▶ t + h", "8"]
    assert verdict(figure) == ""


def test_the_first_task_is_reached_by_the_button_and_reset_takes_it_back(figure: Any) -> None:
    forward = figure.get_by_role("button", name="Next merge")
    for _ in range(3):
        forward.click()
    assert verdict(figure) == ""
    forward.click()
    assert "␣the" in tokens(figure)
    assert verdict(figure).startswith("✓ Task 1")
    figure.get_by_role("button", name="Back").click()
    assert verdict(figure) == ""
    figure.get_by_role("button", name="Reset").click()
    assert len(tokens(figure)) == 66


def test_the_keyboard_moves_through_the_merges(figure: Any) -> None:
    slider = figure.get_by_label("Merges")
    slider.focus()
    for _ in range(4):
        figure.page.keyboard.press("ArrowRight")
    assert figure.locator("output").inner_text().startswith("4 of ")
    assert slider.get_attribute("aria-valuetext").startswith("4 of ")
    assert "Merge 4: “␣th” + “e” became “␣the”, id 259" in figure.locator(".bm-happened").inner_text()
    figure.page.keyboard.press("End")
    assert "None is left" in figure.locator("table").inner_text()
    assert figure.get_by_role("button", name="Next merge").is_disabled()


def test_a_sentence_of_ones_own_is_trained_on_at_once(figure: Any) -> None:
    figure.get_by_label("Your sentence").fill("on and on")
    assert figure.locator(".bm-next").inner_text().split("\t")[0] == "▶ o + n"
    assert verdict(figure).startswith("✓ Task 2")
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure) == ""


def test_a_character_of_several_bytes_is_several_tokens_until_they_are_merged(figure: Any) -> None:
    figure.get_by_label("Your sentence").fill("好")
    assert tokens(figure) == ["E5", "A5", "BD"]
    figure.get_by_label("Merges").fill("2")
    assert tokens(figure) == ["好"]


def test_an_empty_sentence_and_a_very_long_one_do_no_harm(figure: Any) -> None:
    box = figure.get_by_label("Your sentence")
    box.fill("")
    assert tokens(figure) == []
    box.fill("ab " * 200)
    assert len(box.input_value()) == 200


def test_a_tie_is_explained(figure: Any) -> None:
    figure.get_by_label("Your sentence").fill("ba ab")
    figure.get_by_role("button", name="Next merge").click()
    said = figure.locator(".bm-happened").inner_text()
    assert "4 pairs occurred once" in said or "3 pairs occurred once" in said
    assert "smallest ids" in said


def test_nothing_makes_the_page_scroll_sideways(figure: Any) -> None:
    figure.get_by_label("Your sentence").fill("x" * 200)
    figure.get_by_label("Merges").fill("5")
    assert figure.evaluate("(node) => node.scrollWidth <= node.clientWidth + 1")
    width = figure.page.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert width[0] <= width[1]
