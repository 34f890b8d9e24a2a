"""What the build makes of Markdown and of cells, and what it refuses."""

import itertools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from course_site.checks import Page
from course_site.outputs import rewrite_bertviz
from course_site.quiz import mark_choices, problems
from PIL import Image

ROOT = Path(__file__).parents[2]
NUMBERS = itertools.count()
PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
VIEW = "application/vnd.jupyter.widget-view+json"
STATE = "application/vnd.jupyter.widget-state+json"
QUIZ = """## Quiz

Which?

<details><summary>The first, $a_1$</summary>

**Not quite.** Too early.

</details>
<details><summary>The second</summary>

**Right.** $a_2$ it is.

</details>
"""
PREDICTION = "> **Prediction.** Will it rain?\n\n<details><summary>Yes</summary>\n\nIt may.\n\n</details>\n"
OPENING = """# Chapter

> **Key idea.** One *thing*.
>
> And more.

> A quotation.

![A square](square.png)

*A square, seen from above.*

[![Open in Colab](https://example.org/badge.svg)](https://example.org/)

$$\\frac{a}{b} \\tag{1}$$

| | a |
|---|---|
| b | 1 |

<details><summary>More</summary>

An aside.

</details>
"""


def cell(source: str, *tags: str) -> dict[str, Any]:
    metadata = {"tags": list(tags)}
    return {"cell_type": "markdown", "id": f"cell-{next(NUMBERS)}", "metadata": metadata, "source": source}


def code(source: str, *outputs: dict[str, Any], tag: str = "plain") -> dict[str, Any]:
    return cell(source, tag) | {"cell_type": "code", "execution_count": 1, "outputs": list(outputs)}


def shown(data: dict[str, Any], metadata: dict[str, Any] | None = None) -> dict[str, Any]:
    return {"output_type": "display_data", "data": data, "metadata": metadata or {}}


def picture(alt: str) -> dict[str, Any]:
    return shown({"image/png": PIXEL}, {"image/png": {"alt": alt, "width": 400, "height": 300} if alt else {}})


def notebook(*cells: dict[str, Any], widgets: dict[str, Any] | None = None) -> str:
    python = {"name": "python3", "display_name": "Python 3", "language": "python"}
    metadata: dict[str, Any] = {"kernelspec": python, "language_info": {"name": "python"}}
    if widgets:
        metadata["widgets"] = {STATE: {"version_major": 2, "version_minor": 0, "state": widgets}}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": metadata, "cells": cells})


def between(page: str, start: str, end: str) -> str:
    found = re.search(f"{re.escape(start)}.*?{re.escape(end)}", page, re.S)
    assert found, f"{start} … {end} is not in the page"
    return found[0]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, build_book: Callable[..., Any]) -> str:
    """A chapter with one of each."""
    folder = tmp_path_factory.mktemp("small")
    widget = {"model_name": "AnyModel", "model_module": "anywidget", "state": {"_esm": "export default {}"}}
    chapter = notebook(
        cell(OPENING),
        cell(PREDICTION),
        code("rain()", {"output_type": "stream", "name": "stdout", "text": "no"}, tag="prediction"),
        code('check("attention.scaled_dot_product", mine)', tag="exercise"),
        code("plot()", picture("A red dot")),
        code("live()", picture("The first state"), shown({VIEW: {"model_id": "w"}, "text/plain": "W"})),
        cell(QUIZ),
        widgets={"w": widget},
    )
    Image.new("RGB", (3, 2)).save(folder / "square.png")
    result = build_book(folder, welcome="# Welcome\n\nHello.", chapter=chapter)
    assert result.returncode == 0, result.stdout + result.stderr
    return (folder / "_build" / "html" / "chapter.html").read_text(encoding="utf-8")


def test_a_callout_is_a_box_and_a_quotation_stays_one(page: str) -> None:
    box = between(page, '<div class="callout key-idea admonition">', "</div>")
    assert '<p class="admonition-title">Key idea</p>' in box
    assert "<p>One <em>thing</em>.</p>\n<p>And more.</p>" in box
    assert page.count("<blockquote>") == 1


def test_a_picture_and_italics_are_a_numbered_figure(page: str) -> None:
    figure = between(page, "<figure", "</figure>")
    assert 'width="3" height="2"' in figure
    assert 'alt="A square"' in figure
    assert "Figure 1. A square, seen from above." in re.sub("<.*?>", "", figure)


def test_a_badge_from_another_host_is_a_link_in_words(page: str) -> None:
    assert '<a class="reference external" href="https://example.org/">Open in Colab</a>' in page


def test_an_empty_corner_of_a_table_is_no_header(page: str) -> None:
    assert re.findall(r"<t[hd].*?</t[hd]>", between(page, "<table", "</tr>")) == [
        '<td class="head"></td>',
        '<th class="head"><p>a</p></th>',
    ]


def test_formulas_are_set_for_eyes_and_for_screen_readers(page: str) -> None:
    formula = between(page, '<div class="math">', "</div>")
    assert "<mjx-mfrac" in formula
    assert "<mjx-assistive-mml" in formula
    assert 'aria-label="a over b"' in formula
    assert "vendor/mathjax.css" in page
    assert "\\frac" not in page


def test_choices_know_whether_they_are_right(page: str) -> None:
    quiz = between(page, '<div class="choices quiz"', "</div>\n")
    assert re.findall(r'class="choice (\w+)"', quiz) == ["wrong", "right"]
    assert "<mjx-container" in between(quiz, "<summary>", "</summary>")


def test_a_prediction_has_choices_and_folds_the_result(page: str) -> None:
    assert page.count('class="choices prediction"') == 1
    assert "no\n" in between(page, '<details class="result"><summary>Show the result</summary>', "</details>")


def test_other_details_are_left_alone(page: str) -> None:
    assert "<details><summary>More</summary>" in page


def test_hints_and_solution_are_folded_under_an_exercise(page: str) -> None:
    helps = between(page, '<div class="help">', "</section>")
    summaries = re.findall("<summary>(.*?)</summary>", helps)
    assert summaries[:4] == ["Hint 1", "Hint 2", "Hint 3", "Solution"]
    assert '<span class="k">def</span>' in between(helps, '<details class="solution">', "</details>")


def test_a_shown_picture_has_its_alt_text_and_size(page: str) -> None:
    image = between(page, 'width="400" height="300" alt="A red dot"', "/>")
    assert "style" not in image


def test_a_live_figure_has_a_still_picture(page: str) -> None:
    figure = between(page, '<div class="live-figure', "</script>")
    assert 'alt="The first state"' in between(figure, '<div class="still', "</div>")
    assert VIEW in figure


def test_a_chapter_opens_in_colab_and_binder_from_the_configured_repository(page: str) -> None:
    repository = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["repository"]["url"]
    name = repository.removeprefix("https://github.com/")
    assert f"https://colab.research.google.com/github/{name}/blob/main/chapter.ipynb" in page
    assert f"https://mybinder.org/v2/gh/{name}/main?urlpath=lab/tree/chapter.ipynb" in page


def test_the_policy_allows_no_code_but_the_pages_own(page: str) -> None:
    policy = between(page, "Content-Security-Policy", "/>")
    assert "default-src 'self'" in policy
    scripts = between(policy, "script-src", ";")
    assert "unsafe" not in scripts
    assert "sha256-" in scripts


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('<img src="https://example.org/a.png" alt="A">', "welcome.html: <img> loads https://example.org/a.png"),
        ("> **Prediciton.** Rain?", "'**Prediciton.**', which is not a callout"),
        (r"$$\frac{a}{$$", "Missing close brace in the formula"),
        ("<details><summary>A</summary>\n\n**Not quite.**\n\n</details>", "needs one right choice, not 0"),
        (notebook(cell("# N"), code('check("attention.no", f)', tag="exercise")), "no exercise 'attention.no'"),
        (notebook(cell("# N"), code("plot()", picture(""))), "has no alt text"),
    ],
    ids=["outside load", "callout", "formula", "quiz", "exercise", "alt text"],
)
def test_the_build_fails(tmp_path: Path, build_book: Callable[..., Any], text: str, message: str) -> None:
    result = build_book(tmp_path, welcome=text if text.startswith("{") else f"# Welcome\n\n{text}\n")
    assert result.returncode != 0
    assert message in result.stdout + result.stderr


@pytest.mark.parametrize(
    "html",
    [
        "<script src='//cdn.example.org/a.js'></script>",
        "<script>import('https://cdn.example.org/a.js')</script>",
        '<script>require.config({paths: {d3: "https://cdn.example.org/d3.min"}})</script>',
        '<script type="application/vnd.jupyter.widget-state+json">{"_esm": "import a from \\"https://esm.sh/a\\""}</script>',
        "<link rel=stylesheet href='https://fonts.example.org/css'>",
        "<iframe src='https://video.example.org'></iframe>",
        "<p style='background: url(https://example.org/a.png)'>",
        "<style>@import 'https://fonts.example.org/css'</style>",
        "<img srcset='https://example.org/a.png 2x' alt='A'>",
        "<button onclick='go()'>",
        "<img src='a.png'>",
        "<img src='a.png' alt='a.png'>",
    ],
)
def test_a_page_with_this_is_refused(html: str) -> None:
    assert len(Page(html).problems) == 1


@pytest.mark.parametrize(
    "html",
    [
        "<a href='https://arxiv.org/abs/1706.03762'>a paper</a>",
        "<script>element.namespace = 'http://www.w3.org/2000/svg'; // see https://example.org</script>",
        "<link rel='canonical' href='https://example.org/'>",
        "<img src='a.png' alt='A cat'>",
        "<p>https://example.org</p>",
    ],
)
def test_a_page_with_this_is_fine(html: str) -> None:
    assert Page(html).problems == []


def test_choices_in_a_block_of_code_are_not_choices() -> None:
    text = f"```markdown\n{QUIZ}```\n"
    assert mark_choices(text) == text


def test_a_choice_without_a_verdict_is_named() -> None:
    found = list(problems([("A", "**Right.**"), ("B", "Perhaps.")], ["right", None]))
    assert len(found) == 1
    assert "'B'" in found[0]


def test_two_views_of_bertviz_share_nothing() -> None:
    neuron_view = pytest.importorskip("bertviz.neuron_view")
    script = Path(neuron_view.__file__).with_suffix(".js").read_text(encoding="utf-8")
    view = (
        '<script src="https://cdn.example.org/require.js/2.3.6/require.min.js"></script>'
        "<div id=bertviz-{}><select id=\"layer\"></select><div id='vis'></div></div>"
        '<script type="text/javascript">window.bertviz_params = 0</script>'
        f'<script type="text/javascript">{script.replace("{", "{{").replace("}", "}}")}</script>'
    )
    for number in (1, 2):
        html = rewrite_bertviz(view.format(number), "../_static/vendor")
        assert set(re.findall(r'window\["(.*?)"\]', html)) == {f"bertviz-{number}"}
        assert re.findall(r"""\bid=["']?([\w-]+)""", html) == [f"bertviz-{number}"]
        assert not re.search(r"""select(?:All)?\(["'`]#(?!\$)|\} #""", html)
        assert '<select data-part="layer" aria-label="Layer">' in html
        assert "../_static/vendor/d3.min" in html
        assert Page(html).problems == []
