"""The site, built once for all tests and served below a folder, as GitHub serves a project's pages; and a browser."""

import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import serve
import yaml

ROOT = Path(__file__).parents[2]
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
QUIET = ["--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-first-run"]
Built = subprocess.CompletedProcess[str]


def build(source: Path, output: Path) -> Built:
    """Build a book as `make html` does, with warnings as errors; the site lies in output/_build/html."""
    command = [sys.executable, "-c", "from jupyter_book.cli.main import main; main()", "build", str(source)]
    options = ["--path-output", str(output), "--warningiserror", "--keep-going", "--quiet"]
    return subprocess.run(command + options, capture_output=True, text=True, cwd=source, timeout=600)


@pytest.fixture(scope="session")
def build_book() -> Callable[..., Built]:
    """A function that builds a small book with the course's settings in a folder.

    Each further argument names a page and holds its Markdown, or its notebook as JSON.
    """
    config = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))
    config["sphinx"]["local_extensions"]["course_site"] = str(ROOT / "book" / "_ext")
    config["sphinx"]["config"]["html_static_path"] = [str(ROOT / "book" / "_static")]
    config["html"]["favicon"] = ""

    def build_pages(folder: Path, **pages: str) -> Built:
        first, *others = pages
        toc: dict[str, Any] = {"format": "jb-book", "root": first}
        if others:
            toc["chapters"] = [{"file": name} for name in others]
        (folder / "_config.yml").write_text(yaml.safe_dump(config), encoding="utf-8")
        (folder / "_toc.yml").write_text(yaml.safe_dump(toc), encoding="utf-8")
        for name, text in pages.items():
            suffix = ".ipynb" if text.startswith("{") else ".md"
            (folder / f"{name}{suffix}").write_text(text, encoding="utf-8")
        return build(folder, folder)

    return build_pages


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the built course."""
    output = tmp_path_factory.mktemp("course")
    result = build(ROOT, output)
    assert result.returncode == 0, result.stdout + result.stderr
    return output / "_build" / "html"


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the built course is served."""
    with serve.Server(("127.0.0.1", 0), partial(serve.Handler, directory=str(site.parent))) as server:
        threading.Thread(target=server.serve_forever).start()
        yield f"http://127.0.0.1:{server.server_port}/{site.name}/"
        server.shutdown()


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        found = [os.environ.get("CHROMIUM"), *map(shutil.which, BROWSERS), playwright.chromium.executable_path]
        path = next((name for name in found if name and Path(name).exists()), None)
        if path is None:
            pytest.skip(
                "no Chromium: install one (Debian: apt install chromium; elsewhere: python -m playwright install "
                "chromium) or name one in the variable CHROMIUM"
            )
        chromium = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu", *QUIET])
        yield chromium
        chromium.close()


class Opened:
    """A page of the course, and everything that went wrong while it was open."""

    def __init__(self, browser: Any, address: str, name: str, **options: Any) -> None:
        self.troubles: list[str] = []
        self.context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, **options})
        self.context.route(lambda url: not url.startswith((address, "blob:", "data:")), self.refuse)
        self.page = self.context.new_page()
        self.page.on("console", lambda message: self.note(message.type in ("error", "warning"), message.text))
        self.page.on("pageerror", lambda error: self.note(True, f"uncaught: {error}"))
        self.page.on("requestfailed", lambda request: self.note(True, f"failed: {request.url}"))
        self.page.on(
            "response", lambda response: self.note(response.status >= 400, f"{response.status}: {response.url}")
        )
        self.page.goto(address + name, wait_until="networkidle")

    def note(self, is_trouble: bool, text: str) -> None:
        if is_trouble:
            self.troubles.append(text)

    def refuse(self, route: Any) -> None:
        self.note(True, f"asks another host: {route.request.url}")
        route.abort()


@pytest.fixture(scope="module")
def open_page(request: pytest.FixtureRequest, browser: Any) -> Iterator[Callable[..., Opened]]:
    """A function that opens a page by its name, from the served course if no other address is given."""
    opened: list[Opened] = []

    def open_one(name: str, address: str = "", **options: Any) -> Opened:
        address = address or request.getfixturevalue("address")  # only now: it builds the course
        opened.append(Opened(browser, address, name, **options))
        return opened[-1]

    yield open_one
    for one in opened:
        one.context.close()
