"""The map of words answers to mouse, touch and keyboard, on a wide screen and on a telephone, in both themes."""

from typing import Any

import pytest

CHAPTER = "notebooks/embeddings/03_word_vectors.html"
BOX = ".wm"
MOTION = "reduce"


def heading(figure: Any) -> str:
    return figure.locator(".wm-heading").inner_text()


def neighbours(figure: Any) -> list[str]:
    return [button.inner_text() for button in figure.locator(".wm-list button").all()]


def ask(figure: Any, *words: str) -> None:
    for name, word in zip("abc", words, strict=True):
        field = figure.get_by_label(f"Analogy: word {name}")
        field.fill(word)
        field.press("Tab")


def take_three_steps(figure: Any) -> str:
    for _ in range(3):
        figure.get_by_role("button", name="Step").click()
    return figure.locator(".wm-said").inner_text()


def test_a_word_is_found_and_its_neighbours_are_listed(figure: Any) -> None:
    search = figure.get_by_label("Find a word")
    search.fill("kitten")
    search.press("Tab")
    assert heading(figure) == "Nearest to “kitten” (living)"
    assert {"puppy", "rabbit"} <= set(neighbours(figure))
    assert "kitten" not in neighbours(figure)


def test_one_walks_from_neighbour_to_neighbour_by_keyboard(figure: Any) -> None:
    first = neighbours(figure)[0]
    figure.locator(".wm-list button").first.focus()
    figure.page.keyboard.press("Enter")
    assert f"“{first}”" in heading(figure)
    assert figure.page.evaluate("document.activeElement.closest('.wm-list') !== null")


def test_a_word_that_is_not_there_is_said_to_be(figure: Any) -> None:
    search = figure.get_by_label("Find a word")
    search.fill("zeppelin")
    search.press("Tab")
    assert "“zeppelin” is not on the map" in figure.locator(".wm-message").inner_text()


def test_a_point_is_chosen_by_mouse_or_finger(figure: Any, request: pytest.FixtureRequest) -> None:
    point = figure.locator(".wm-map .wm-dot").nth(40)
    box = point.bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    if "phone" in request.node.name:
        figure.page.touchscreen.tap(x, y)
    else:
        figure.page.mouse.move(x, y)
        assert figure.locator(".wm-hovered").count() <= 1
        figure.page.mouse.click(x, y)
    chosen = figure.locator(".wm-chosen").text_content()
    assert f"“{chosen}”" in heading(figure)


def test_the_task_is_reached_and_the_figure_says_so(figure: Any) -> None:
    verdict = figure.locator(".wm-verdict")
    ask(figure, "he", "she", "son")
    assert verdict.inner_text() == ""
    assert take_three_steps(figure) == "“he” is to “she” as “son” is to “daughter”."
    assert verdict.inner_text().startswith("✓ Reached")
    assert heading(figure) == "Nearest to she − he + son"
    figure.get_by_role("button", name="Reset").click()
    assert verdict.inner_text() == ""
    assert figure.get_by_label("Analogy: word c").input_value() == "father"


def test_the_goal_itself_may_not_be_asked_with(figure: Any) -> None:
    ask(figure, "he", "she", "daughter")
    figure.get_by_label("A word of the question may be the answer").check()
    take_three_steps(figure)
    assert figure.locator(".wm-verdict").inner_text() == ""


def test_with_the_questions_words_allowed_one_of_them_wins(figure: Any) -> None:
    ask(figure, "he", "she", "son")
    take_three_steps(figure)
    figure.get_by_label("A word of the question may be the answer").check()
    assert neighbours(figure)[0] in ("she", "son")


def test_an_analogy_is_walked_in_a_plane_of_its_own(figure: Any) -> None:
    layout = figure.get_by_label("Layout")
    assert layout.input_value() == "neighbours"
    figure.get_by_role("button", name="Step 1").click()
    assert layout.input_value() == "question"
    assert figure.locator(".wm-arrow").count() == 1
    figure.get_by_role("button", name="Step 2").click()
    assert figure.locator(".wm-arrow").count() == 2


def test_the_map_says_what_it_shows_in_words(figure: Any) -> None:
    said = figure.locator(".wm-map").get_attribute("aria-label")
    assert all(word in said for word in [heading(figure), *neighbours(figure)[:5]])


def test_the_figure_is_no_wider_than_the_page(figure: Any) -> None:
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
