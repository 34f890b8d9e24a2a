"""Pruning: set the weights that matter least to 0, or cut whole heads out.

Single weights by their size: Han et al. (2015), https://arxiv.org/abs/1506.02626. Heads:
Michel et al. (2019), https://arxiv.org/abs/1905.10650; they rank heads by the loss's
gradient, we by what a head can write at most, which needs no data.
Zeros take as long to multiply as other numbers, and as much room; a cut head is gone.
Held equal to `torch.nn.utils.prune`, and to heads that are masked, by
tests/compression/test_pruning.py.
Left out: training again after the cut; patterns that some GPUs multiply faster (2:4).
"""

import copy

import torch
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.models.attention_layers import SelfAttention
from course_lib.models.gpt import GPT, Block


def prune_smallest(
    weight: Float[Tensor, "*shape"],
    sparsity: float,
) -> Float[Tensor, "*shape"]:
    """Return a copy in which the given share of the numbers, the smallest in size, is 0.

    >>> prune_smallest(torch.tensor([[3.0, -1.0], [0.5, -2.0]]), 0.5)
    tensor([[ 3.,  0.],
            [ 0., -2.]])

    Raises:
        ValueError: if the share is not between 0 and 1.
    """
    if not 0 <= sparsity <= 1:
        raise ValueError(f"sparsity must be between 0 and 1, got {sparsity}.")
    pruned = weight.detach().clone()
    order = pruned.abs().flatten().argsort(stable=True)
    pruned.view(-1)[order[: round(sparsity * len(order))]] = 0
    return pruned


def pruned_model(
    model: nn.Module,
    sparsity: float,
    *,
    together: bool = True,
) -> nn.Module:
    """Return a copy of the model whose linear maps have the given share of zeros.

    Args:
        model: its biases, norms and embeddings are left as they are.
        sparsity: the share of weights that become 0.
        together: whether all matrices are ranked as one ("global"), so that some lose
            more than others; else each loses the same share ("layer by layer").
    """
    pruned = copy.deepcopy(model)
    weights = linear_weights(pruned)
    with torch.no_grad():
        if together:
            flat = prune_smallest(torch.cat([one.flatten() for one in weights]), sparsity)
            parts = flat.split([one.numel() for one in weights])
        else:
            parts = tuple(prune_smallest(one, sparsity) for one in weights)
        for weight, part in zip(weights, parts, strict=True):
            weight.copy_(part.view_as(weight))
    return pruned


def linear_weights(model: nn.Module) -> list[Tensor]:
    """Return the matrices of the model's linear maps."""
    return [one.weight for one in model.modules() if isinstance(one, nn.Linear)]


def sparsity_of(model: nn.Module) -> float:
    """Return the share of zeros in the matrices of the model's linear maps."""
    weights = linear_weights(model)
    n_zeros = sum(int((one == 0).sum()) for one in weights)
    return n_zeros / sum(one.numel() for one in weights)


def head_sizes(attention: SelfAttention) -> Float[Tensor, " heads"]:
    """Return, for each head, how much it can write: the norm of output · value."""
    value = attention.query_key_value.weight[-attention.widths[2] :]
    values = value.detach().view(attention.n_heads, attention.d_head, -1)
    outputs = attention.output.weight.detach().unflatten(1, values.shape[:2])
    return torch.linalg.matrix_norm(outputs.transpose(0, 1) @ values)


def without_heads(attention: SelfAttention, heads: list[int]) -> SelfAttention:
    """Return a smaller layer that computes what this one does without these heads.

    Raises:
        ValueError: if a head does not exist, none would be left, or heads share keys.
    """
    n_heads, d_head = attention.n_heads, attention.d_head
    if attention.n_kv_heads != n_heads:
        came = f"{attention.n_kv_heads} for {n_heads} heads"
        raise ValueError(f"each head must have its own keys to be cut, got {came}.")
    if not set(heads) <= set(range(n_heads)) or len(set(heads)) >= n_heads:
        must = f"heads must be some, not all, of 0 to {n_heads - 1}"
        raise ValueError(f"{must}, got {heads}.")
    kept = [head for head in range(n_heads) if head not in heads]
    has_bias = attention.query_key_value.bias is not None
    d_model = attention.output.out_features
    smaller = SelfAttention(d_model, len(kept), d_head=d_head, bias=has_bias)
    rows = torch.arange(3 * n_heads * d_head).view(3, n_heads, d_head)
    columns = rows[0, kept].flatten()
    rows = rows[:, kept].flatten()
    state = attention.state_dict()
    for name in ("query_key_value.weight", "query_key_value.bias"):
        if name in state:
            state[name] = state[name][rows]
    state["output.weight"] = state["output.weight"][:, columns]
    smaller.load_state_dict(state)
    smaller.attend = copy.deepcopy(attention.attend)
    return smaller


def with_fewer_heads(model: GPT, n_kept: int) -> GPT:
    """Return a copy of which each block keeps the `n_kept` heads that can write most."""
    smaller = copy.deepcopy(model)
    for module in smaller.modules():
        if isinstance(module, Block):
            order = head_sizes(module.attention).argsort(descending=True).tolist()
            module.attention = without_heads(module.attention, sorted(order[n_kept:]))
    return smaller
