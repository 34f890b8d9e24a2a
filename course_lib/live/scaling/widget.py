"""Spend a budget of operations on parameters and tokens, and find the lowest loss it buys."""

from collections.abc import Mapping
from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.plots.figure import COLORS, new_axes
from course_lib.scaling.energy import Assumptions, energy_range
from course_lib.scaling.flops import days
from course_lib.scaling.power_law import JointLaw

H100 = 989e12  # operations a second, 16 bits, without sparsity: NVIDIA's data sheet
UTILISATION = (0.2, 0.5)
WATTS = (500.0, 1000.0)  # a GPU with its share of the server
PUE = (1.1, 1.5)


class Budget(LiveFigure):
    """A plane of parameters and tokens, with lines of equal operations and a law of the loss.

    Args:
        laws: the laws that may be chosen, by name; the first one is in force at the start.
        models: what stands in the plane for comparison: (parameters, tokens) by name.
        budget: the operations that the first task may spend.
        start: parameters and tokens at the start.
        goal_budget: the second task asks for the loss that this budget buys.

    Raises:
        ValueError: if there is no law.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    law_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    law_numbers = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    law = traitlets.Int(0).tag(sync=True)
    model_names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    model_places = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)
    budget = traitlets.Float().tag(sync=True)
    goal_budget = traitlets.Float().tag(sync=True)
    log_n = traitlets.Float().tag(sync=True)
    log_d = traitlets.Float().tag(sync=True)
    log_gpus = traitlets.Float(1.0).tag(sync=True)
    serving = traitlets.Bool(False).tag(sync=True)
    log_served = traitlets.Float(13.0).tag(sync=True)
    hardware = traitlets.Dict().tag(sync=True)

    alt = (
        "A plane with parameters to the right and training tokens upwards, both logarithmic. Slanting lines join "
        "choices of equal cost, a curve the best choice for each cost; known models and the present choice are marks. "
        "In the live figure sliders move the choice."
    )

    def __init__(
        self,
        laws: Mapping[str, JointLaw],
        models: Mapping[str, tuple[float, float]],
        budget: float,
        start: tuple[float, float],
        goal_budget: float,
    ) -> None:
        if not laws:
            raise ValueError("there must be at least 1 law, got 0.")
        numbers = [[law.floor, law.a, law.b, law.alpha, law.beta] for law in laws.values()]
        super().__init__(
            law_names=list(laws),
            law_numbers=numbers,
            model_names=list(models),
            model_places=[[float(n), float(d)] for n, d in models.values()],
            budget=budget,
            goal_budget=goal_budget,
            log_n=start[0],
            log_d=start[1],
            hardware={"peak": H100, "utilisation": UTILISATION, "watts": WATTS, "pue": PUE},
        )

    def chosen_law(self) -> JointLaw:
        return JointLaw(*self.law_numbers[self.law])

    def facts(self) -> dict[str, float]:
        """Return what the figure shows at the present setting, as the library computes it."""
        law, n, d = self.chosen_law(), 10**self.log_n, 10**self.log_d
        flops = 6 * n * d
        gpus = round(10**self.log_gpus)
        middle = Assumptions(H100, watts=WATTS[0], pue=PUE[0], grid=0.0)
        rates = tuple(H100 * share for share in UTILISATION)
        low, high = energy_range(flops, middle, flops_a_second=rates, watts=WATTS, pue=PUE)
        best = law.best(self.budget)
        goal = law(*law.best(self.goal_budget))
        served = 10**self.log_served
        cheapest = law.cheapest(goal, served)
        return {
            "flops": flops,
            "loss": law(n, d),
            "days_low": days(flops, gpus, H100, UTILISATION[1]),
            "days_high": days(flops, gpus, H100, UTILISATION[0]),
            "kwh_low": low,
            "kwh_high": high,
            "best_n": best[0],
            "best_loss": law(*best),
            "goal": goal,
            "cheapest_n": cheapest[0],
            "least_cost": law.cost(cheapest[0], goal, served),
            "cost": flops + 2 * n * served,
        }

    def still(self) -> Axes:
        axes = new_axes("Parameters and tokens that a budget buys", "parameters", "training tokens", height=4.4)
        sizes = [10**7, 10**12.5]
        for flops in (1e19, 1e21, 1e23, 1e25):
            axes.plot(sizes, [flops / 6 / n for n in sizes], color="#888888", linewidth=0.8, linestyle="--")
        best = [self.chosen_law().best(10**k) for k in (17, 20, 23, 26)]
        axes.plot([n for n, _ in best], [d for _, d in best], color=COLORS[0], label="lowest loss for its cost")
        for name, (n, d) in zip(self.model_names, self.model_places, strict=True):
            axes.plot([n], [d], "s", color=COLORS[2], markersize=5)
            axes.annotate(name, (n, d), xytext=(5, 3), textcoords="offset points", fontsize=8.5)
        axes.plot([10**self.log_n], [10**self.log_d], "o", color=COLORS[1], label="present choice")
        axes.set(xscale="log", yscale="log", xlim=(1e7, 10**12.5), ylim=(1e9, 10**14))
        axes.legend(frameon=False, loc="lower right")
        return axes
