"""What a training takes from the grid, and what that emits, with every assumption named.

Source: Patterson et al. (2021), sections 2 and 4, https://arxiv.org/abs/2104.10350.
Tested against its numbers by tests/scaling/test_energy.py.
Left out: making the machines, cooling water, networks, failed and preliminary runs.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace

JOULES_A_KWH = 3.6e6


@dataclass(frozen=True)
class Assumptions:
    """What must be known, or assumed, to go from operations to carbon.

    Args:
        flops_a_second: what one device really does; peak times utilisation.
        watts: what it draws meanwhile, its share of processors, memory and network
            included.
        pue: power usage effectiveness: what the building draws, divided by what the
            machines draw. 1 is the best that can be.
        grid: kilograms of CO2 (or what warms as much) that a kilowatt-hour emits.

    Raises:
        ValueError: if a number is out of range.
    """

    flops_a_second: float
    watts: float
    pue: float
    grid: float

    def __post_init__(self) -> None:
        for name in ("flops_a_second", "watts"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} must be positive, got {getattr(self, name)}.")
        if not self.pue >= 1:
            raise ValueError(f"pue must be at least 1, got {self.pue}.")
        if not self.grid >= 0:
            raise ValueError(f"grid must be 0 or more, got {self.grid}.")


def device_seconds(flops: float, assumed: Assumptions) -> float:
    """Return how long one device would compute."""
    return flops / assumed.flops_a_second


def energy(seconds: float, assumed: Assumptions) -> float:
    """Return what devices take from the grid that compute `seconds` together, in kWh."""
    return seconds * assumed.watts * assumed.pue / JOULES_A_KWH


def carbon(kwh: float, assumed: Assumptions) -> float:
    """Return what this energy emits, in kg."""
    return kwh * assumed.grid


def energy_range(
    flops: float,
    assumed: Assumptions,
    **either: Sequence[float],
) -> tuple[float, float]:
    """Return the lowest and the highest energy, in kWh, where some assumptions are open.

    >>> known = Assumptions(1e12, watts=300, pue=1.1, grid=0.4)
    >>> low, high = energy_range(1e18, known, watts=(300, 400), pue=(1.1, 1.5))
    >>> round(low), round(high)
    (92, 167)
    """
    settings = itertools.product(*either.values())
    found = [replace(assumed, **dict(zip(either, one, strict=True))) for one in settings]
    energies = [energy(device_seconds(flops, one), one) for one in found]
    return min(energies), max(energies)


# Patterson et al. (2021), table 4, GPT-3 on V100s: 24.6 of 125 teraFLOPs a second
GPT3_FLOPS = 3.14e23
GPT3 = Assumptions(flops_a_second=24.6e12, watts=330, pue=1.10, grid=0.429)
