"""The build ends here with an error if a page would load anything from elsewhere, or shows a picture without words.

Browsers enforce the former, too, by each page's policy; found here, it is found before anyone reads the page.
"""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.errors import ExtensionError

OUTSIDE = re.compile(r"\s*(?:https?:)?//", re.I)
LOADING = {  # the attributes through which an element loads something
    **dict.fromkeys(("script", "iframe", "embed", "audio", "track", "input"), ("src",)),
    **dict.fromkeys(("img", "source"), ("src", "srcset")),
    "video": ("src", "poster"),
    "object": ("data",),
    "image": ("href", "xlink:href"),
    "use": ("href", "xlink:href"),
}
LINKS = {"stylesheet", "preload", "modulepreload", "prefetch", "preconnect", "dns-prefetch", "icon", "manifest"}
IN_STYLE = re.compile(r"""(?:url\(\s*|@import\s+)["']?((?:https?:)?//[^"')\s]+)""")
# A script may name the namespaces of SVG and MathML; any other address in quotes is one that it could load.
IN_SCRIPT = re.compile(r"""["'`]((?:https?:)?//(?!www\.w3\.org)[\w.-]+\.\w+[^"'`]*)""")
IN_WIDGET = re.compile(r"""(?:from|import|import\(|fetch\()\s*\\?["'`]((?:https?:)?//[^"'`\\]+)""")


class Page(HTMLParser):
    """Collects what is wrong with a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.problems: list[str] = []
        self.inside = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        kind = given.get("type", "")
        self.inside = tag if tag in {"script", "style"} else ""
        if tag == "script" and "json" in kind:
            self.inside = "widget"
        for name in LOADING.get(tag, ()):
            if OUTSIDE.match(given.get(name, "")):
                self.problems.append(f"<{tag}> loads {given[name].strip()}")
        if tag == "link" and LINKS & set(given.get("rel", "").split()) and OUTSIDE.match(given.get("href", "")):
            self.problems.append(f"<link> loads {given['href'].strip()}")
        self.problems += [f"a style loads {address}" for address in IN_STYLE.findall(given.get("style", ""))]
        self.problems += [f"<{tag}> has code in {name}: it will not run" for name in given if name.startswith("on")]
        alt = given.get("alt", "").strip()
        if tag == "img" and (not alt or alt == given.get("src", "").strip()):
            self.problems.append(f"the picture {given.get('src', '')[-80:]} has no alt text")

    def handle_data(self, data: str) -> None:
        pattern = {"script": IN_SCRIPT, "widget": IN_WIDGET, "style": IN_STYLE}.get(self.inside)
        if pattern:
            self.problems += [f"a {self.inside} names {address[:120]}" for address in pattern.findall(data)]

    def handle_endtag(self, tag: str) -> None:
        self.inside = ""


def problems(site: Path) -> Iterator[str]:
    """What is wrong, page by page."""
    for path in sorted(site.rglob("*.html")):
        for problem in dict.fromkeys(Page(path.read_text(encoding="utf-8")).problems):
            yield f"{path.relative_to(site)}: {problem}"
    for path in sorted(site.rglob("*.css")):
        for address in IN_STYLE.findall(path.read_text(encoding="utf-8")):
            yield f"{path.relative_to(site)}: loads {address}"


def stop_on_problems(app: Sphinx, exception: Exception | None) -> None:
    if exception is None and app.builder.format == "html":
        found = list(problems(Path(app.outdir)))
        if found:
            raise ExtensionError(
                "pages that load from elsewhere, or pictures without alt text:\n  " + "\n  ".join(found)
            )


def setup(app: Sphinx) -> None:
    app.connect("build-finished", stop_on_problems, priority=900)
