"""What answers in a chapter: formulas, quiz, hints, live figures, BertViz; with scripts, without, and from a folder."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHAPTER = "notebooks/attention/06_attention.html"


@pytest.fixture(scope="module")
def chapter(open_page: Callable[..., Any]) -> Iterator[Any]:
    opened = open_page(CHAPTER)
    yield opened.page
    assert opened.troubles == []


@pytest.fixture
def quiz(chapter: Any) -> Any:
    """The quiz, with nothing answered."""
    chapter.evaluate("localStorage.clear()")
    chapter.reload(wait_until="networkidle")
    return chapter.locator("section", has=chapter.locator(".quiz-score")).last


def score(quiz: Any) -> str:
    return str(quiz.locator(".quiz-score [role=status]").inner_text())


def test_formulas_are_set(chapter: Any) -> None:
    assert chapter.locator("mjx-container").count() > 10
    width = chapter.locator("mjx-container mjx-math").first.bounding_box()["width"]
    assert width > 5
    fonts = chapter.evaluate("[...document.fonts].map(font => `${font.family} ${font.status}`)")
    assert any(font.startswith("MJX") and font.endswith(" loaded") for font in fonts)


def test_a_click_answers_and_the_first_try_counts(quiz: Any) -> None:
    questions = quiz.locator(".choices.quiz")
    count = questions.count()
    assert count >= 2
    assert score(quiz) == f"0 of {count} answered, 0 right at the first try"
    questions.nth(0).locator(".right summary").click()
    questions.nth(1).locator(".wrong summary").first.click()
    questions.nth(1).locator(".right summary").click()
    assert score(quiz) == f"2 of {count} answered, 1 right at the first try"
    assert questions.nth(0).locator(".right strong", has_text="Right.").is_visible()


def test_answers_stay_until_the_reader_starts_again(quiz: Any) -> None:
    quiz.locator(".choices.quiz .right summary").first.click()
    quiz.page.locator(".quiz-score", has_text="1 of ").wait_for()
    quiz.page.reload(wait_until="networkidle")
    assert score(quiz).startswith("1 of ")
    assert quiz.locator(".choice[open]").count() == 1
    quiz.get_by_role("button", name="Start again").click()
    assert score(quiz).startswith("0 of ")
    assert quiz.locator(".choice[open]").count() == 0


def test_a_quiz_is_answered_by_keyboard(quiz: Any) -> None:
    quiz.locator(".choices.quiz summary").first.focus()
    quiz.page.keyboard.press("Enter")
    assert quiz.locator(".choice").first.get_attribute("open") is not None
    assert score(quiz).startswith("1 of ")
    quiz.page.keyboard.press("Tab")
    quiz.page.keyboard.press("Space")
    assert quiz.locator(".choice").nth(1).get_attribute("open") is not None


@pytest.mark.parametrize("kind", ["hint", "solution", "result"])
def test_it_folds_out(chapter: Any, kind: str) -> None:
    fold = chapter.locator(f"details.{kind}").first
    body = fold.locator(":scope > :not(summary)").first
    assert not body.is_visible()
    fold.locator("summary").first.click()
    assert body.is_visible()


def test_a_live_figure_takes_the_place_of_its_picture_and_answers(chapter: Any) -> None:
    figure = chapter.locator(".live-figure").first
    figure.locator(".still[hidden]").wait_for(state="attached")
    assert figure.locator(".live-figure-note").count() == 0
    slider = figure.locator("input[type=range]").first
    before = figure.inner_html(), slider.input_value()
    slider.focus()
    chapter.keyboard.press("ArrowRight")
    assert (figure.inner_html(), slider.input_value()) != before


def test_each_view_of_bertviz_draws_and_answers(chapter: Any) -> None:
    views = chapter.locator(".bertviz").all()
    assert len(views) >= 3
    for view in views:
        view.locator("svg line").first.wait_for(state="attached")
        if view.locator("select[data-part=layer] option").count() > 1:
            menu, before = view.locator("select[data-part=layer]"), view.locator("svg").inner_html()
            menu.select_option(index=1 if menu.input_value() == "0" else 0)
            assert view.locator("svg").inner_html() != before


def test_a_link_into_the_chapter_ends_where_it_points(open_page: Callable[..., Any]) -> None:
    page = open_page(f"{CHAPTER}#quiz").page
    page.locator(".bertviz svg line").first.wait_for(state="attached")
    page.wait_for_timeout(500)
    assert 0 <= page.locator("#quiz > h2").bounding_box()["y"] < 300


def test_without_scripts_choices_open_and_pictures_stand_in(open_page: Callable[..., Any]) -> None:
    page = open_page(CHAPTER, java_script_enabled=False).page
    page.locator(".choices.quiz .right summary").first.click()
    assert page.locator(".choices.quiz .right strong", has_text="Right.").first.is_visible()
    assert page.locator(".live-figure .still img").first.is_visible()


def test_from_a_folder_on_disk_it_works_too(open_page: Callable[..., Any], site: Path) -> None:
    opened = open_page(CHAPTER, site.as_uri() + "/")
    opened.page.locator(".live-figure .still[hidden]").first.wait_for(state="attached")
    opened.page.locator(".bertviz svg line").first.wait_for(state="attached")
    assert opened.troubles == []
