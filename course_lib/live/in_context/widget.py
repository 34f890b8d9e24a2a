"""Add, flip, move and remove examples: a GPT in the page learns from them, and answers.

The page holds the whole model, its weights in 16 bits, and computes in plain JavaScript.
Tested by tests/live/test_in_context.py.
"""

import base64
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import traitlets
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.finetuning.in_context import N_EXAMPLES, SHELVES, THINGS, answer
from course_lib.live.figure import LiveFigure
from course_lib.models.gpt import GPT
from course_lib.plots.bars import draw_bars

MOST_EXAMPLES = N_EXAMPLES - 1  # the question needs a place too


class InContext(LiveFigure):
    """A trained model and a walk through one shop, which the reader takes apart.

    Args:
        model: as `stored_learner` returns it.
        walk: (thing, shelf) pairs, which the button adds one after the other.
        question: the thing that is asked for.

    Raises:
        ValueError: if the walk is empty or too long, or has a word that the shops have not.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    things = traitlets.List(traitlets.Unicode()).tag(sync=True)
    shelves = traitlets.List(traitlets.Unicode()).tag(sync=True)
    sizes = traitlets.Dict().tag(sync=True)
    weights = traitlets.Dict().tag(sync=True)  # 16-bit floats in base 64, by name
    walk = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    examples = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)  # [thing, shelf], the first one first
    question = traitlets.Unicode().tag(sync=True)

    alt = (
        "Bars: the probability of each of the four shelves before any example, all near a "
        "quarter. In the live figure buttons add, flip, move and remove examples, and the "
        "bars follow."
    )

    def __init__(self, model: GPT, walk: Sequence[tuple[str, str]], question: str) -> None:
        if not 1 <= len(walk) <= MOST_EXAMPLES:
            must = f"a walk must have 1 to {MOST_EXAMPLES} examples"
            raise ValueError(f"{must}, got {len(walk)}.")
        for thing, shelf in [*walk, (question, SHELVES[0])]:
            if thing not in THINGS or shelf not in SHELVES:
                must = f"a thing must be among {', '.join(THINGS)}, with a shelf"
                raise ValueError(f"{must}; got {thing!r} and {shelf!r}.")
        self._model = model
        super().__init__(
            things=list(THINGS),
            shelves=list(SHELVES),
            sizes={"d_model": model.config.d_model, "n_heads": model.config.n_heads},
            weights=packed(model.state_dict()),
            walk=[list(pair) for pair in walk],
            examples=[],
            question=question,
        )

    def probabilities(self) -> list[float]:
        """Return the probability of each shelf at the present setting."""
        words = [word for pair in self.examples for word in pair]
        return list(answer(self._model, [*words, self.question]).values())

    def still(self) -> Axes:
        return draw_bars(
            {"probability": self.probabilities()},
            self.shelves,
            title=f"Where is the {self.question}? No examples yet",
            xlabel="shelf",
            ylabel="probability",
        )


def packed(weights: Mapping[str, Tensor]) -> dict[str, Any]:
    """Return each tensor as its shape and its numbers, 16 bits each, in base 64."""
    found = {}
    for name, one in weights.items():
        halves = np.ascontiguousarray(one.numpy().astype("<f2")).tobytes()
        found[name] = {"shape": list(one.shape), "data": base64.b64encode(halves).decode()}
    return found
