"""Turn a query, move keys, set the temperature: watch the softmax share out the attention."""

import math
from collections.abc import Sequence
from pathlib import Path

import torch
import traitlets
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.live.figure import LiveFigure
from course_lib.models.attention import attention
from course_lib.plots.bars import draw_bars


class AttentionWeights(LiveFigure):
    """Attention over a handful of words with vectors of two numbers, which a plane can show.

    Args:
        words: one word for each key.
        keys: (angle in degrees, length) of each key.
        query: (angle in degrees, length) of the query.
        query_word: the word that asks.
        goal: the word that the task asks the reader to bring above 60 % of the weight.

    Raises:
        ValueError: if there is not one key for each word, or the goal is none of the words.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    key_arrows = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    query_arrow = traitlets.List(traitlets.Float()).tag(sync=True)
    query_word = traitlets.Unicode().tag(sync=True)
    temperature = traitlets.Float(1.0).tag(sync=True)
    goal = traitlets.Unicode().tag(sync=True)

    alt = (
        "Bars: the share of attention that each word gets at the start. In the live figure sliders turn the query, "
        "move a key and set the temperature, and the bars follow."
    )

    def __init__(
        self,
        words: Sequence[str],
        keys: Sequence[tuple[float, float]],
        query: tuple[float, float],
        query_word: str,
        goal: str,
    ) -> None:
        if len(words) != len(keys):
            raise ValueError(f"there must be one key for each word, got {len(words)} words and {len(keys)} keys.")
        if goal not in words:
            raise ValueError(f"goal must be one of the words {list(words)}, got {goal!r}.")
        super().__init__(
            words=list(words),
            key_arrows=[[float(number) for number in key] for key in keys],
            query_arrow=[float(number) for number in query],
            query_word=query_word,
            goal=goal,
        )

    def weights(self) -> Float[Tensor, " key"]:
        """Return the weights at the present setting, as the library's `attention` computes them."""
        query, keys = from_polar([self.query_arrow]), from_polar(self.key_arrows)
        return attention(query / self.temperature, keys, keys)[1][0]

    def still(self) -> Axes:
        return draw_bars(
            {"weight": self.weights().tolist()},
            self.words,
            title=f"What “{self.query_word}” attends to",
            xlabel="key",
            ylabel="weight",
        )


def from_polar(arrows: Sequence[Sequence[float]]) -> Float[Tensor, "arrow 2"]:
    """Turn (angle in degrees, length) into (x, y)."""
    return torch.tensor(
        [[length * math.cos(math.radians(angle)), length * math.sin(math.radians(angle))] for angle, length in arrows]
    )
