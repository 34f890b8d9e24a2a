"""Where the model comes from, and what the page says where it does not come; on a telephone, too."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from writer_page import loaded, written

from course_lib.live.writer.widget import Writer

PHONE = {
    "viewport": {"width": 390, "height": 844},
    "has_touch": True,
    "is_mobile": True,
    "color_scheme": "dark",
}


def test_what_is_published_is_the_librarys_and_readable_by_all(book: Path, writer: Writer) -> None:
    for path, (n_bytes, _) in writer.files.items():
        file = book / "_static" / "models" / path
        assert file.stat().st_size == n_bytes
        assert file.stat().st_mode & 0o444 == 0o444


def test_on_a_telephone_by_touch(open_page: Callable[..., Any], served: str) -> None:
    opened = open_page("writing.html", served, reduced_motion="reduce", **PHONE)
    figure = loaded(opened.page)
    figure.get_by_role("button", name="Write 60 tokens").tap()
    words = written(figure, 60)
    figure.locator(".wr-text [role=option]").nth(9).tap()
    assert figure.locator(".wr-bars caption").inner_text().startswith(f"Token 10, “{words[9]}”".rstrip("\n"))
    assert opened.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    assert figure.locator(".wr-after").first.evaluate("bar => getComputedStyle(bar).transitionDuration") == "0s"
    assert opened.troubles == []


def test_a_load_that_fails_is_told_and_can_be_tried_again(open_page: Callable[..., Any], served: str) -> None:
    opened = open_page("writing.html", served)
    page, figure = opened.page, opened.page.locator(".wr")
    page.route("**/model.safetensors*", lambda route: route.abort())
    figure.get_by_role("button", name="Load the model").click()
    said = figure.locator(".wr-status")
    said.filter(has_text="could not be loaded: the server could not be reached").wait_for()
    assert page.locator(".still img").is_visible()
    assert not any("uncaught" in trouble for trouble in opened.troubles)
    page.unroute("**/model.safetensors*")
    page.route("**/model.safetensors*", lambda route: route.fulfill(status=404, body="Not found"))
    figure.get_by_role("button", name="Try again").click()
    said.filter(has_text="the server answers 404").wait_for()
    page.unroute("**/model.safetensors*")
    page.route(
        "**/model.safetensors*",
        lambda route: route.fulfill(body="<!DOCTYPE html>Sign in first"),
    )
    figure.get_by_role("button", name="Try again").click()
    said.filter(has_text="must have 4449456 bytes; 28 have come").wait_for()
    assert not figure.locator(".wr-workshop").is_visible()


def test_without_scripts_the_picture_stays_with_a_sentence(open_page: Callable[..., Any], served: str) -> None:
    page = open_page("writing.html", served, java_script_enabled=False).page
    assert page.locator(".still img").is_visible()
    note = page.locator("noscript .live-figure-note", has_text="where scripts are allowed")
    assert note.is_visible()


def test_from_a_folder_on_disk_a_sentence_says_what_is_missing(open_page: Callable[..., Any], book: Path) -> None:
    opened = open_page("writing.html", book.as_uri() + "/")
    opened.page.get_by_role("button", name="Load the model").click()
    opened.page.locator(".wr-status", has_text="only from a server").wait_for()
    assert opened.page.locator(".still img").is_visible()
    assert opened.troubles == []
