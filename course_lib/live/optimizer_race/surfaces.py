"""Three surfaces to walk down, each hard in its own way; all between -2.2 and 2.2, with 0 as their lowest height."""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.training.optimizers import SGD, Adam, Momentum, Optimizer, RMSProp

STEPS = 150
FAR = 1e3  # a walker that is this far away does not come back


@dataclass(frozen=True)
class Surface:
    """Heights over a plane.

    Args:
        height: from points to heights.
        minima: where the height is 0.
    """

    height: Callable[[Float[Tensor, "*point 2"]], Float[Tensor, "*point"]]
    minima: tuple[tuple[float, float], ...]


def ravine(points: Float[Tensor, "*point 2"]) -> Float[Tensor, "*point"]:
    """Return (x² + 20 y²) / 2: twenty times steeper across than along."""
    x, y = points.unbind(-1)
    return (x**2 + 20 * y**2) / 2


def saddle(points: Float[Tensor, "*point 2"]) -> Float[Tensor, "*point"]:
    """Return x²/2 - y²/2 + y⁴/4 + 1/4: level at (0, 0), which is no minimum."""
    x, y = points.unbind(-1)
    return x**2 / 2 - y**2 / 2 + y**4 / 4 + 0.25


def bend(points: Float[Tensor, "*point 2"]) -> Float[Tensor, "*point"]:
    """Return (1 - x)² + 5 (y - x²)²: a bent valley, as Rosenbrock (1960) had it with 100 for 5."""
    x, y = points.unbind(-1)
    return (1 - x) ** 2 + 5 * (y - x**2) ** 2


SURFACES = {
    "ravine": Surface(ravine, ((0.0, 0.0),)),
    "saddle": Surface(saddle, ((0.0, 1.0), (0.0, -1.0))),
    "bend": Surface(bend, ((1.0, 1.0),)),
}
RACERS: dict[str, Callable[[list[Tensor], float], Optimizer]] = {
    "SGD": SGD,
    "Momentum": Momentum,
    "RMSProp": RMSProp,
    "Adam": Adam,
}


def race(
    surface: str, racer: str, start: tuple[float, float], learning_rate: float, n_steps: int = STEPS
) -> list[tuple[float, float]]:
    """Return the start and where the racer stands after each step; it stops where it is far away.

    >>> race("ravine", "SGD", (1.0, 1.0), learning_rate=0.05, n_steps=1)  # gradient (1, 20)
    [(1.0, 1.0), (0.95, 0.0)]
    """
    point = torch.tensor(start, dtype=torch.float64, requires_grad=True)
    optimizer = RACERS[racer]([point], learning_rate)
    path = [start]
    for _ in range(n_steps):
        optimizer.zero_grad()
        SURFACES[surface].height(point).backward()
        optimizer.step()
        x, y = point.tolist()
        path.append((x, y))
        if max(abs(x), abs(y)) > FAR:
            break
    return path


def outcome(surface: str, path: list[tuple[float, float]]) -> str:
    """Return "arrived" within 0.1 of a minimum, "flew away", or "on the way"."""
    x, y = path[-1]
    if max(abs(x), abs(y)) > FAR:
        return "flew away"
    near = min(((x - a) ** 2 + (y - b) ** 2) ** 0.5 for a, b in SURFACES[surface].minima)
    return "arrived" if near < 0.1 else "on the way"
