"""What recurrent networks refuse: inputs that do not fit, and nothing to read."""

from collections.abc import Sequence

from torch import Tensor


def check_width(x: Tensor, axes: Sequence[str], d_input: int) -> None:
    """Refuse an input that the cell has no weights for."""
    if x.dim() != len(axes) + 1 or x.shape[-1] != d_input:
        expected, came = ", ".join([*axes, f"d_input = {d_input}"]), tuple(x.shape)
        raise ValueError(f"x must have the axes ({expected}), got the shape {came}.")


def check_state(
    state: Sequence[Tensor],
    n_states: int,
    shape: tuple[int, ...],
    axes: str,
) -> None:
    """Refuse a state that is not that of such a network and batch."""
    if [part.shape for part in state] != n_states * [shape]:
        came = [tuple(part.shape) for part in state]
        raise ValueError(f"state must be {n_states} of {axes} = {shape}, got {came}.")


def check_lengths(lengths: Tensor | None, x: Tensor) -> None:
    """Refuse a batch without a step, and lengths that do not fit it."""
    n_sequences, n_steps, _ = x.shape
    if n_sequences < 1 or n_steps < 1:
        must = "there must be at least 1 sequence and 1 step"
        raise ValueError(f"{must}, got shape {tuple(x.shape)}.")
    if lengths is None:
        return
    if lengths.shape != (n_sequences,):
        came = tuple(lengths.shape)
        raise ValueError(f"lengths must be one a sequence, {n_sequences}, got {came}.")
    if not ((lengths >= 1) & (lengths <= n_steps)).all():
        raise ValueError(f"lengths must be 1 to {n_steps}, got {lengths.tolist()}.")
