"""How much memory a model takes: to train it, and to use it.

Source: 16 bytes a parameter, Rajbhandari et al. (2020), section 3.1,
https://arxiv.org/abs/1910.02054; activations by layers, as in Korthikanti et al. (2022),
section 4, https://arxiv.org/abs/2205.05198, counted anew for this course's GPT, which has
no dropout and a fused attention.
Held equal to what PyTorch keeps by tests/scaling/test_memory.py.
Left out: what the allocator wastes, temporary buffers, several devices.
"""

from jaxtyping import Int
from torch import Tensor, nn

from course_lib.models.gpt import GPTConfig
from course_lib.objectives.causal import causal_loss
from course_lib.scaling.parameters import Config, n_parameters
from course_lib.training.memory import saved_tensors

GB = 1e9


def training_state(parameters: int, mixed: bool = True) -> dict[str, int]:
    """Return the bytes that training with AdamW needs whatever the batch: 16 a parameter.

    Args:
        parameters: how many there are.
        mixed: whether weights and gradients are in 16 bits, beside a copy of the weights
            in 32 which the optimizer moves; else all is in 32 bits.
    """
    mixed_copies = {"weights": 2, "gradients": 2, "32-bit copy": 4}
    copies = mixed_copies if mixed else {"weights": 4, "gradients": 4}
    per_parameter = copies | {"first moments": 4, "second moments": 4}
    return {name: parameters * each for name, each in per_parameter.items()}


def activations(config: GPTConfig, batch: int, n_tokens: int) -> int:
    """Return how many numbers a GPT keeps from the forward pass for the backward pass.

    A token, in a layer, leaves 16 vectors of d_model numbers: what enters each norm (2)
    and leaves it (2), queries, keys and values (3), the heads' averages (1), and what
    enters (4) and leaves (4) the GELU. Attention leaves one more number a head, each norm
    two. The end leaves the norm's input and output, and the logarithm of each
    probability; the loss one number in all, how many targets it is a mean of.
    """
    d, layers = config.d_model, config.n_layers
    a_layer = 16 * d + config.n_heads + 4
    at_the_end = 2 * d + 2 + config.vocab_size
    return batch * n_tokens * (layers * a_layer + at_the_end) + 1


def measured_activations(
    model: nn.Module,
    token_ids: Int[Tensor, "batch seq"],
) -> int:
    """Return how many numbers PyTorch really keeps for the backward pass.

    Parameters are not counted, nor the same memory twice, nor whole numbers.
    """
    kept = saved_tensors(lambda: causal_loss(model(token_ids), token_ids), model)
    floats = [one for one in kept if one.is_floating_point()]
    return sum(one.untyped_storage().nbytes() // one.element_size() for one in floats)


def cache_bytes(
    config: Config,
    n_tokens: int,
    batch: int = 1,
    bytes_each: int = 2,
) -> int:
    """Return the size of the key-value cache: a key and a value a token and layer."""
    d_head = config.d_model // config.n_heads
    n_kv_heads = getattr(config, "n_kv_heads", None) or config.n_heads
    return 2 * config.n_layers * n_kv_heads * d_head * n_tokens * batch * bytes_each


def inference_bytes(
    config: Config,
    n_tokens: int,
    batch: int = 1,
    bytes_each: int = 2,
) -> dict[str, int]:
    """Return the bytes that generating needs: the weights, and the cache."""
    return {
        "weights": n_parameters(config) * bytes_each,
        "cache": cache_bytes(config, n_tokens, batch, bytes_each),
    }
