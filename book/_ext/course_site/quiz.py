"""Questions: the `<details>` under one become choices that look like answers, without scripts and with them.

A quiz's choices open with `**Right.**` or `**Not quite.**`; those under a `> **Prediction.** …` with neither.
Any other `<details>` is left as it is.
"""

import re
from collections.abc import Iterator

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from .notebook import Notebook, before_reading, text

logger = logging.getLogger(__name__)
INSIDE = r"(?:(?!<details>).)*?"
CHOICE = re.compile(rf"<details>\s*<summary>({INSIDE})</summary>({INSIDE})</details>", re.S)
CODE_OR_CHOICES = re.compile(
    rf"^(?P<fence>```|~~~).*?^(?P=fence)|(?:<details>\s*<summary>{INSIDE}</summary>{INSIDE}</details>\s*)+", re.S | re.M
)
VERDICTS = {"**Right.**": "right", "**Not quite.**": "wrong"}


def verdict(body: str) -> str | None:
    return next((name for opening, name in VERDICTS.items() if body.lstrip().startswith(opening)), None)


def mark_choices(markdown: str, docname: str = "", where: str = "") -> str:
    """Return the text with its choices marked for the style sheet and the script."""

    def mark(match: re.Match[str]) -> str:
        if match["fence"]:
            return match[0]
        choices = [(summary.strip(), body.strip()) for summary, body in CHOICE.findall(match[0])]
        verdicts = [verdict(body) for _, body in choices]
        section = re.split(r"^#", markdown[: match.start()], flags=re.M)[-1]
        if any(verdicts):
            for problem in problems(choices, verdicts):
                logger.warning("%s%s", where, problem, location=docname)
            return group("quiz", choices, verdicts)
        if "> **Prediction.**" in section:
            return group("prediction", choices, verdicts)
        return match[0]

    return CODE_OR_CHOICES.sub(mark, markdown)


def problems(choices: list[tuple[str, str]], verdicts: list[str | None]) -> Iterator[str]:
    """What is wrong with a question of a quiz."""
    for (summary, _), found in zip(choices, verdicts, strict=True):
        if found is None:
            yield f"the choice {summary!r} opens with neither of {', '.join(VERDICTS)}"
    if verdicts.count("right") != 1:
        yield f"the question with the choice {choices[0][0]!r} needs one right choice, not {verdicts.count('right')}"


def group(kind: str, choices: list[tuple[str, str]], verdicts: list[str | None]) -> str:
    """A row of choices as raw HTML around Markdown; a summary with formulas is Markdown too."""
    rows = []
    for (summary, body), found in zip(choices, verdicts, strict=True):
        shown = f"\n\n{summary}\n\n" if "$" in summary else summary
        rows.append(f'<details class="choice {found or ""}"><summary>{shown}</summary>\n\n{body}\n\n</details>')
    return f'<div class="choices {kind}" role="group" aria-label="Answers">\n' + "\n".join(rows) + "\n</div>\n\n"


def mark_notebook(app: Sphinx, docname: str, notebook: Notebook) -> None:
    for number, cell in enumerate(notebook["cells"], start=1):
        if cell["cell_type"] == "markdown":
            cell["source"] = mark_choices(text(cell["source"]), docname, f"cell {number}: ")


def mark_page(app: Sphinx, docname: str, content: list[str]) -> None:
    if app.env.doc2path(docname).endswith(".md"):
        content[0] = mark_choices(content[0], docname)


def fold_results(app: Sphinx, doctree: nodes.document) -> None:
    """Fold what the cells tagged `prediction` have shown, until the reader has committed to an answer."""
    for cell in doctree.findall(nodes.container):
        if "tag_prediction" in cell["classes"] and cell[-1].get("nb_element") == "cell_code_output":
            opening = '<details class="result"><summary>Show the result</summary>'
            cell.insert(len(cell) - 1, nodes.raw("", opening, format="html"))
            cell.append(nodes.raw("", "</details>", format="html"))


def setup(app: Sphinx) -> None:
    before_reading(app, mark_notebook)
    app.connect("source-read", mark_page)
    app.connect("doctree-read", fold_results, priority=100)
