"""A CTC path under the reader's hand: a symbol for each frame, what is left of it, and all paths that say the same."""

import math
from collections.abc import Sequence
from pathlib import Path

import torch
import traitlets
from matplotlib.axes import Axes

from course_lib.applications.speech.ctc import best_path, collapse, ctc_loss, greedy
from course_lib.live.figure import LiveFigure
from course_lib.plots.heatmap import draw_heatmap

SYMBOLS = ("–", "T", "O")
PROBS = (  # of each symbol in each frame: the two O's are loud, what lies between is in doubt
    (0.20, 0.70, 0.10),
    (0.25, 0.65, 0.10),
    (0.08, 0.02, 0.90),
    (0.45, 0.02, 0.53),
    (0.44, 0.02, 0.54),
    (0.08, 0.02, 0.90),
    (0.70, 0.05, 0.25),
)


class CtcPath(LiveFigure):
    """Choose a symbol in each frame.

    Args:
        symbols: the blank first, each of one character.
        probs: of each symbol in each frame.
        target: what the path is to read.

    Raises:
        ValueError: if the probabilities of a frame are not as many as symbols and sum to 1,
            or the target has another symbol.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    symbols = traitlets.List(traitlets.Unicode()).tag(sync=True)
    probs = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    target = traitlets.Unicode().tag(sync=True)
    path = traitlets.List(traitlets.Int()).tag(sync=True)

    alt = (
        "A grid of probabilities: a column for each of seven frames, a row each for the blank, T and O. In the live "
        "figure one chooses a symbol in each column, and sees what the path reads when repeats and blanks are gone."
    )

    def __init__(
        self,
        symbols: Sequence[str] = SYMBOLS,
        probs: Sequence[Sequence[float]] = PROBS,
        target: str = "TOO",
    ) -> None:
        for row in probs:
            if len(row) != len(symbols) or abs(sum(row) - 1) > 1e-6:
                raise ValueError(f"each frame must have {len(symbols)} probabilities that sum to 1, got {list(row)}.")
        if not target or not {*target} <= {*symbols[1:]}:
            raise ValueError(f"the target must be made of {list(symbols[1:])}, got {target!r}.")
        super().__init__(
            symbols=list(symbols),
            probs=[[float(p) for p in row] for row in probs],
            target=target,
            path=[0] * len(probs),
        )

    @property
    def log_probs(self) -> torch.Tensor:
        return torch.tensor(self.probs, dtype=torch.float64).log()

    def labels(self, text: str) -> list[int]:
        """Return the symbols' numbers of a text."""
        return [self.symbols.index(one) for one in text]

    def reads(self, path: Sequence[int]) -> str:
        """Return what a path reads."""
        return "".join(self.symbols[one] for one in collapse(path))

    def path_probability(self, path: Sequence[int]) -> float:
        """Return the probability of one path."""
        return math.prod(row[one] for row, one in zip(self.probs, path, strict=True))

    def label_probability(self, text: str) -> float:
        """Return the probability of all paths that read a text, by the library's CTC."""
        labels = self.labels(text)
        sizes = torch.tensor([len(self.probs)]), torch.tensor([len(labels)])
        return math.exp(-float(ctc_loss(self.log_probs[None], torch.tensor([labels]), *sizes)[0]))

    def best(self, text: str) -> list[int]:
        """Return the most probable path that reads a text."""
        return best_path(self.log_probs, self.labels(text))

    def greedy(self) -> str:
        """Return what the best symbol of every frame reads."""
        return "".join(self.symbols[one] for one in greedy(self.log_probs))

    def still(self) -> Axes:
        frames = [str(i + 1) for i in range(len(self.probs))]
        title = f"Which symbol in which frame? Greedy reads {self.greedy()}"
        return draw_heatmap(torch.tensor(self.probs).T, self.symbols, frames, title, "frame", "symbol")
