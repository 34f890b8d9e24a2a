"""Power laws of the loss: fitted, with their uncertainty, and what a budget can buy.

Source: Kaplan et al. (2020), https://arxiv.org/abs/2001.08361; Hoffmann et al. (2022),
section 3.3, https://arxiv.org/abs/2203.15556; another fit of the latter's data: Besiroglu
et al. (2024), https://arxiv.org/abs/2404.10102.
Held equal to scipy's `curve_fit` by tests/scaling/test_power_law.py.
Left out: the Huber loss in log space that Hoffmann et al. minimise.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float
from numpy import ndarray

Numbers = Sequence[float] | Float[ndarray, " point"]


@dataclass(frozen=True)
class PowerLaw:
    """L(N) = floor + (scale / N) ** exponent."""

    floor: float
    scale: float
    exponent: float

    def __call__(self, n: float | Numbers) -> Float[ndarray, "*point"]:
        return np.asarray(self.floor + (self.scale / np.asarray(n, float)) ** self.exponent)


def fit(n: Numbers, losses: Numbers) -> PowerLaw:
    """Return the power law nearest to the losses, in squares.

    For a given exponent the law is a straight line in N ** -exponent, whose best floor
    and slope a formula gives; so a search over the exponent alone is enough. A floor
    below 0 is none: it is then put at 0.

    Raises:
        ValueError: if there are fewer than three different sizes.
    """
    x, y = np.asarray(n, float), np.asarray(losses, float)
    if len(np.unique(x)) < 3:
        came = len(np.unique(x))
        raise ValueError(f"a fit needs at least 3 different sizes, got {came}.")
    low, high = 0.01, 2.0
    for _ in range(4):  # each time between the neighbours of the best
        exponents = np.linspace(low, high, 60)
        floors, slopes, errors = straight_lines(x ** -exponents[:, None], y)
        best = int(np.argmin(errors))
        low, high = exponents[max(best - 1, 0)], exponents[min(best + 1, 59)]
    exponent, slope = float(exponents[best]), float(slopes[best])
    return PowerLaw(float(floors[best]), slope ** (1 / exponent), exponent)


def straight_lines(
    x: Float[ndarray, "line point"], y: Float[ndarray, " point"]
) -> tuple[Float[ndarray, " line"], Float[ndarray, " line"], Float[ndarray, " line"]]:
    """Return floor ≥ 0, slope and squared error of the best lines floor + slope · x."""
    centred = x - x.mean(axis=1, keepdims=True)
    slope = centred @ (y - y.mean()) / np.sum(centred**2, axis=1)
    floor = y.mean() - slope * x.mean(axis=1)
    through_zero = x @ y / np.sum(x * x, axis=1)
    slope = np.where(floor < 0, through_zero, slope)
    floor = np.maximum(floor, 0)
    errors = np.sum((floor[:, None] + slope[:, None] * x - y) ** 2, axis=1)
    return floor, slope, errors


def bootstrap(
    n: Numbers,
    losses: Numbers,
    n_times: int = 300,
    seed: int = 0,
) -> list[PowerLaw]:
    """Return fits to data as it might also have come: the residuals dealt out anew.

    The fit's own curve stays, and each point gets the residual of some point, a little
    enlarged, since a fit with 3 free numbers lies too near to its data.
    """
    x, law = np.asarray(n, float), fit(n, losses)
    residuals = (np.asarray(losses, float) - law(x)) * np.sqrt(len(x) / (len(x) - 3))
    chance = np.random.default_rng(seed)
    drawn = chance.choice(residuals, (n_times, len(x)))
    return [fit(x, law(x) + some) for some in drawn]


def interval(values: Numbers, share: float = 0.9) -> tuple[float, float]:
    """Return the ends between which the middle `share` of the values lies."""
    low, high = np.quantile(np.asarray(values, float), [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


@dataclass(frozen=True)
class JointLaw:
    """L(N, D) = floor + a / N ** alpha + b / D ** beta, for N parameters and D tokens."""

    floor: float
    a: float
    b: float
    alpha: float
    beta: float

    def __call__(self, n: float, d: float) -> float:
        return float(self.floor + self.a / n**self.alpha + self.b / d**self.beta)

    def best(self, flops: float) -> tuple[float, float]:
        """Return the N and D of lowest loss that 6 · N · D operations can buy.

        Raises:
            ValueError: if the budget is not positive.
        """
        if not flops > 0:
            raise ValueError(f"flops must be positive, got {flops}.")
        alpha, beta = self.alpha, self.beta
        ratio = (alpha * self.a / (beta * self.b)) ** (1 / (alpha + beta))
        n = ratio * (flops / 6) ** (beta / (alpha + beta))
        return n, flops / 6 / n

    def cheapest(self, loss: float, served: float) -> tuple[float, float]:
        """Return the N and D that reach a loss at the least cost, serving included.

        The cost is 6 · N · D operations to train, and 2 · N for each token `served`
        (Sardana et al., 2023, https://arxiv.org/abs/2401.00448). With more to serve, a
        smaller model that is trained longer becomes the cheaper one.

        Raises:
            ValueError: if no model reaches the loss.
        """
        if not loss > self.floor:
            raise ValueError(f"loss must be above {self.floor}, got {loss}.")
        smallest = (self.a / (loss - self.floor)) ** (1 / self.alpha)  # with endless text
        low, high = math.log(smallest * (1 + 1e-9)), math.log(smallest * 1e6)
        for _ in range(200):  # golden section: the cost falls, then rises
            step = (high - low) * (3 - 5**0.5) / 2
            one, other = math.exp(low + step), math.exp(high - step)
            if self.cost(one, loss, served) < self.cost(other, loss, served):
                high -= step
            else:
                low += step
        n = math.exp((low + high) / 2)
        return n, self.tokens_for(n, loss)

    def tokens_for(self, n: float, loss: float) -> float:
        """Return the D at which a model of N parameters reaches the loss; inf if none."""
        left = loss - self.floor - self.a / n**self.alpha
        return (self.b / left) ** (1 / self.beta) if left > 0 else math.inf

    def cost(self, n: float, loss: float, served: float) -> float:
        """Return the operations to train a model to this loss, and to serve it."""
        return 6 * n * self.tokens_for(n, loss) + 2 * n * served


HOFFMANN = JointLaw(1.69, 406.4, 410.7, 0.34, 0.28)  # equation 10
BESIROGLU = JointLaw(1.8172, 482.01, 2085.43, 0.3478, 0.3658)  # the same data, refitted


def fit_joint(n: Numbers, d: Numbers, losses: Numbers) -> JointLaw:
    """Return the joint law nearest to the losses, in squares.

    For given exponents the best floor, a and b solve linear equations; the exponents are
    searched on a grid that is made finer twice.

    Raises:
        ValueError: if there are fewer than five points.
    """
    x, t, y = (np.asarray(each, float) for each in (n, d, losses))
    if len(y) < 5:
        raise ValueError(f"a fit of 5 numbers needs at least 5 points, got {len(y)}.")
    alphas = betas = np.linspace(0.02, 1.5, 60)
    for _ in range(3):
        grid = [(joint(x**-a, t**-b, y)[1], a, b) for a in alphas for b in betas]
        _, alpha, beta = min(grid)
        alphas = finer(alphas, alpha)
        betas = finer(betas, beta)
    (floor, a, b), _ = joint(x**-alpha, t**-beta, y)
    return JointLaw(floor, a, b, float(alpha), float(beta))


def finer(values: Float[ndarray, " value"], best: float) -> Float[ndarray, " finer"]:
    step = values[1] - values[0]
    return np.linspace(max(best - step, 1e-3), best + step, 25)


def joint(
    x: Float[ndarray, " point"], t: Float[ndarray, " point"], y: Float[ndarray, " point"]
) -> tuple[list[float], float]:
    """Return floor ≥ 0, a and b of least squared error, and that error."""
    columns = np.stack([np.ones_like(x), x, t], axis=1)
    found = np.linalg.lstsq(columns, y, rcond=None)[0]
    if found[0] < 0:
        found = np.array([0.0, *np.linalg.lstsq(columns[:, 1:], y, rcond=None)[0]])
    return found.tolist(), float(np.sum((columns @ found - y) ** 2))


def kaplan_best(flops: float) -> tuple[float, float]:
    """Return the N (without embeddings) and D that Kaplan et al. would choose.

    Their N grows as the 0.73th power of the budget in petaFLOP-days (appendix A); D is
    what the budget leaves.
    """
    n = 1.3e9 * (flops / (1e15 * 86_400)) ** 0.73
    return n, flops / 6 / n
