"""Memory by formula, and as PyTorch keeps it."""

import pytest
import torch

from course_lib.models.cache import Cache
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama, LlamaConfig
from course_lib.scaling.memory import (
    activations,
    cache_bytes,
    inference_bytes,
    measured_activations,
    training_state,
)
from course_lib.scaling.parameters import PUBLISHED


@pytest.mark.parametrize("sizes", [(37, 24, 24, 3, 2), (51, 30, 40, 5, 3)])
def test_the_formula_is_what_pytorch_keeps(sizes):
    config = GPTConfig(*sizes)
    token_ids = torch.randint(37, (3, 19), generator=torch.Generator().manual_seed(0))
    kept = measured_activations(GPT(config), token_ids)
    assert kept == pytest.approx(activations(config, 3, 19), rel=0.05)  # versions of PyTorch differ a little


def test_seven_billion_parameters_by_hand():
    state = training_state(7_000_000_000)
    assert sum(state.values()) == 112e9
    assert state["weights"] == 14e9
    assert sum(training_state(7_000_000_000, mixed=False).values()) == 112e9


@pytest.mark.parametrize(
    "model",
    [
        GPT(GPTConfig(vocab_size=9, d_model=12, n_heads=3, n_layers=2)),
        Llama(LlamaConfig(vocab_size=9, d_model=12, n_heads=6, n_kv_heads=2, n_layers=3, d_ff=20)),
    ],
)
def test_the_cache_has_the_size_of_the_formula(model):
    cache = Cache()
    with torch.no_grad():
        model(torch.zeros(2, 5, dtype=torch.long), cache=cache)
    held = sum(4 * (layer.keys.numel() + layer.values.numel()) for layer in cache.layers)
    assert held == cache_bytes(model.config, 5, batch=2, bytes_each=4)


def test_weights_and_cache_of_a_7b():
    found = inference_bytes(PUBLISHED["LLaMA 7B"], 2048)
    assert found["weights"] == pytest.approx(13.48e9, rel=1e-3)
    assert found["cache"] == 2**30  # half a mebibyte a token
