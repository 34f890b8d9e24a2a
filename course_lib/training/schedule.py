"""Learning-rate schedules: how the step size changes while a model trains."""

import math


def warmup_cosine(step: int, n_steps: int, n_warmup: int) -> float:
    """Return the factor of the highest learning rate at `step`.

    It rises in a straight line, then falls to 0 along half a cosine.
    Source: Loshchilov and Hutter (2017), equation 5, without restarts,
    https://arxiv.org/abs/1608.03983.

    Raises:
        ValueError: if the warm-up is not shorter than the training.

    >>> [round(warmup_cosine(step, n_steps=8, n_warmup=2), 2) for step in range(8)]
    [0.5, 1.0, 1.0, 0.93, 0.75, 0.5, 0.25, 0.07]
    """
    check_warmup(n_steps, n_warmup)
    if step < n_warmup:
        return (step + 1) / n_warmup
    return 0.5 * (1 + math.cos(math.pi * (step - n_warmup) / (n_steps - n_warmup)))


def warmup_linear(step: int, n_steps: int, n_warmup: int) -> float:
    """Return the factor of the highest learning rate at `step`.

    It rises in a straight line, then falls to 0 in another: for fine-tuning.
    Source: Devlin et al. (2019), appendix A.2, https://arxiv.org/abs/1810.04805.

    Raises:
        ValueError: if the warm-up is not shorter than the training.

    >>> [round(warmup_linear(step, n_steps=8, n_warmup=2), 2) for step in range(8)]
    [0.5, 1.0, 1.0, 0.83, 0.67, 0.5, 0.33, 0.17]
    """
    check_warmup(n_steps, n_warmup)
    if step < n_warmup:
        return (step + 1) / n_warmup
    return (n_steps - step) / (n_steps - n_warmup)


def check_warmup(n_steps: int, n_warmup: int) -> None:
    """Refuse a warm-up that leaves no training."""
    if not 0 <= n_warmup < n_steps:
        must = f"n_warmup must be at least 0 and less than n_steps = {n_steps}"
        raise ValueError(f"{must}, got {n_warmup}.")
