"""The town's GPT writes in the page: what it writes, what can be turned, by mouse and by keyboard."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from writer_page import loaded, press, tokens, written

from course_lib.live.writer.widget import Writer

ROOT = Path(__file__).parents[3]
AXE = ROOT / "book" / "_ext" / "node_modules" / "axe-core" / "axe.min.js"
OPENING = "Tom lost his key."
# Starts the writing, and stops it when there are three tokens.
STOP_AT_THREE = """box => new Promise((stopped) => {
    const button = (name) => [...box.querySelectorAll("button")].find((one) => one.textContent.startsWith(name));
    const watch = new MutationObserver(() => {
        if (box.querySelectorAll(".wr-text [role=option]").length < 3) return;
        watch.disconnect();
        button("Stop").click();
        stopped();
    });
    watch.observe(box, { childList: true, subtree: true });
    button("Write").click();
})"""
CONTROLS = {"Temperature": "3", "Top-k": "1", "Top-p": "5", "Repetition penalty": "20"}


@pytest.fixture(scope="module")
def requests() -> list[str]:
    """The addresses of models' files that the desk's page has asked for."""
    return []


@pytest.fixture(scope="module")
def desk(open_page: Callable[..., Any], served: str, requests: list[str]) -> Iterator[Any]:
    opened = open_page("writing.html", served)
    opened.page.on(
        "request",
        lambda request: requests.append(request.url) if "/models/" in request.url else None,
    )
    yield opened.page
    assert opened.troubles == []


@pytest.fixture
def figure(desk: Any) -> Any:
    """The figure with its model, as it is at the start."""
    figure = desk.locator(".wr")
    if figure.get_by_role("button", name="Load the model").is_visible():
        loaded(desk)
    press(figure, "Reset")
    figure.locator(".wr-bars caption", has_text="The next token").wait_for()
    assert tokens(figure) == []
    return figure


def test_nothing_is_fetched_before_the_reader_asks_and_each_file_once(desk: Any, requests: list[str]) -> None:
    assert desk.locator(".still img").is_visible()
    assert not desk.locator(".wr-workshop").is_visible()
    assert requests == []
    loaded(desk)
    assert not desk.locator(".still").is_visible()
    names = sorted(re.sub(r".*/models/(.*)\?v=\w{12}", r"\1", address) for address in requests)
    assert names == [
        "town_gpt/config.json",
        "town_gpt/model.safetensors",
        "town_gpt/tokenizer.json",
    ]
    desk.reload(wait_until="networkidle")
    loaded(desk)
    assert len(requests) == 3  # the browser has kept them


def test_it_writes_what_python_writes_and_says_how_quickly(figure: Any, writer: Writer) -> None:
    press(figure, "Write 60 tokens")
    assert OPENING + "".join(written(figure, 60)) == writer.write(60)
    said = figure.locator(".wr-status").inner_text()
    assert re.search(
        r"60 tokens written: \d+ a second on the screen, [\d,]+ a second in the model alone",
        said,
    )
    press(figure, "60 more")
    written(figure, 120)
    press(figure, "Write 60 tokens")  # from the opening again
    assert OPENING + "".join(written(figure, 60)[:60]) == writer.write(60)


def test_it_stops_and_goes_on_by_one_token(figure: Any) -> None:
    figure.evaluate(STOP_AT_THREE)
    figure.page.wait_for_timeout(500)
    n = len(tokens(figure))
    assert 3 <= n <= 4
    figure.page.wait_for_timeout(500)
    assert len(tokens(figure)) == n
    press(figure, "One token")
    assert len(written(figure, n + 1)) == n + 1


@pytest.mark.parametrize("name", CONTROLS)
def test_each_control_changes_what_is_drawn_from_but_not_what_the_model_said(figure: Any, name: str) -> None:
    if name == "Repetition penalty":  # there must be something to repeat
        figure.get_by_label("Text to go on from").fill("She said to her that she had seen her and that she had")
        figure.page.wait_for_timeout(500)
    said, now = (figure.locator(f".wr-bars tr td.wr-number:nth-child({n})") for n in (3, 4))
    before = said.all_inner_texts(), now.all_inner_texts()
    figure.get_by_label(name, exact=True).fill(CONTROLS[name])
    after = said.all_inner_texts(), now.all_inner_texts()
    assert after[0] == before[0]
    assert after[1] != before[1]
    cut = figure.locator(".wr-bars tr.wr-cut s").all_inner_texts()
    assert ("cut off" in cut) == (name in ("Top-k", "Top-p"))


def test_a_seed_of_ones_own_and_an_opening_of_ones_own(figure: Any) -> None:
    figure.get_by_label("Text to go on from").fill("Rosa and Ivan 好")
    figure.get_by_label("Seed").fill("7")
    press(figure, "Write 60 tokens")
    first = written(figure, 5)
    figure.get_by_label("Seed").fill("8")
    press(figure, "Write 60 tokens")
    figure.page.wait_for_timeout(1500)
    assert written(figure, 5)[:20] != first[:20]
    figure.get_by_label("Opening", exact=True).select_option("Dear Sir or Madam,")
    assert figure.locator(".wr-opening").inner_text() == "Dear Sir or Madam,"
    assert tokens(figure) == []


def test_an_opening_that_is_too_long_is_refused_in_words(figure: Any) -> None:
    figure.get_by_label("Text to go on from").fill("好" * 400)
    figure.locator(".wr-status", has_text="the model reads at most 254").wait_for()
    press(figure, "One token")
    assert tokens(figure) == []


def test_both_tasks_are_reached(figure: Any) -> None:
    verdict = figure.locator("[aria-live=polite]")
    figure.get_by_label("Temperature").fill("0")
    press(figure, "Write 60 tokens")
    written(figure, 60)
    verdict.filter(has_text="✓ Task 1 reached").wait_for()
    assert "It says twice: “It was a mystery to him" in verdict.inner_text()
    assert "Task 2" not in verdict.inner_text()
    figure.get_by_label("Repetition penalty").fill("4")
    press(figure, "Write 60 tokens")
    verdict.filter(has_text="✓ Task 2 reached").wait_for(timeout=60_000)


def test_a_token_shows_what_it_was_drawn_from(figure: Any) -> None:
    figure.get_by_label("Top-k", exact=True).fill("2")  # three tokens are left
    press(figure, "Write 60 tokens")
    words = written(figure, 10)
    figure.get_by_label("Top-k", exact=True).fill("11")
    caption, option = (
        figure.locator(".wr-bars caption"),
        figure.locator(".wr-text [role=option]").nth(4),
    )
    option.hover()
    assert caption.inner_text() == f"Token 5, “{words[4]}”, was drawn from these"
    assert "drawn" in figure.locator(".wr-drawn th").inner_text()
    assert "Tokens left to draw from: 3 of 2,048. Surprise" in figure.locator(".wr-left").inner_text()
    assert re.search(r"bits of surprise", option.get_attribute("aria-label"))
    figure.get_by_role("button", name="Stop").hover()
    figure.locator(".wr-bars caption", has_not_text="Token 5,").wait_for()


def test_by_keyboard_alone(figure: Any) -> None:
    keyboard = figure.page.keyboard
    figure.get_by_label("Temperature").focus()
    for _ in range(10):
        keyboard.press("ArrowLeft")
    assert figure.get_by_label("Temperature").get_attribute("aria-valuetext") == "0, greedy"
    for _ in range(5):  # past top-k, top-p, the penalty and the seed
        keyboard.press("Tab")
    keyboard.press("Enter")
    written(figure, 60)
    for _ in range(5):  # past the other buttons
        keyboard.press("Tab")
    focus = "document.activeElement.getAttribute('aria-label')"
    first = figure.page.evaluate(focus)
    assert "bits of surprise" in first
    keyboard.press("End")
    assert figure.locator(".wr-bars caption").inner_text().startswith("Token 60,")
    keyboard.press("ArrowLeft")
    assert figure.locator(".wr-bars caption").inner_text().startswith("Token 59,")
    keyboard.press("Home")
    assert figure.page.evaluate(focus) == first
    keyboard.press("Escape")
    figure.locator(".wr-bars caption", has_text="The next token").wait_for()


def test_the_page_answers_while_the_model_writes(figure: Any) -> None:
    figure.page.evaluate(
        """() => {
            let last = performance.now();
            window.gaps = [];
            window.ticking = setInterval(() => {
                window.gaps.push(performance.now() - last);
                last = performance.now();
            }, 20);
        }"""
    )
    press(figure, "Write 60 tokens")
    written(figure, 60)
    gaps = figure.page.evaluate("clearInterval(window.ticking), window.gaps")
    assert len(gaps) >= 10
    assert max(gaps) < 1000


def test_axe_finds_no_violation_in_either_theme_wide_or_narrow(figure: Any) -> None:
    page = figure.page
    press(figure, "Write 60 tokens")
    written(figure, 60)
    figure.get_by_label("Top-k", exact=True).fill("2")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        for width in (1280, 390):
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            page.locator(f"html[data-theme={scheme}]").wait_for()
            page.wait_for_timeout(400)
            found = page.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
            said = [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:300]}" for v in found]
            assert said == [], (scheme, width)
    page.set_viewport_size({"width": 1280, "height": 900})
