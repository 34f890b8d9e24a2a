"""A blind test in the page: text after text, a model's or not? The score comes with its interval.

Tested by tests/live/test_blind_test.py.
Left out: keeping the answers when the page is left.
"""

from collections.abc import Sequence
from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.applications.writing.blind_test import Item, as_records
from course_lib.live.figure import LiveFigure
from course_lib.metrics.significance import wilson_interval
from course_lib.plots.figure import new_axes

MOST = 60
LONGEST = 1200  # characters of a text


class BlindTest(LiveFigure):
    """Texts in a fixed order, to be judged one at a time.

    Args:
        items: each with its text, who wrote it ("model" or another name) and its kind.
        goal: how many judgements the task asks for.

    Raises:
        ValueError: if there are too few or too many texts, one is too long, or one side
            wrote none of a kind.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    items = traitlets.List(traitlets.Dict()).tag(sync=True)
    guesses = traitlets.List(traitlets.Bool()).tag(sync=True)  # "a model", in the items' order
    goal = traitlets.Int(12).tag(sync=True)

    alt = (
        "The width of the interval of a share of right guesses, for 75 % right: it shrinks from "
        "0.65 after 4 judgements to 0.14 after 144. In the live figure texts are judged one at "
        "a time, by two buttons, and the interval follows."
    )

    def __init__(self, items: Sequence[Item], goal: int = 12) -> None:
        if not 2 <= len(items) <= MOST or not 1 <= goal <= len(items):
            must = f"there must be 2 to {MOST} texts, and a goal of as many or fewer"
            raise ValueError(f"{must}, got {len(items)} and {goal}.")
        if too_long := [one for one in items if len(one.text) > LONGEST]:
            must = f"a text must have at most {LONGEST:,} characters"
            raise ValueError(f"{must}, got one of {len(too_long[0].text):,}.")
        for kind in {one.kind for one in items}:
            sides = {one.by == "model" for one in items if one.kind == kind}
            if len(sides) < 2:
                must = f"each kind must have texts by a model and by others, but {kind!r}"
                raise ValueError(f"{must} has one side alone.")
        super().__init__(items=as_records(items), guesses=[], goal=goal)

    def hits(self) -> int:
        """Return how many of the guesses so far are right."""
        pairs = zip(self.guesses, self.items, strict=False)
        return sum(guess == (one["by"] == "model") for guess, one in pairs)

    def still(self) -> Axes:
        numbers = [4, 12, 24, 48, 96, 144]
        axes = new_axes("How sure is a share of 75 % right?", "judgements", "95 % interval of the true share")
        bounds = [wilson_interval(round(0.75 * n), n) for n in numbers]
        places = range(len(numbers))
        axes.vlines(places, [one.low for one in bounds], [one.high for one in bounds], linewidth=4)
        axes.plot(places, [0.75] * len(numbers), "o")
        axes.axhline(0.5, linestyle="--", color="gray")
        axes.set_xticks(list(places), [str(n) for n in numbers])
        axes.set_ylim(0, 1)
        return axes
