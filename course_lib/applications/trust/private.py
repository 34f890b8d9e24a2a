"""DP-SGD: learn from many examples without leaning on any one of them.

    1. draw each example with probability q           (the lot)
    2. its gradient alone, shortened to the norm C      (clipping)
    3. add them up, add noise N(0, σ²C²) to each number
    4. divide by the *expected* size of a lot, and take a step

Source: Abadi et al. (2016), algorithm 1, https://arxiv.org/abs/1607.00133.
What it spends: accountant.py. The gradients are held equal to a loop over the examples,
and to Opacus, by tests/applications/trust/test_private.py.
Left out: layers that mix examples (batch norm), noise from a cryptographic source.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.func import functional_call, grad, vmap
from torch.nn.attention import SDPBackend, sdpa_kernel

from course_lib.applications.trust.word_model import WordModel, losses

Gradients = Mapping[str, Tensor]


@dataclass(frozen=True)
class PrivateConfig:
    """How to train in private.

    Args:
        n_steps: how often the weights move.
        q: probability that an example takes part in a step.
        clip: the norm C that no example's gradient may exceed.
        sigma: the noise's standard deviation over C; 0 for clipping alone.
        learning_rate: of Adam, which sees noisy gradients only.
        seed: of the lots and the noise.

    Raises:
        ValueError: if one is out of its range.
    """

    n_steps: int = 200
    q: float = 0.05
    clip: float = 1.0
    sigma: float = 1.0
    learning_rate: float = 1e-2
    seed: int = 0

    def __post_init__(self) -> None:
        if self.n_steps < 1 or not 0 < self.q <= 1 or self.clip <= 0 or self.sigma < 0:
            must = "n_steps and clip must be positive, q in (0, 1], sigma at least 0"
            came = f"{self.n_steps}, {self.clip}, {self.q} and {self.sigma}"
            raise ValueError(f"{must}, got {came}.")


def per_example_gradients(
    model: nn.Module,
    examples: Int[Tensor, "example seq"],
) -> dict[str, Tensor]:
    """Return each parameter's gradient for each example: its shape, "example" in front.

    The loss of an example is the mean over its words.
    """
    names = {name: one.detach() for name, one in model.named_parameters()}

    def loss(parameters: dict[str, Tensor], row: Tensor) -> Tensor:
        def call(token_ids: Tensor) -> Tensor:
            return functional_call(model, parameters, (token_ids,))

        return example_loss(call, row[None])

    with sdpa_kernel(SDPBackend.MATH):  # vmap has no rule for the fused one on a CPU
        return vmap(grad(loss), in_dims=(None, 0))(names, examples)


def example_loss(model: Callable[[Tensor], Tensor], row: Tensor) -> Tensor:
    """Return the mean loss of the words of one sentence."""
    return losses(model, row).sum() / (row[:, 1:] >= 0).sum()


def norms(gradients: Gradients) -> Float[Tensor, " example"]:
    """Return the length of each example's gradient, over all parameters together."""
    return torch.stack([one.flatten(1).norm(dim=1) for one in gradients.values()]).norm(dim=0)


def clipped(gradients: Gradients, most: float) -> dict[str, Tensor]:
    """Return the gradients, those longer than `most` shortened to it.

    Raises:
        ValueError: if `most` is not positive.
    """
    if most <= 0:
        raise ValueError(f"most must be positive, got {most}.")
    factor = (most / norms(gradients).clamp(min=1e-12)).clamp(max=1)
    made = {}
    for name, one in gradients.items():
        made[name] = one * factor.view(-1, *[1] * (one.dim() - 1))
    return made


def noisy_mean(
    gradients: Gradients,
    most: float,
    sigma: float,
    expected: float,
    generator: torch.Generator,
) -> dict[str, Tensor]:
    """Return (sum of the clipped gradients + noise) / expected size of a lot."""
    made = {}
    for name, one in clipped(gradients, most).items():
        total = one.sum(dim=0)
        noise = torch.randn(total.shape, generator=generator) * sigma * most
        made[name] = (total + noise) / expected
    return made


def draw_lot(n: int, q: float, generator: torch.Generator) -> Int[Tensor, " lot"]:
    """Return which of n examples take part: each by its own coin, maybe none."""
    return (torch.rand(n, generator=generator) < q).nonzero()[:, 0]


def train_privately(
    words: WordModel,
    sentences: Sequence[Sequence[str]],
    config: PrivateConfig,
) -> None:
    """Train a model in place, by Adam on noisy means.

    Raises:
        ValueError: if there are no sentences.
    """
    rows, model = words.rows(sentences), words.model
    optimizer = torch.optim.Adam(model.parameters(), lr=config.learning_rate)
    generator = torch.Generator().manual_seed(config.seed)
    expected = config.q * len(rows)
    for _ in range(config.n_steps):
        lot = rows[draw_lot(len(rows), config.q, generator)]
        if len(lot):
            gradients = per_example_gradients(model, lot)
        else:  # noise alone
            gradients = {k: p.detach()[None] * 0 for k, p in model.named_parameters()}
        mean = noisy_mean(gradients, config.clip, config.sigma, expected, generator)
        for name, parameter in model.named_parameters():
            parameter.grad = mean[name]
        optimizer.step()
    model.eval()
