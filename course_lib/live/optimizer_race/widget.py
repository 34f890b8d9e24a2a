"""Four optimizers start at one point of a surface: choose the point and the learning rate, and watch them walk."""

from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.live.optimizer_race.surfaces import RACERS, STEPS, SURFACES, outcome, race
from course_lib.plots.contours import draw_contours


class OptimizerRace(LiveFigure):
    """SGD, momentum, RMSProp and Adam on a surface that a plane can show.

    Args:
        surface: "ravine", "saddle" or "bend".
        start: where all begin.
        learning_rate: the same for all, from 0.001 to 1.

    Raises:
        ValueError: if there is no such surface, or start or learning rate lie outside what the figure shows.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    surface = traitlets.Unicode("ravine").tag(sync=True)
    start = traitlets.List(traitlets.Float()).tag(sync=True)
    learning_rate = traitlets.Float().tag(sync=True)
    n_steps = traitlets.Int(STEPS).tag(sync=True)

    alt = (
        "Contour lines of the chosen surface and, from one start, the paths of SGD, momentum, RMSProp and Adam. In the "
        "live figure you choose surface, start and learning rate, and let them walk step by step."
    )

    def __init__(self, surface: str, start: tuple[float, float], learning_rate: float) -> None:
        if surface not in SURFACES:
            raise ValueError(f"surface must be one of {', '.join(SURFACES)}, got {surface!r}.")
        if not max(map(abs, start)) <= 2:
            raise ValueError(f"start must lie between -2 and 2, got {start}.")
        if not 0.001 <= learning_rate <= 1:
            raise ValueError(f"learning_rate must be 0.001 to 1, got {learning_rate}.")
        super().__init__(surface=surface, start=[float(number) for number in start], learning_rate=learning_rate)

    def paths(self) -> dict[str, list[tuple[float, float]]]:
        """Return each racer's path at the present setting, as the library's optimizers walk it."""
        x, y = self.start
        return {name: race(self.surface, name, (x, y), self.learning_rate, self.n_steps) for name in RACERS}

    def outcomes(self) -> dict[str, str]:
        """Return how each race ends."""
        return {name: outcome(self.surface, path) for name, path in self.paths().items()}

    def still(self) -> Axes:
        chosen = SURFACES[self.surface]
        title = f"{self.n_steps} steps on the {self.surface}, learning rate {self.learning_rate:g}"
        return draw_contours(chosen.height, self.paths(), title, goal=chosen.minima[0])
