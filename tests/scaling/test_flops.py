"""Operations by formula, and as PyTorch counts them."""

import pytest
import torch

from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama, LlamaConfig
from course_lib.scaling.flops import (
    attention_share,
    counted_flops,
    days,
    forward_flops,
    six_n_d,
    training_flops,
)
from course_lib.scaling.parameters import PUBLISHED, n_parameters, non_embedding

GPT_CONFIG = GPTConfig(vocab_size=37, context_length=20, d_model=24, n_heads=3, n_layers=2)
LLAMA_CONFIG = LlamaConfig(vocab_size=31, context_length=20, d_model=24, n_heads=6, n_layers=3, d_ff=40)
GROUPED = LlamaConfig(31, 20, 24, n_heads=6, n_kv_heads=2, n_layers=3, d_ff=40, tied=False)


@pytest.mark.parametrize(
    "model", [GPT(GPT_CONFIG), Llama(LLAMA_CONFIG), Llama(GROUPED)], ids=["gpt", "llama", "grouped"]
)
def test_the_formula_is_what_pytorch_counts(model):
    token_ids = torch.randint(31, (1, 17), generator=torch.Generator().manual_seed(0))
    forward, both = counted_flops(model, token_ids)
    formula = sum(forward_flops(model.config, 17).values())
    assert forward == formula
    assert both == 3 * formula == training_flops(model.config, 17, 17)
    assert all(parameter.grad is None for parameter in model.parameters())


def test_training_on_many_texts_is_that_many_times_one():
    assert training_flops(GPT_CONFIG, 170, 17) == 10 * training_flops(GPT_CONFIG, 17, 17)


def test_six_n_d_is_near_for_a_large_model_and_a_short_text():
    gpt3 = PUBLISHED["GPT-3"]
    exact = training_flops(gpt3, 300_000_000_000, 2048)
    assert six_n_d(n_parameters(gpt3), 300e9) == pytest.approx(exact, rel=0.03)
    assert six_n_d(non_embedding(gpt3), 300e9) == pytest.approx(3.13e23, rel=0.01)


def test_attention_takes_half_where_its_products_are_as_large_as_the_rest():
    config = GPTConfig(vocab_size=12, d_model=24, n_heads=3, n_layers=2)
    n = 6 * 24 + 12 // 2 // 2  # 4 n d L = 24 d² L + 2 V d
    assert attention_share(config, n) == pytest.approx(0.5)
    shares = [attention_share(config, n) for n in (10, 100, 1000)]
    assert shares == sorted(shares)


def test_days_by_hand():
    assert days(86_400 * 8 * 1e12, n_devices=8, peak=2e12, utilisation=0.5) == 1


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_more_than_the_peak(self):
        with pytest.raises(ValueError, match=r"above 0 and at most 1, got 1\.4"):
            days(1e20, 8, 1e15, utilisation=1.4)

    def test_no_devices(self):
        with pytest.raises(ValueError, match="at least 1 and peak positive, got 0"):
            days(1e20, 0, 1e15)
