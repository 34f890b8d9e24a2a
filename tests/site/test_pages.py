"""Every page of the course in a browser: light and dark, on a wide screen and on a telephone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[2]
AXE = ROOT / "book" / "_ext" / "node_modules" / "axe-core" / "axe.min.js"
SCHEMES = ("light", "dark")
WIDTHS = (1280, 390)


def pages() -> list[str]:
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    files = [toc["root"], *(chapter["file"] for part in toc["parts"] for chapter in part["chapters"])]
    return [f"{file}.html" for file in files] + ["search.html?q=softmax"]


@pytest.fixture(scope="module", params=pages())
def opened(request: pytest.FixtureRequest, open_page: Callable[..., Any]) -> Any:
    return open_page(request.param)


def look(page: Any, scheme: str, width: int) -> None:
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.locator(f"html[data-theme={scheme}]").wait_for()
    page.wait_for_timeout(400)  # the theme and course.js decide anew what scrolls, and so must take the focus
    page.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")


def test_nothing_goes_wrong_and_no_other_host_is_asked(opened: Any) -> None:
    assert opened.troubles == []


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", SCHEMES)
def test_axe_finds_no_violation(opened: Any, scheme: str, width: int) -> None:
    look(opened.page, scheme, width)
    opened.page.evaluate(AXE.read_text(encoding="utf-8"))
    found = opened.page.evaluate("axe.run({resultTypes: ['violations']}).then(result => result.violations)")
    assert [f"{v['id']} ({v['impact']}): {v['nodes'][0]['html'][:300]}" for v in found] == []


def test_nothing_scrolls_sideways_on_a_telephone(opened: Any) -> None:
    look(opened.page, "light", 390)
    assert opened.page.evaluate("document.documentElement.scrollWidth") <= 390


def test_the_front_door_leads_to_the_first_page(open_page: Callable[..., Any]) -> None:
    opened = open_page("index.html")
    opened.page.wait_for_url("**/book/welcome.html")
    assert opened.troubles == []


def test_search_finds_softmax(open_page: Callable[..., Any]) -> None:
    opened = open_page("search.html?q=softmax")
    opened.page.locator("ul.search li a", has_text="Attention").first.wait_for()


def test_the_site_is_whole(site: Path) -> None:
    assert (site / ".nojekyll").exists()
    assert all((site / name.partition("?")[0]).exists() for name in pages())
