"""Callouts and figures, out of Markdown that reads well everywhere.

`> **Note.** text` is a quotation in JupyterLab, Colab and on GitHub, and a box here.
A picture followed by a paragraph in italics becomes a figure, numbered within its page.
"""

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)
KINDS = {
    "Note": "note",
    "Tip": "tip",
    "Warning": "warning",
    "Key idea": "key-idea",
    "Check yourself": "check-yourself",
    "Prediction": "prediction",
}


def only_child(element: nodes.Node | None, kind: type[nodes.Element]) -> nodes.Element | None:
    """The one child of a paragraph, if it is of this kind."""
    if isinstance(element, nodes.paragraph) and len(element.children) == 1 and isinstance(element[0], kind):
        return element[0]
    return None


def box(app: Sphinx, doctree: nodes.document) -> None:
    for quote in list(doctree.findall(nodes.block_quote)):
        first = quote.next_node()
        if not isinstance(first, nodes.paragraph):
            continue
        opening = [child for child in first.children if child.astext()]  # the parser leaves an empty text at its head
        if not opening or not isinstance(opening[0], nodes.strong) or not opening[0].astext().endswith("."):
            continue
        word = opening[0].astext().rstrip(".")
        if word not in KINDS:
            message = "a quotation opens with '**%s.**', which is not a callout: these are %s."
            logger.warning(message, word, ", ".join(KINDS), location=quote)
            continue
        rest = opening[1:]
        if rest and isinstance(rest[0], nodes.Text):
            rest[0] = nodes.Text(rest[0].lstrip())
        paragraph = nodes.paragraph("", "", *rest)
        paragraph.source, paragraph.line = first.source, first.line
        callout = nodes.admonition("", nodes.title("", word), classes=["callout", KINDS[word]])
        callout += [paragraph, *quote.children[1:]] if rest else quote.children[1:]
        callout.source, callout.line = quote.source, quote.line
        quote.replace_self(callout)


def number_figures(app: Sphinx, doctree: nodes.document) -> None:
    number = 0
    for paragraph in list(doctree.findall(nodes.paragraph)):
        image = only_child(paragraph, nodes.image)
        after = paragraph.next_node(descend=False, siblings=True) if image else None
        italics = only_child(after, nodes.emphasis)
        if image is None or after is None or italics is None:
            continue
        number += 1
        label = nodes.inline("", f"Figure {number}. ", classes=["caption-number"])
        caption = nodes.caption("", "", label, *italics.children)
        caption.source, caption.line = after.source, after.line
        paragraph.parent.remove(after)
        figure = nodes.figure("", image, caption)
        doctree.set_id(figure)
        paragraph.replace_self(figure)


def setup(app: Sphinx) -> None:
    app.connect("doctree-read", box, priority=100)
    app.connect("doctree-read", number_figures, priority=100)
