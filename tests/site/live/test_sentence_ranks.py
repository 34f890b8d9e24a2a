"""The live figure of chapter 20 answers to keyboard, mouse and touch, on a wide screen and on a telephone."""

from typing import Any

CHAPTER = "notebooks/applications/20_summarisation.html"
BOX = ".sr"


def summary(figure: Any) -> list[int]:
    """Which sentences are marked as the summary, counted from 1."""
    rows = figure.locator(".sr-row").all()
    return [n for n, row in enumerate(rows, 1) if "in the summary" in row.inner_text()]


def scores(figure: Any) -> list[float]:
    return [float(one.inner_text()) for one in figure.locator(".sr-score").all()]


def test_at_the_start_all_lies_on_the_first_sentence(figure: Any) -> None:
    assert scores(figure) == [1, 0, 0, 0, 0, 0, 0]
    assert figure.locator("[aria-live=polite]").inner_text() == ""
    assert "not settled yet" in figure.locator(".sr-still").inner_text()


def test_each_press_is_one_step_and_the_scores_stay_a_whole(figure: Any) -> None:
    button = figure.get_by_role("button", name="One step")
    for number in range(1, 4):
        button.click()
        assert figure.get_by_label("Steps").input_value() == str(number)
        assert abs(sum(scores(figure)) - 1) < 0.01
    assert scores(figure)[0] < 1


def test_the_task_is_reached_by_keyboard_and_the_figure_says_so(figure: Any) -> None:
    figure.get_by_label("Steps").focus()
    figure.page.keyboard.press("End")
    assert "has settled" in figure.locator(".sr-still").inner_text()
    assert summary(figure) == [2, 5]
    assert figure.locator("[aria-live=polite]").inner_text() == ""
    damping = figure.get_by_label("Damping")
    damping.focus()
    for _ in range(7):  # from 0.85 to 0.50
        figure.page.keyboard.press("ArrowLeft")
    assert summary(figure) == [2, 4]
    assert figure.locator("[aria-live=polite]").inner_text().startswith("✓ Reached")
    figure.get_by_role("button", name="Reset").click()
    assert figure.locator("[aria-live=polite]").inner_text() == ""


def test_without_damping_all_sentences_are_alike(figure: Any) -> None:
    figure.get_by_label("Damping").fill("0")
    figure.get_by_label("Steps").fill("1")
    assert set(scores(figure)) == {0.143}


def test_the_summary_can_be_longer_and_the_picture_says_it_in_words(figure: Any) -> None:
    figure.get_by_label("Steps").fill("30")
    figure.get_by_label("Sentences in the summary").fill("3")
    assert summary(figure) == [2, 4, 5]
    assert "2 and 4 and 5" in figure.locator(".sr-ring").get_attribute("aria-label")
