"""The last touch to each page, once the theme has drawn it.

- Only scripts that the page needs, none of which holds up its drawing.
- Sizes on pictures, so that nothing jumps while they load.
- A Content-Security-Policy that names, by their hashes, the page's own inline scripts and lets nothing else run,
  and nothing at all come from another host.
"""

import base64
import hashlib
import html
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from docutils import nodes
from PIL import Image
from sphinx.application import Sphinx
from sphinx.builders.html import StandaloneHTMLBuilder

WIDGET_HOST = Path(__file__).with_name("widget_host.js")
PICTURE = re.compile(r"<img [^>]*>")
SCRIPT = re.compile(r"<script(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.S)
THEME = [
    # The icons are there twice, as fonts and as 1.5 MB of script. The fonts do.
    (r'\s*<!-- So that users can add custom icons -->\s*<script src="[^"]*fontawesome[^"]*"></script>', ""),
    # All but the options, which an inline script reads at once, can wait until the page is drawn.
    (r'<script src="(?!\S*documentation_options)', '<script defer src="'),
    # A name other than the words on a button would keep voice control from finding it.
    (r'(<button class="btn search-button-field[^>]*?) aria-label="Search"', r"\1"),
    (r'<summary aria-label="Toggle hidden content">', "<summary>"),
    # The policy below allows no code in attributes; course.js attaches it.
    (r'<button onclick="(?:toggleFullScreen|window\.print)\(\)"', "<button"),
    # The theme's colours, from the first moment and where scripts are off.
    (
        r'(dataset\.theme = .*? \|\| )"auto"',
        r'\1(matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")',
    ),
    (r'(<html [^>]*data-theme=)"auto"', r'\1"light"'),
    # An empty corner of a table heads nothing.
    (r'<th class="head">\s*(?:<p>\s*</p>)?\s*</th>', '<td class="head"></td>'),
    # A landmark for what would stand outside of all.
    (r'(<div id="pst-primary-sidebar")', r'\1 role="complementary" aria-label="The course"'),
    # Placeholders for advertisements and for a banner about versions, which this site does not have.
    (r'<div id="ethical-ad-placement".*?</div>', ""),
    (r'<div class="pst-async-banner-revealer.*?</div>', ""),
]


def describe(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None) -> None:
    """Give search engines the page's first paragraph."""
    paragraphs = doctree.findall(nodes.paragraph) if doctree else ()
    text = next((text for paragraph in paragraphs if len(text := paragraph.astext()) > 60), "")
    if text:
        short = text if len(text) <= 160 else text[:160].rsplit(" ", 1)[0] + " …"
        context["metatags"] = context.get("metatags", "") + (
            f'\n<meta name="description" content="{html.escape(" ".join(short.split()))}" />'
        )


def size_picture(tag: str, find: Callable[[str], Path]) -> str:
    """Write a picture's size as attributes, which keep its place until it is fetched, and let it shrink."""
    given = dict(re.findall(r"(width|height): (\d+)px", tag))
    source = re.search(r'src="([^"?]+)', tag)
    file = find(source[1]) if source else Path()
    if len(given) < 2 and file.suffix in {".png", ".jpg", ".jpeg", ".gif", ".webp"} and file.exists():
        with Image.open(file) as picture:
            width, height = picture.size
        if "width" in given:
            width, height = int(given["width"]), round(height * int(given["width"]) / width)
        given = {"width": str(width), "height": str(height)}
    if len(given) < 2:
        return tag
    tag = re.sub(r' style="[^"]*"', "", tag)
    return tag.replace("<img ", f'<img loading="lazy" width="{given["width"]}" height="{given["height"]}" ', 1)


def scripts(page: str, static: str) -> str:
    """The tags for what this page holds, and for no more."""
    tags = []
    if "<mjx-container" in page:
        tags.append(f'<link rel="stylesheet" href="{static}/vendor/mathjax.css" />')
    if "requirejs([" in page:
        tags.append(f'<script defer src="{static}/vendor/require.js"></script>')
    if "vnd.jupyter.widget-view+json" in page:  # inline, since a browser loads no module file from a folder on disk
        tags.append(f'<script type="module">\n{WIDGET_HOST.read_text(encoding="utf-8")}</script>')
    return "\n".join(tags)


def digest(code: str) -> str:
    return "'sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode() + "'"


def policy(page: str) -> str:
    inline = [
        m["code"] for m in SCRIPT.finditer(page) if "src=" not in m["attributes"] and "json" not in m["attributes"]
    ]
    allowed = ["'self'", *sorted({digest(code) for code in inline})]
    if "vnd.jupyter.widget-view+json" in page:
        allowed.append("blob:")  # a live figure's module lies in the notebook, as a text
    rules = {
        "default-src": "'self'",
        "script-src": " ".join(allowed),
        "style-src": "'self' 'unsafe-inline'",
        "img-src": "'self' data:",
        "media-src": "'self' data:",  # sounds that a notebook made lie in its page
        "object-src": "'none'",
        "base-uri": "'none'",
    }
    return "; ".join(f"{name} {sources}" for name, sources in rules.items())


def finish(page: str, static: str, find: Callable[[str], Path]) -> str:
    """Return the page as it is served.

    Args:
        page: the page as the theme drew it.
        static: the way from it to `_static`.
        find: the file behind the address of a picture in it.
    """
    for pattern, replacement in THEME:
        page = re.sub(pattern, replacement, page, flags=re.S)
    page = PICTURE.sub(lambda m: size_picture(m[0], find), page)
    page = page.replace("</head>", f"{scripts(page, static)}\n</head>", 1)
    meta = f'<meta http-equiv="Content-Security-Policy" content="{policy(page)}" />'
    return page.replace('<meta charset="utf-8" />', f'<meta charset="utf-8" />\n{meta}', 1)


def watch_templates(app: Sphinx) -> None:
    """Finish each page between its template and its file, for which Sphinx has no event."""
    if not isinstance(app.builder, StandaloneHTMLBuilder):
        return
    builder, render = app.builder, app.builder.templates.render

    def render_and_finish(template: str, context: dict[str, Any]) -> str:
        page, name = render(template, context), context["pagename"]
        pictures = {copy: Path(app.srcdir, source) for source, copy in builder.images.items()}
        folder = Path(app.outdir, name).parent
        return finish(page, "../" * name.count("/") + "_static", lambda src: pictures.get(Path(src).name, folder / src))

    builder.templates.render = render_and_finish


def front_door(app: Sphinx, exception: Exception | None) -> None:
    """Send those who open the site's folder to the first page."""
    if exception is None and app.builder.format == "html":
        first, title = f"{app.config.master_doc}.html", app.config.html_title
        page = (
            f'<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8" />\n<title>{title}</title>\n'
            f'<meta http-equiv="refresh" content="0; url={first}" />\n</head>\n'
            f'<body><main><h1><a href="{first}">{title}</a></h1></main></body>\n</html>\n'
        )
        Path(app.outdir, "index.html").write_text(finish(page, "_static", Path), encoding="utf-8")


def setup(app: Sphinx) -> None:
    app.connect("builder-inited", watch_templates, priority=900)
    app.connect("html-page-context", describe)
    app.connect("build-finished", front_door, priority=100)
