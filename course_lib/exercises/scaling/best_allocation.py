"""The parameters and tokens that a budget buys best."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "scaling.best_allocation",
    title="Spend the budget",
    chapter="11",
    level=3,
    minutes=20,
    hints=[
        "The budget ties D to N: D = flops / (6 · N). Put it into the loss, and one unknown is left. At the lowest "
        "loss the derivative with respect to N is 0.",
        "With the multiplier's rule: at the optimum, alpha · a / N ** alpha = beta · b / D ** beta. (One more percent "
        "of parameters must gain as much as one more percent of tokens.)",
        "N = (alpha · a / (beta · b)) ** (1 / (alpha + beta)) · (flops / 6) ** (beta / (alpha + beta)), and "
        "D = flops / (6 · N).",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(low: float, high: float) -> float:
        return low + (high - low) * torch.rand((), generator=rng).item()

    return [
        {"a": draw(300, 500), "b": draw(900, 2000), "alpha": draw(0.3, 0.34), "beta": draw(0.36, 0.4), "flops": flops}
        for flops in (1e19, 3e21, 5e23)
    ]


@exercise.solution
def my_best(
    a: float,
    b: float,
    alpha: float,
    beta: float,
    flops: float,
) -> tuple[float, float]:
    """Return the N and D of lowest a / N**alpha + b / D**beta, where 6·N·D = flops."""
    ratio = (alpha * a / (beta * b)) ** (1 / (alpha + beta))
    n = ratio * (flops / 6) ** (beta / (alpha + beta))
    return n, flops / (6 * n)


@exercise.also_right
def in_logarithms(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    from math import exp, log

    log_n = (log(alpha * a) - log(beta * b) + beta * log(flops / 6)) / (alpha + beta)
    return exp(log_n), flops / 6 / exp(log_n)


@exercise.also_right
def by_bisection(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    low, high = 1.0, flops / 6
    for _ in range(300):
        n = (low * high) ** 0.5
        d = flops / 6 / n
        low, high = (n, high) if alpha * a / n**alpha > beta * b / d**beta else (low, n)
    return low, flops / 6 / low


@exercise.mistake("The 6 is missing: the budget is 6 · N · D, so that N · D is flops / 6.")
def no_six(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    return my_best(a, b, alpha, beta, 6 * flops)


@exercise.mistake("N and D have changed places: return (N, D).")
def swapped(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    return my_best(a, b, alpha, beta, flops)[::-1]


@exercise.mistake("The exponents of the budget are exchanged: N grows with beta / (alpha + beta).")
def exponents_exchanged(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    ratio = (alpha * a / (beta * b)) ** (1 / (alpha + beta))
    n = ratio * (flops / 6) ** (alpha / (alpha + beta))
    return n, flops / (6 * n)


@exercise.mistake("The ratio is upside down: it is alpha · a over beta · b.")
def ratio_inverted(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    ratio = (beta * b / (alpha * a)) ** (1 / (alpha + beta))
    n = ratio * (flops / 6) ** (beta / (alpha + beta))
    return n, flops / (6 * n)


@exercise.mistake("The derivatives bring alpha and beta down: the ratio is alpha · a over beta · b, not a over b.")
def no_derivative(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    ratio = (a / b) ** (1 / (alpha + beta))
    n = ratio * (flops / 6) ** (beta / (alpha + beta))
    return n, flops / (6 * n)


@exercise.mistake("The ratio lacks its power 1 / (alpha + beta).")
def ratio_without_power(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    n = alpha * a / (beta * b) * (flops / 6) ** (beta / (alpha + beta))
    return n, flops / (6 * n)


@exercise.mistake("This is 20 tokens a parameter, whatever the law: use the numbers that you are given.")
def twenty(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    n = (flops / 120) ** 0.5
    return n, 20 * n


@exercise.mistake("The budget is shared out evenly, N = D: at the optimum the two gains are equal, not the numbers.")
def evenly(a: float, b: float, alpha: float, beta: float, flops: float) -> tuple[float, float]:
    return (flops / 6) ** 0.5, (flops / 6) ** 0.5


@exercise.property("6 · N · D must be the budget.")
def spends_the_budget(found: list[float], case: Case) -> bool:
    return abs(6 * found[0] * found[1] / case["flops"] - 1) < 1e-3
