"""The live figure of chapter 10 answers to keyboard, mouse and touch, wide and narrow."""

from typing import Any

import pytest

CHAPTER = "notebooks/pretraining/10_gpt.html"
BOX = ".sm"
MOTION = "reduce"


def rows(figure: Any) -> list[tuple[str, float]]:
    """Return each bar's word, and what it says in percent."""
    found = []
    for row in figure.locator(".sm-bar").all():
        number = row.locator(".sm-number").inner_text().strip("< %")
        found.append((row.locator(".sm-word").inner_text(), float(number)))
    return found


def verdict(figure: Any) -> str:
    return figure.locator("[aria-live=polite]").inner_text()


def press(figure: Any, request: pytest.FixtureRequest, name: str) -> None:
    button = figure.get_by_role("button", name=name)
    if "phone" in request.node.name:
        button.tap()
    else:
        button.click()


def test_at_the_start_the_model_speaks(figure: Any) -> None:
    shares = [share for _, share in rows(figure)]
    assert len(shares) == 9
    assert 98 < sum(shares) < 102
    assert shares[:8] == sorted(shares[:8], reverse=True)
    assert "others" in rows(figure)[-1][0]
    assert verdict(figure) == ""
    for label in ("Temperature", "Top-k", "Top-p"):
        assert figure.get_by_label(label).get_attribute("aria-valuetext")


def test_the_first_task_is_reached_by_keyboard(figure: Any) -> None:
    temperature, top_k = figure.get_by_label("Temperature"), figure.get_by_label("Top-k")
    temperature.focus()
    for _ in range(20):
        figure.page.keyboard.press("ArrowRight")
    assert temperature.input_value() == "3"
    top_k.focus()
    figure.page.keyboard.press("Home")
    figure.page.keyboard.press("ArrowRight")  # two tokens
    assert "Tokens left to draw from: 2 of" in figure.inner_text()
    button = figure.get_by_role("button", name="Draw 20 tokens")
    button.focus()
    for _ in range(12):
        if "Task 1 reached" in verdict(figure):
            break
        figure.page.keyboard.press("Enter")
    assert verdict(figure).startswith("✓ Task 1 reached")
    drawn = figure.locator(".sm-drawn").all_inner_texts()
    assert sum(int(one.split()[0]) for one in drawn) == 20
    figure.get_by_role("button", name="Reset").click()
    assert verdict(figure) == ""
    assert temperature.input_value() == "1"


def test_the_second_task_is_reached_by_top_p(figure: Any) -> None:
    top_p = figure.get_by_label("Top-p")
    for place in range(2, 100, 2):
        top_p.fill(str(place / 100))
        if "Tokens left to draw from: 3 of" in figure.inner_text():
            break
    assert "✓ Task 2 reached" in verdict(figure)


def test_one_token_is_certain(figure: Any, request: pytest.FixtureRequest) -> None:
    figure.get_by_label("Top-k").fill("0")
    word, share = rows(figure)[0]
    assert share == 100
    press(figure, request, "Draw 20 tokens")
    assert figure.locator(".sm-drawn").first.inner_text() == "20 ×"
    assert figure.locator(".sm-text").inner_text().count(word) >= 20


def test_a_reset_draws_the_same_again(figure: Any, request: pytest.FixtureRequest) -> None:
    press(figure, request, "Draw 20 tokens")
    first = figure.locator(".sm-text").inner_text()
    press(figure, request, "Draw 20 tokens")
    assert figure.locator(".sm-text").inner_text() != first
    press(figure, request, "Reset")
    assert figure.locator(".sm-text").inner_text() == ""
    press(figure, request, "Draw 20 tokens")
    assert figure.locator(".sm-text").inner_text() == first


def test_each_prompt_has_words_of_its_own(figure: Any) -> None:
    choice = figure.get_by_label("Prompt")
    before = rows(figure)
    choice.select_option(index=1)
    assert rows(figure) != before
    assert len(choice.locator("option").all()) == 12
