"""Parameter groups: which parameters of a model an optimizer treats alike."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from torch import Tensor, nn


@dataclass(frozen=True)
class Group:
    """Parameters that share a weight decay."""

    parameters: Sequence[Tensor]
    weight_decay: float


Parameters = Iterable[Tensor] | Iterable[Group]


def decay_groups(model: nn.Module, weight_decay: float) -> list[Group]:
    """Return two groups: matrices, which decay, and vectors, which do not.

    A matrix that shrinks makes the function smoother. The vectors are biases, which shift
    it, and the factors of a normalization, for which 0 is no neutral value.
    """
    parameters = [one for one in model.parameters() if one.requires_grad]
    matrices = [one for one in parameters if one.dim() >= 2]
    vectors = [one for one in parameters if one.dim() < 2]
    return [Group(matrices, weight_decay), Group(vectors, 0.0)]


def hidden_matrices(
    model: nn.Module,
    output: nn.Module | None = None,
) -> tuple[list[Tensor], list[Tensor]]:
    """Return the matrices between embedding and output, for Muon, and all the rest.

    Args:
        model: the model to train.
        output: its output layer, if that does not share the embedding's matrix.
    """
    excluded: set[Tensor] = set(output.parameters()) if output is not None else set()
    for module in model.modules():
        if isinstance(module, nn.Embedding):
            excluded.add(module.weight)
    parameters: list[Tensor] = [one for one in model.parameters() if one.requires_grad]
    matrices = [one for one in parameters if one.dim() == 2 and one not in excluded]
    chosen = set(matrices)
    return matrices, [one for one in parameters if one not in chosen]


def as_groups(parameters: Parameters, weight_decay: float) -> list[Group]:
    """Return groups as they are, and tensors as one group with this decay.

    Raises:
        ValueError: if there are no parameters, one comes twice, or a decay is negative.
    """
    given = list(parameters)
    groups = [one for one in given if isinstance(one, Group)]
    tensors = [one for one in given if isinstance(one, Tensor)]
    if tensors:
        groups.append(Group(tensors, weight_decay))
    everything = [parameter for group in groups for parameter in group.parameters]
    if not everything:
        raise ValueError(
            "an optimizer needs at least 1 parameter, got 0; "
            "if you kept model.parameters() in a variable, it was read to its end: "
            "call it again."
        )
    n, n_different = len(everything), len(set(everything))
    if n_different < n:
        raise ValueError(
            f"every parameter must come once, got {n}, of which {n_different} differ: "
            "look for one that is in two groups."
        )
    for group in groups:
        if group.weight_decay < 0:
            decay = group.weight_decay
            raise ValueError(f"weight_decay must be at least 0, got {decay}.")
    return groups
