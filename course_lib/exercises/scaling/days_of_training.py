"""6 · N · D, and how many days that is."""

import torch

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "scaling.days_of_training",
    title="Days of training",
    chapter="11",
    level=1,
    minutes=5,
    hints=[
        "How many operations are there, and how many are done in a second by all GPUs together?",
        "There are 6 · n_parameters · n_tokens. A GPU really does peak · utilisation in a second.",
        "Divide the operations by n_gpus · peak · utilisation: these are seconds. A day has 24 · 60 · 60 of them.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(low: float, high: float) -> float:
        return low + (high - low) * torch.rand((), generator=rng).item()

    return [
        {
            "n_parameters": draw(1e9, 70e9),
            "n_tokens": draw(1e11, 2e12),
            "n_gpus": int(draw(100, 4000)),
            "peak": draw(1e14, 9e14),
            "utilisation": draw(0.25, 0.5),
        }
        for _ in range(3)
    ]


@exercise.solution
def my_days(
    n_parameters: float,
    n_tokens: float,
    n_gpus: int,
    peak: float,
    utilisation: float,
) -> float:
    """Return how many days a training takes, by the rule of 6 · N · D operations.

    `peak` is what one GPU can do in a second; `utilisation` is the share of it that is
    reached.
    """
    flops = 6 * n_parameters * n_tokens
    seconds = flops / (n_gpus * peak * utilisation)
    return seconds / 86_400


@exercise.also_right
def step_by_step(n_parameters: float, n_tokens: float, n_gpus: int, peak: float, utilisation: float) -> float:
    a_day = peak * utilisation * n_gpus * 24 * 60 * 60
    return n_tokens * (6 * n_parameters / a_day)


@exercise.also_right
def forward_and_backward(n_parameters: float, n_tokens: float, n_gpus: int, peak: float, utilisation: float) -> float:
    forward = 2 * n_parameters * n_tokens
    return (forward + 2 * forward) / n_gpus / (peak * utilisation) / 3600 / 24


@exercise.mistake("2 · N · D is the forward pass alone; the backward pass takes twice as much again.")
def forward_only(n_parameters: float, n_tokens: float, n_gpus: int, peak: float, utilisation: float) -> float:
    return my_days(n_parameters, n_tokens, n_gpus, peak, utilisation) / 3


@exercise.mistake("The utilisation is on the wrong side: less of the peak makes the training longer.")
def inverted(n_parameters: float, n_tokens: float, n_gpus: int, peak: float, utilisation: float) -> float:
    return my_days(n_parameters, n_tokens, n_gpus, peak, 1 / utilisation)


@exercise.mistake("The utilisation is missing: no training reaches the peak.")
def at_the_peak(n_parameters: float, n_tokens: float, n_gpus: int, peak: float, utilisation: float) -> float:
    return my_days(n_parameters, n_tokens, n_gpus, peak, 1.0)


@exercise.mistake("This is for one GPU: n_gpus of them share the work.")
def one_gpu(n_parameters: float, n_tokens: float, n_gpus: int, peak: float, utilisation: float) -> float:
    return my_days(n_parameters, n_tokens, 1, peak, utilisation)


@exercise.mistake("These are hours: a day has 24 of them.")
def hours(n_parameters: float, n_tokens: float, n_gpus: int, peak: float, utilisation: float) -> float:
    return 24 * my_days(n_parameters, n_tokens, n_gpus, peak, utilisation)


@exercise.mistake("These are seconds: a day has 86,400 of them.")
def in_seconds(n_parameters: float, n_tokens: float, n_gpus: int, peak: float, utilisation: float) -> float:
    return 86_400 * my_days(n_parameters, n_tokens, n_gpus, peak, utilisation)


@exercise.property("A training takes a positive number of days, and fewer than it would on one GPU.")
def shorter_than_alone(days: float, case: Case) -> bool:
    alone = 6 * case["n_parameters"] * case["n_tokens"] / case["peak"] / case["utilisation"] / 86_400
    return 0 < days < alone
