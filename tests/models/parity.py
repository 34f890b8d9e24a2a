"""What the comparisons with Hugging Face's models share."""

import torch
from torch import Tensor, nn


def shake(model: nn.Module, *others: Tensor) -> nn.Module:
    """Draw every parameter anew, and the other tensors, so that none is 0 or 1; return the model, ready for use."""
    for tensor in [*model.parameters(), *others]:
        nn.init.normal_(tensor, std=0.3)
    return model.eval()


def agree(ours: Tensor, theirs: Tensor, atol: float = 1e-5) -> None:
    torch.testing.assert_close(ours, theirs, atol=atol, rtol=1e-5)
