"""Layer norm. Source: Ba et al. (2016), section 3."""

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn import functional as F

from course_lib.exercises.exercise import Case, Exercise

exercise = Exercise(
    "transformer.layer_norm",
    title="Layer norm",
    chapter="07",
    level=2,
    minutes=10,
    hints=[
        "Each token's vector is treated alone: mean and variance run over its last axis. Keep that axis, of size 1, so "
        "that they broadcast.",
        "The variance divides by d_model, not by d_model - 1, which is PyTorch's default. `eps` is added to the "
        "variance before the root is taken.",
        "With `mean = x.mean(-1, keepdim=True)` and `variance = x.var(-1, correction=0, keepdim=True)` return "
        "`(x - mean) / torch.sqrt(variance + eps) * weight + bias`.",
    ],
)


@exercise.inputs
def inputs(rng: torch.Generator) -> list[Case]:
    def draw(*sizes: int, spread: float) -> Case:
        d_model = sizes[-1]
        scale = {"weight": 1 + torch.rand(d_model, generator=rng), "bias": torch.randn(d_model, generator=rng)}
        return {"x": 2 + spread * torch.randn(*sizes, generator=rng), **scale, "eps": 0.05}

    return [draw(3, 5, 4, spread=1.0), draw(2, 6, spread=0.3)]


@exercise.solution
def my_layer_norm(
    x: Float[Tensor, "... d_model"],
    weight: Float[Tensor, "d_model"],
    bias: Float[Tensor, "d_model"],
    eps: float = 1e-5,
) -> Float[Tensor, "... d_model"]:
    """Give each vector mean 0 and variance 1, then scale by `weight` and add `bias`."""
    mean = x.mean(dim=-1, keepdim=True)
    variance = (x - mean).square().mean(dim=-1, keepdim=True)
    return (x - mean) / torch.sqrt(variance + eps) * weight + bias


@exercise.also_right
def with_pytorch(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    return F.layer_norm(x, x.shape[-1:], weight, bias, eps)


@exercise.also_right
def with_var(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    return torch.rsqrt(variance + eps) * (x - mean) * weight + bias


def normalized(x: Tensor, eps: float, correction: int = 0) -> Tensor:
    variance, mean = torch.var_mean(x, dim=-1, correction=correction, keepdim=True)
    return (x - mean) / torch.sqrt(variance + eps)


@exercise.mistake("The variance divides by d_model - 1, PyTorch's default; here it divides by d_model (correction=0).")
def sample_variance(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    return normalized(x, eps, correction=1) * weight + bias


@exercise.mistake("`eps` is added after the root; it belongs to the variance, inside the root.")
def eps_outside(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    return (x - mean) / (variance.sqrt() + eps) * weight + bias


@exercise.mistake("`eps` is forgotten: a vector whose numbers are all alike would give 0/0.")
def no_eps(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    return normalized(x, 0.0) * weight + bias


@exercise.mistake("It divides by the variance; divide by its square root.")
def no_root(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    variance, mean = torch.var_mean(x, dim=-1, correction=0, keepdim=True)
    return (x - mean) / (variance + eps) * weight + bias


@exercise.mistake("The mean is not taken off: that is RMSNorm, not layer norm.")
def rms(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    return x / torch.sqrt(x.square().mean(dim=-1, keepdim=True) + eps) * weight + bias


@exercise.mistake("Mean and variance run over all tokens together; each token's vector is treated alone (dim=-1).")
def over_everything(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    variance, mean = torch.var_mean(x, correction=0)
    return (x - mean) / torch.sqrt(variance + eps) * weight + bias


@exercise.mistake(
    "Mean and variance run over the tokens (dim=-2); they must run over each token's own numbers (dim=-1)."
)
def over_tokens(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    variance, mean = torch.var_mean(x, dim=-2, correction=0, keepdim=True)
    return (x - mean) / torch.sqrt(variance + eps) * weight + bias


@exercise.mistake("`weight` and `bias` are forgotten: scale and shift come after the normalization.")
def no_scale(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    return normalized(x, eps)


@exercise.mistake("The bias is added before the scale; first multiply by `weight`, then add `bias`.")
def bias_first(x: Tensor, weight: Tensor, bias: Tensor, eps: float = 1e-5) -> Tensor:
    return (normalized(x, eps) + bias) * weight


@exercise.property("With scale and shift taken off again, each vector must have mean 0.")
def mean_zero(normed: Tensor, case: Case) -> bool:
    return bool(((normed - case["bias"]) / case["weight"]).mean(dim=-1).abs().max() < 1e-4)
