"""A live figure: the same object moves under the reader's hand in JupyterLab, in Colab and on the static page.

Each one is a folder beside this file: `widget.py` (a subclass with its state as traits), `widget.js` (a module
whose default export renders it, in plain JavaScript) and `widget.css`. The state is stored with the notebook;
on the site a small host script gives it to the module, without a kernel.

Two things are displayed: a still picture, for places where scripts are off, and the figure itself. As soon as
the figure runs it sends the word "running", and the picture goes.
"""

import base64

import anywidget
from IPython.display import display
from matplotlib.axes import Axes

from course_lib.plots.figure import png


class LiveFigure(anywidget.AnyWidget):
    """Base of all live figures. A subclass sets `_esm`, `_css`, `alt` and its traits, and defines `still()`."""

    alt = ""

    def still(self) -> Axes:
        """Draw the figure as it starts, for places where scripts are off."""
        raise NotImplementedError(f"{type(self).__name__} needs a still() that draws it without scripts.")

    def show(self) -> None:
        """Display the still picture, then the figure that takes its place."""
        picture = base64.b64encode(png(self.still())).decode()
        handle = display(
            {"image/png": picture, "text/plain": f"Figure: {self.alt}"},
            metadata={"image/png": {"alt": self.alt, "width": 640}},
            raw=True,
            display_id=True,
        )

        def take_its_place(_: object, content: object, buffers: object) -> None:
            if content == "running" and handle is not None:
                handle.update({"text/plain": ""}, raw=True)

        self.on_msg(take_its_place)
        display(self)

    def __repr__(self) -> str:
        return f"{type(self).__name__}(): run this cell to touch the figure"
