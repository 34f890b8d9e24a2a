"""The live figures answer to mouse, touch and keyboard, on a wide screen and on a telephone, in both themes."""

from typing import Any

import pytest

CHAPTER = "notebooks/attention/06_attention.html"
BOX = ".aw"


def weights(figure: Any) -> dict[str, int]:
    """What the bars say, in percent."""
    rows = [row.inner_text().split() for row in figure.locator(".aw-bar").all()]
    return {word: int(percent) for word, percent, _ in rows}


def center(figure: Any) -> tuple[float, float]:
    box = figure.locator(".aw-plane").bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


def test_the_weights_are_shares_of_a_whole(figure: Any) -> None:
    shares = weights(figure)
    assert set(shares) == {"dog", "chased", "ball", "playful"}
    assert 98 <= sum(shares.values()) <= 102
    assert max(shares, key=lambda word: shares[word]) == "dog"


def test_the_task_is_reached_by_keyboard_and_the_figure_says_so(figure: Any) -> None:
    verdict = figure.locator("[aria-live=polite]")
    assert verdict.inner_text() == ""
    slider = figure.get_by_label("Query: angle")
    slider.focus()
    for _ in range(23):  # from 85 to -30 degrees
        figure.page.keyboard.press("ArrowLeft")
    assert slider.input_value() == "-30"
    assert weights(figure)["ball"] > 60
    assert verdict.inner_text().startswith("✓ Reached")
    figure.get_by_role("button", name="Reset").click()
    assert slider.input_value() == "85"
    assert verdict.inner_text() == ""


def test_a_high_temperature_makes_an_average_and_a_low_one_a_choice(figure: Any) -> None:
    temperature = figure.get_by_label("Temperature")
    temperature.fill("5")
    flat = weights(figure).values()
    temperature.fill("0.1")
    sharp = weights(figure).values()
    assert max(flat) - min(flat) < 20
    assert max(sharp) > 98


def test_the_chosen_key_moves_and_the_others_stay(figure: Any) -> None:
    arrows = figure.locator(".aw-key .aw-line")
    before = [arrow.get_attribute("x2") for arrow in arrows.all()]
    figure.get_by_label("Which key").select_option("chased")
    figure.get_by_label("Key: angle").fill("0")
    after = [arrow.get_attribute("x2") for arrow in arrows.all()]
    assert [old != new for old, new in zip(before, after, strict=True)] == [False, True, False, False]


def test_the_query_follows_the_pointer(figure: Any, request: pytest.FixtureRequest) -> None:
    x, y = center(figure)
    if "phone" in request.node.name:
        figure.page.touchscreen.tap(x + 60, y)
    else:
        figure.page.mouse.move(x, y - 60)
        figure.page.mouse.down()
        figure.page.mouse.move(x + 60, y, steps=5)
        figure.page.mouse.up()
    assert abs(float(figure.get_by_label("Query: angle").input_value())) <= 5
    assert "°" in figure.get_by_label("Query: angle").get_attribute("aria-valuetext")


def test_the_picture_says_its_weights_in_words(figure: Any) -> None:
    said = figure.locator(".aw-plane").get_attribute("aria-label")
    assert all(f"{word} {share} %" in said for word, share in weights(figure).items())
