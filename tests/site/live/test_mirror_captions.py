"""A picture is composed by mouse, touch and keyboard, on a wide screen and on a telephone, in both themes."""

from typing import Any

CHAPTER = "notebooks/applications/28_multimodal.html"
BOX = ".mc"


def press(figure: Any, name: str) -> None:
    figure.get_by_role("button", name=name, exact=True).click()


def captions(figure: Any, which: int) -> list[str]:
    return [one.inner_text() for one in figure.locator(".mc-list").nth(which).locator("li").all()]


def test_each_picture_has_three_captions(figure: Any) -> None:
    assert len(captions(figure, 0)) == len(captions(figure, 1)) == 3


def test_the_canvas_says_in_words_what_it_shows(figure: Any) -> None:
    label = figure.locator("canvas").first.get_attribute("aria-label")
    assert label == "Your picture: yellow ball, middle left; blue cup, middle right."
    mirror = figure.locator("canvas").nth(1).get_attribute("aria-label")
    assert mirror == "Its mirror image: blue cup, middle left; yellow ball, middle right."


def test_a_thing_is_put_and_taken_away(figure: Any) -> None:
    press(figure, "tree")
    press(figure, "green")
    spot = figure.locator(".mc-spot").nth(5)
    spot.click()
    assert "green tree, bottom right" in figure.locator("canvas").first.get_attribute("aria-label")
    spot.focus()
    figure.page.keyboard.press("Enter")
    assert "green tree" not in figure.locator("canvas").first.get_attribute("aria-label")


def test_a_lonely_thing_is_no_way_to_reach_the_task(figure: Any) -> None:
    press(figure, "Empty")
    figure.locator(".mc-spot").first.click()
    assert figure.locator("[aria-live=polite]").inner_text() == ""


def test_the_task_is_reached_with_the_plain_model(figure: Any) -> None:
    verdict = figure.locator("[aria-live=polite]")
    for thing, colour in (("cup", "blue"), ("tree", "yellow"), ("boat", "red"), ("house", "green")):
        press(figure, "Empty")
        press(figure, "ball")
        press(figure, "white")
        figure.locator(".mc-spot").nth(0).click()
        press(figure, thing)
        press(figure, colour)
        figure.locator(".mc-spot").nth(2).click()
        if verdict.inner_text():
            break
    assert verdict.inner_text().startswith("✓ Reached")
    press(figure, "Reset")
    assert "blue cup" in figure.locator("canvas").first.get_attribute("aria-label")


def test_the_figure_is_no_wider_than_the_page(figure: Any) -> None:
    assert figure.evaluate("node => node.scrollWidth <= node.clientWidth + 1")
