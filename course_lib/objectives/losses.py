"""Losses: one number that says how wrong the model is, whose gradient says where to go.

They take logits, the scores before softmax or sigmoid: exp(1000) is too large for a
float, the logarithm of a sum of such numbers is not.
Held equal to PyTorch's, value and gradient, by tests/objectives/test_losses.py.
Left out: weights for classes, sums instead of means.
"""

import torch
from jaxtyping import Float, Int
from torch import Tensor


def log_sum_exp(logits: Float[Tensor, "*batch vocab"]) -> Float[Tensor, "*batch"]:
    """Return log Σ exp(logits), taking out the largest first so that no exp overflows.

    Raises:
        ValueError: if a logit is NaN or +∞, or all of a row are -∞.
    """
    top = largest(logits)
    return (logits - top).exp().sum(dim=-1).log() + top.squeeze(-1)


def log_softmax(logits: Float[Tensor, "*batch vocab"]) -> Float[Tensor, "*batch vocab"]:
    """Return the logarithms of the probabilities that the logits stand for.

    `logits - log_sum_exp(logits)` would be right but for rounding: near 10,000 a float
    has three digits after the point. So the largest is taken out of both.

    Raises:
        ValueError: if a logit is NaN or +∞, or all of a row are -∞.
    """
    shifted = logits - largest(logits)
    return shifted - shifted.exp().sum(dim=-1, keepdim=True).log()


def largest(logits: Float[Tensor, "*batch vocab"]) -> Float[Tensor, "*batch 1"]:
    """Return the largest logit of each row, or refuse what no softmax can read."""
    if not logits.shape[-1]:
        raise ValueError(f"there must be at least 1 class, got shape {tuple(logits.shape)}.")
    top = logits.detach().amax(dim=-1, keepdim=True)  # NaN if any of them is
    if not top.isfinite().all():
        raise not_numbers(logits)
    return top


def cross_entropy(
    logits: Float[Tensor, "*batch vocab"],
    targets: Int[Tensor, "*batch"],
    ignore_index: int = -100,
    label_smoothing: float = 0.0,
) -> Float[Tensor, ""]:
    """Return the mean of -log p(target), in nats.

    Args:
        logits: a score for each class.
        targets: the number of the right class.
        ignore_index: the target of positions that do not count, as padding.
        label_smoothing: the share of the truth that is spread evenly over all classes.

    Raises:
        ValueError: if a logit is NaN or +∞, a row all -∞, a target no class, none counts,
            or the share is not between 0 and 1.
    """
    if targets.shape != logits.shape[:-1]:
        came = f"{tuple(targets.shape)} for {tuple(logits.shape)}"
        raise ValueError(f"there must be one target for each row of logits, got {came}.")
    check_targets(targets, logits.shape[-1], ignore_index)
    if not 0 <= label_smoothing <= 1:
        raise ValueError(f"label_smoothing must be 0 to 1, got {label_smoothing}.")
    counts = targets != ignore_index
    logits, targets = logits[counts], targets[counts]
    log_probs = log_softmax(logits)
    loss = -log_probs.gather(-1, targets[:, None]).squeeze(-1)
    if label_smoothing > 0:
        evenly = -log_probs.mean(dim=-1)
        loss = (1 - label_smoothing) * loss + label_smoothing * evenly
    return loss.mean()


def binary_cross_entropy(
    logits: Float[Tensor, "*batch"],
    targets: Float[Tensor, "*batch"],
) -> Float[Tensor, ""]:
    """Return the mean of -log p; p is σ(logit) for a target of 1, 1 - σ(logit) for 0.

    -log σ(x) = log(1 + exp(-x)) is the log-sum-exp of 0 and -x, and 1 - σ(x) = σ(-x).

    Raises:
        ValueError: if the shapes differ, a logit is not finite, or a target not 0 to 1.
    """
    check_same_shape(logits, targets)
    if not logits.isfinite().all():
        raise not_numbers(logits)
    if not ((targets >= 0) & (targets <= 1)).all():
        lowest, highest = targets.min().item(), targets.max().item()
        raise ValueError(f"targets must be 0 to 1, got {lowest:g} to {highest:g}.")
    zero = torch.zeros_like(logits)
    loss_of_1, loss_of_0 = torch.logaddexp(zero, -logits), torch.logaddexp(zero, logits)
    return (targets * loss_of_1 + (1 - targets) * loss_of_0).mean()


def mean_squared_error(
    predictions: Float[Tensor, "*batch"],
    targets: Float[Tensor, "*batch"],
) -> Float[Tensor, ""]:
    """Return the mean of (prediction - target)².

    Raises:
        ValueError: if the shapes differ: (n, 1) - (n,) would silently be (n, n).
    """
    check_same_shape(predictions, targets)
    return (predictions - targets).square().mean()


def kl_divergence(
    logits: Float[Tensor, "*batch vocab"],
    target_logits: Float[Tensor, "*batch vocab"],
) -> Float[Tensor, ""]:
    """Return the mean of D(target ‖ model) = Σ target · log(target / model), in nats.

    The roles differ: a model that gives 0 where the target gives something costs ∞.

    Raises:
        ValueError: if the shapes differ, a logit is NaN or +∞, or a row all -∞.
    """
    check_same_shape(logits, target_logits)
    log_model, log_target = log_softmax(logits), log_softmax(target_logits)
    target = log_target.exp()
    log_ratio = (log_target - log_model).masked_fill(target == 0, 0.0)  # 0 · log 0 is 0
    return (target * log_ratio).sum(dim=-1).mean()


def contrastive_loss(
    queries: Float[Tensor, "batch d_model"],
    keys: Float[Tensor, "key d_model"],
    temperature: float | Float[Tensor, ""] = 0.05,
    symmetric: bool = False,
) -> Float[Tensor, ""]:
    """Return InfoNCE: the cross-entropy of finding, for query i, key i by the cosine.

    Source: van den Oord et al. (2018), equation 4, https://arxiv.org/abs/1807.03748; the
    symmetric form is that of CLIP, Radford et al. (2021), figure 3.

    Args:
        queries: one vector a pair.
        keys: their partners in the same order; any further are wrong answers for all.
        temperature: what the cosines are divided by; a tensor can be trained.
        symmetric: take the mean with the loss of finding, for key i, query i.

    Raises:
        ValueError: if there is no choice, queries and keys do not pair up or differ in
            width, or the temperature is not positive.
    """
    (n_queries, width), (n_keys, other) = queries.shape, keys.shape
    if width != other or not temperature > 0:
        came = f"{width} and {other}, {float(temperature):g}"
        raise ValueError(f"widths must be equal and the temperature positive, got {came}.")
    if n_keys < max(2, n_queries) or (symmetric and n_keys != n_queries):
        need = f"exactly {n_queries}" if symmetric else f"at least {n_queries}"
        raise ValueError(f"{n_queries} queries need {need} keys, not 1, got {n_keys}.")
    cosines = unit_length(queries) @ unit_length(keys).T
    answers = torch.arange(n_queries, device=queries.device)
    loss = cross_entropy(cosines / temperature, answers)
    if symmetric:
        loss = (loss + cross_entropy(cosines.T / temperature, answers)) / 2
    return loss


def unit_length(
    vectors: Float[Tensor, "*batch d_model"],
) -> Float[Tensor, "*batch d_model"]:
    """Return the vectors' directions; zero stays zero."""
    return vectors / vectors.norm(dim=-1, keepdim=True).clamp(min=1e-12)


def check_targets(targets: Tensor, vocab_size: int, ignore_index: int) -> None:
    """Refuse targets that are no class, and a batch in which none counts."""
    counted = targets[targets != ignore_index]
    if not len(counted):
        came = f"{targets.numel()}, all ignore_index = {ignore_index}"
        raise ValueError(f"at least 1 target must count, got {came}.")
    lowest, highest = (int(one) for one in counted.aminmax())
    if lowest < 0 or highest >= vocab_size:
        raise ValueError(
            f"targets must be 0 to {vocab_size - 1}, or ignore_index = {ignore_index}, got {lowest} to {highest}."
        )


def check_same_shape(first: Tensor, second: Tensor) -> None:
    """Refuse shapes that differ, which PyTorch might broadcast, and nothing at all."""
    if first.numel() == 0:
        raise ValueError(f"there must be at least 1 value, got shape {tuple(first.shape)}.")
    if first.shape != second.shape:
        came = f"{tuple(first.shape)} and {tuple(second.shape)}"
        raise ValueError(f"both must have the same shape, got {came}.")


def not_numbers(logits: Tensor) -> ValueError:
    """Return the error for logits that are NaN or infinite."""
    n_nan, n_infinite = int(logits.isnan().sum()), int(logits.isinf().sum())
    return ValueError(
        "logits must be numbers, at most -∞ for some of a row, "
        f"got {n_nan} NaN and {n_infinite} infinite of {logits.numel()}: "
        "look for a learning rate that is too high, a division by 0 or the log of 0."
    )
