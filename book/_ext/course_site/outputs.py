"""What cells have shown, made fit for a page: self-contained, described, accessible.

- BertViz's views load require.js, d3 and jQuery from this site, have labels, and any number of them may share a page.
- A picture's alt text comes from the metadata of its output.
- A picture followed by a widget is what the widget shows until it runs (see widget_host.js); without scripts, a
  sentence says so.
- A badge fetched from another host becomes a link in words.
"""

import hashlib
import re
from base64 import b64decode

from docutils import nodes
from sphinx.application import Sphinx

from .notebook import Notebook, before_reading, outputs, text

VIEW = "application/vnd.jupyter.widget-view+json"
PNG = "image/png"
NO_SCRIPTS = (
    '<noscript><p class="live-figure-note">This figure can be touched where scripts are allowed; the picture shows '
    "how it starts.</p></noscript>"
)
LABELS = {"layer": "Layer", "att_head": "Head", "filter": "Sentences"}  # of BertViz's menus
BERTVIZ = [
    # require.js comes once for the page (see pages.py)
    (r'<script src="[^"]*/require\.js/[^"]*"></script>', ""),
    # a module runs after the page's other scripts, so that none of them takes require.js for its own loader
    (r'<script type="text/javascript">', '<script type="module">'),
    # a model view is as wide as the column that it stands in
    (r"DIV_WIDTH = 970", "DIV_WIDTH = Math.max(480, document.getElementById(params.root_div_id).clientWidth)"),
    # an id may stand once on a page, and each view repeats them: mark the parts by another attribute
    (r"(<(?:select|div)) id=[\"'](\w+)[\"']", r'\1 data-part="\2"'),
    (r"\.attr\(\"id\",", '.attr("data-part",'),
    (r"(#\$\{config\.rootDivId\}) #([\w-]+)", r"\1 [data-part=\2]"),
    (r"d3\.select\(\"#vis\"\)", "d3.select(`#${config.rootDivId} [data-part=vis]`)"),
    (r"(select(?:All)?\()([\"'])#([\w-]+)\2", r"\1\2[data-part=\3]\2"),
    (r"(select(?:All)?\()[\"']#[\"'] ?\+ ?(\w+)", r'\1"[data-part=" + \2 + "]"'),
    # menus need names
    *((f'data-part="{part}"', rf'\g<0> aria-label="{label}"') for part, label in LABELS.items()),
]


def rewrite_bertviz(html: str, vendor: str) -> str:
    """Return a BertViz view that works on this site; `vendor` is the way from its page to the served scripts."""
    root = re.search(r"<div id=[\"']?(bertviz-\w+)", html)
    if root is None:
        return html
    own = [
        (r"https://cdnjs\.cloudflare\.com/ajax/libs/(?:d3|jquery)/[\d.]+/(d3|jquery)\.min", rf"{vendor}/\1.min"),
        # two neuron views on a page would read each other's parameters
        (r"window\.bertviz_params", f'window["{root[1]}"]'),
    ]
    for pattern, replacement in BERTVIZ + own:
        html = re.sub(pattern, replacement, html)
    return f'<div class="bertviz" role="group" aria-label="Attention, drawn by BertViz">{html}</div>'


def rewrite(app: Sphinx, docname: str, notebook: Notebook) -> None:
    vendor = "./" + "../" * docname.count("/") + "_static/vendor"
    for output in outputs(notebook, "text/html"):
        output["data"]["text/html"] = rewrite_bertviz(text(output["data"]["text/html"]), vendor)
    # The reader of notebooks keeps a picture's size and drops its alt text, but names the file by its contents.
    alts: dict[str, list[str]] = {}
    for output in outputs(notebook, PNG):
        name = hashlib.sha256(b64decode(text(output["data"][PNG]))).hexdigest()
        alts.setdefault(name, []).append(output.get("metadata", {}).get(PNG, {}).get("alt", ""))
    app.env.temp_data["alts"] = alts


def describe_pictures(app: Sphinx, doctree: nodes.document) -> None:
    alts: dict[str, list[str]] = app.env.temp_data.get("alts", {})
    for image in doctree.findall(nodes.image):
        name = image["uri"].rsplit("/")[-1].partition(".")[0]
        if alts.get(name):
            image["alt"] = alts[name].pop(0)


def name_badges(app: Sphinx, doctree: nodes.document) -> None:
    for image in list(doctree.findall(nodes.image)):
        if image["uri"].startswith(("http:", "https:")) and isinstance(image.parent, nodes.reference):
            image.replace_self(nodes.Text(image.get("alt", image.parent["refuri"])))


def pair_stills(app: Sphinx, doctree: nodes.document) -> None:
    """Put a widget and the picture before it in one box, so that the page can show one of the two."""
    for cell in doctree.findall(nodes.container):
        if cell.get("nb_element") != "cell_code_output":
            continue
        for first, second in zip(cell.children[:-1], cell.children[1:], strict=True):
            if holds(first, PNG) and holds(second, VIEW):
                figure = nodes.container("", classes=["live-figure"])
                first.replace_self(figure)
                cell.remove(second)
                note = nodes.raw("", NO_SCRIPTS, format="html")
                figure += [nodes.container("", first, classes=["still"]), note, second]


def holds(output: nodes.Node, mime: str) -> bool:
    return isinstance(output, nodes.container) and any(part.get("mime_type") == mime for part in output)


def setup(app: Sphinx) -> None:
    before_reading(app, rewrite)
    for change in (describe_pictures, name_badges, pair_stills):
        app.connect("doctree-read", change, priority=100)
