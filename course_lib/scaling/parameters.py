"""How many parameters a model has: by formula, term by term, and by counting.

Source: the sizes are those of the papers named beside them.
Held equal to `numel` of real models, and to transformers, by
tests/scaling/test_parameters.py.
Left out: encoders, mixtures of experts (the exercise `scaling.plan_bugs` has one).
"""

import torch
from torch import nn

from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama, LlamaConfig

Config = GPTConfig | LlamaConfig


def gpt2(d_model: int, n_heads: int, n_layers: int) -> GPTConfig:
    return GPTConfig(50_257, 1024, d_model, n_heads, n_layers)


PUBLISHED: dict[str, Config] = {
    # Radford et al. (2019), table 2; heads of 64 numbers
    "GPT-2 small": gpt2(768, 12, 12),
    "GPT-2 medium": gpt2(1024, 16, 24),
    "GPT-2 large": gpt2(1280, 20, 36),
    "GPT-2 XL": gpt2(1600, 25, 48),
    # Brown et al. (2020), table 2.1
    "GPT-3": GPTConfig(50_257, 2048, 12_288, 96, 96),
    # Touvron et al. (2023), table 2
    "LLaMA 7B": LlamaConfig(
        vocab_size=32_000,
        context_length=2048,
        d_model=4096,
        n_heads=32,
        n_layers=32,
        d_ff=11_008,
        tied=False,
    ),
    # Grattafiori et al. (2024), table 3
    "Llama 3 8B": LlamaConfig(
        vocab_size=128_256,
        context_length=8192,
        d_model=4096,
        n_heads=32,
        n_kv_heads=8,
        n_layers=32,
        d_ff=14_336,
        tied=False,
    ),
}


def gpt_terms(config: GPTConfig) -> dict[str, int]:
    """Return the parameters of each part of a GPT: with biases, the output tied."""
    d, layers = config.d_model, config.n_layers
    return {
        "token embedding": config.vocab_size * d,
        "position embedding": config.context_length * d,
        "attention": layers * (4 * d**2 + 4 * d),
        "feed-forward": layers * (8 * d**2 + 5 * d),
        "norms": layers * 4 * d + 2 * d,
    }


def llama_terms(config: LlamaConfig) -> dict[str, int]:
    """Return the parameters of each part of a LLaMA: no biases, no position embedding."""
    d, layers = config.d_model, config.n_layers
    d_kv = d // config.n_heads * (config.n_kv_heads or config.n_heads)
    terms = {
        "token embedding": config.vocab_size * d,
        "attention": layers * (2 * d**2 + 2 * d * d_kv),
        "feed-forward": layers * 3 * d * config.d_ff,
        "norms": layers * 2 * d + d,
    }
    return terms if config.tied else terms | {"output": config.vocab_size * d}


def terms(config: Config) -> dict[str, int]:
    """Return the parameters of each part of a model, by formula."""
    if isinstance(config, GPTConfig):
        return gpt_terms(config)
    return llama_terms(config)


def n_parameters(config: Config) -> int:
    """Return how many parameters a model has, by formula."""
    return sum(terms(config).values())


def non_embedding(config: Config) -> int:
    """Return the parameters without those that grow with the vocabulary or the context.

    This is the N of Kaplan et al. (2020), section 2.1.
    """
    outside = ("token embedding", "position embedding", "output")
    return sum(number for part, number in terms(config).items() if part not in outside)


def on_meta(config: Config) -> nn.Module:
    """Return the model with shapes and no numbers: of any size, it takes no memory."""
    with torch.device("meta"):
        return GPT(config) if isinstance(config, GPTConfig) else Llama(config)


def counted(model: nn.Module) -> int:
    """Return how many parameters a model holds; shared ones count once."""
    return sum(parameter.numel() for parameter in model.parameters())
