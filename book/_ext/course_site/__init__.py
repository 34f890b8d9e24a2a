"""What the site adds to the notebooks, as one Sphinx extension.

    vendor       takes third-party scripts and fonts from npm, so that pages ask no other host for them
    maths        sets formulas while the site is built
    callouts     turns `> **Note.** …` into boxes, and a picture with a line in italics into a numbered figure
    quiz         makes choices of the `<details>` under a question
    exercises    folds hints and the solution under each exercise
    outputs      makes what cells have shown self-contained, described and accessible
    models       puts the trained models that live figures ask for beside the pages
    pages        finishes each page: scripts, pictures, security policy
    checks       stops the build if a page would load anything from elsewhere, or shows a picture without words

Notebooks hold plain CommonMark only; everything here follows from it and from the tags of cells.
"""

from sphinx.application import Sphinx

from . import callouts, checks, exercises, maths, models, outputs, pages, quiz, vendor


def setup(app: Sphinx) -> dict[str, bool | int]:
    for module in (vendor, exercises, quiz, outputs, callouts, maths, models, pages, checks):
        module.setup(app)
    return {"env_version": 1, "parallel_read_safe": False, "parallel_write_safe": False}
