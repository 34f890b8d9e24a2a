"""Where chance stands: the states of the random generators of PyTorch, NumPy and Python.

checkpoint.py saves them, and its tests hold that the chance goes on where it was.
Left out: generators of one's own, and those of Apple's GPUs.
"""

import random
from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor

Json = dict[str, Any]


def random_states() -> tuple[dict[str, Tensor], Json]:
    """Return where the chance of PyTorch, NumPy and Python stands."""
    tensors = {"torch": torch.get_rng_state()}
    if torch.cuda.is_available():
        on_cuda = enumerate(torch.cuda.get_rng_state_all())
        tensors |= {f"cuda.{i}": one for i, one in on_cuda}
    kind, words, *position = np.random.get_state(legacy=True)
    tensors["numpy"] = torch.from_numpy(np.asarray(words, dtype=np.int64))
    return tensors, {"numpy": [kind, *position], "python": random.getstate()}


def restore_random(tensors: Mapping[str, Tensor], numbers: Json) -> None:
    """Set the three back; and CUDA's, if there are as many devices as there were."""
    torch.set_rng_state(tensors["torch"])
    kind, *position = numbers["numpy"]
    np.random.set_state((kind, tensors["numpy"].numpy().astype(np.uint32), *position))
    version, words, gauss = numbers["python"]
    random.setstate((version, tuple(words), gauss))
    on_cuda = [tensors[name] for name in sorted(tensors) if name.startswith("cuda.")]
    if on_cuda and len(on_cuda) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(on_cuda)
