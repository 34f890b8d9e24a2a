"""How much arithmetic a model takes, by formula and counted, in operations (FLOPs).

A multiplication and the addition that follows it are two operations.
Source: Kaplan et al. (2020), section 2.1, https://arxiv.org/abs/2001.08361; the backward
pass takes two matrix products for each one of the forward pass.
Held equal to PyTorch's counter by tests/scaling/test_flops.py.
Left out: norms, activations, softmax, the optimizer's step: no matrix products, and a
small part of the whole.
"""

from jaxtyping import Int
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

from course_lib.models.gpt import GPTConfig
from course_lib.scaling.parameters import Config

SECONDS_A_DAY = 86_400


def layer_weights(config: Config) -> int:
    """Return the weights in the linear maps of all layers; biases are only added."""
    d = config.d_model
    if isinstance(config, GPTConfig):
        return config.n_layers * 12 * d**2
    d_kv = d // config.n_heads * (config.n_kv_heads or config.n_heads)
    return config.n_layers * (2 * d**2 + 2 * d * d_kv + 3 * d * config.d_ff)


def forward_flops(config: Config, n_tokens: int) -> dict[str, int]:
    """Return the operations of one forward pass over a text of `n_tokens`.

    "attention" is the scores and the weighted average over all pairs of tokens; a kernel
    that skips what a causal mask hides does about half of it.
    """
    d = config.d_model
    return {
        "linear maps": 2 * n_tokens * layer_weights(config),
        "attention": 4 * n_tokens**2 * d * config.n_layers,
        "output": 2 * n_tokens * config.vocab_size * d,
    }


def training_flops(config: Config, n_tokens: int, context_length: int) -> int:
    """Return the operations of training on `n_tokens`, in texts of `context_length`.

    The backward pass takes twice the forward pass: the gradient of each product with
    respect to its input, and with respect to its weights.
    """
    one = sum(forward_flops(config, context_length).values())
    return round(3 * one * n_tokens / context_length)


def six_n_d(n_parameters: float, n_tokens: float) -> float:
    """Return the estimate that everybody uses: 6 operations a parameter and token."""
    return 6 * n_parameters * n_tokens


def attention_share(config: Config, n_tokens: int) -> float:
    """Return what part of the forward pass goes into scores and weighted averages."""
    flops = forward_flops(config, n_tokens)
    return flops["attention"] / sum(flops.values())


def counted_flops(
    model: nn.Module,
    token_ids: Int[Tensor, "batch seq"],
) -> tuple[int, int]:
    """Return the operations that PyTorch counts: forward, and forward with backward.

    The counter does not know the CPU's fused attention, so attention runs as two matrix
    products here.
    """
    with FlopCounterMode(display=False) as counter, sdpa_kernel(SDPBackend.MATH):
        logits = model(token_ids)
        forward = counter.get_total_flops()
        logits.sum().backward()
    model.zero_grad()
    return forward, counter.get_total_flops()


def days(
    flops: float,
    n_devices: int,
    peak: float,
    utilisation: float = 0.4,
) -> float:
    """Return how long a training takes.

    Args:
        flops: of the training.
        n_devices: GPUs, say.
        peak: operations a second that one of them can do.
        utilisation: the share of the peak that is reached; 0.2 to 0.5 is usual in large
            trainings (Chowdhery et al., 2022, table 3, https://arxiv.org/abs/2204.02311).

    Raises:
        ValueError: if the utilisation is not a share, or there are no devices.
    """
    if not 0 < utilisation <= 1:
        raise ValueError(f"utilisation must be above 0 and at most 1, got {utilisation}.")
    if n_devices < 1 or not peak > 0:
        must = "n_devices must be at least 1 and peak positive"
        raise ValueError(f"{must}, got {n_devices} and {peak}.")
    return flops / (n_devices * peak * utilisation) / SECONDS_A_DAY
