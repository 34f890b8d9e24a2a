"""Rejection sampling: draw until a rule holds, and count what it costs.

If a text holds with probability p, the draws needed have the mean 1 / p, whatever the
model: rules that p makes rare are dear. With at most n draws, (1 - p)^n of the requests
end with nothing.
Tested by tests/applications/writing/test_rejection.py.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Drawn:
    """What came of drawing; `text` is None if no text held."""

    text: str | None
    n_draws: int


def draw_until(draw: Callable[[], str], holds: Callable[[str], bool], most: int) -> Drawn:
    """Return the first text that holds, of at most `most`.

    Args:
        draw: writes a new text each time.
        holds: the rule.
        most: how many texts to draw before giving up.

    Raises:
        ValueError: if `most` is less than 1.

    >>> texts = iter(["a", "bb", "ccc"])
    >>> draw_until(lambda: next(texts), lambda text: len(text) > 1, most=5)
    Drawn(text='bb', n_draws=2)
    """
    if most < 1:
        raise ValueError(f"most must be at least 1, got {most}.")
    for n in range(1, most + 1):
        text = draw()
        if holds(text):
            return Drawn(text, n)
    return Drawn(None, most)


def expected_draws(p: float, most: int | None = None) -> float:
    """Return the mean number of draws if each holds with probability p.

    Without a bound 1 / p; with at most n draws (1 - (1 - p)^n) / p.

    Raises:
        ValueError: if p is not above 0 and at most 1.

    >>> expected_draws(0.25), expected_draws(0.5, most=2)
    (4.0, 1.5)
    """
    if not 0 < p <= 1:
        raise ValueError(f"p must be above 0 and at most 1, got {p}.")
    return 1 / p if most is None else (1 - (1 - p) ** most) / p
