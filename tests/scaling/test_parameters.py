"""Parameters by formula, by counting, and as transformers counts them."""

import pytest
import torch

from course_lib.models.gpt import GPTConfig
from course_lib.models.llama import LlamaConfig
from course_lib.scaling.parameters import (
    PUBLISHED,
    Config,
    counted,
    n_parameters,
    non_embedding,
    on_meta,
    terms,
)

GPT_CONFIG = GPTConfig(vocab_size=11, context_length=7, d_model=6, n_heads=3, n_layers=2)
SMALL: list[Config] = [
    GPT_CONFIG,
    LlamaConfig(vocab_size=13, context_length=5, d_model=12, n_heads=6, n_kv_heads=2, n_layers=3, d_ff=17),
    LlamaConfig(vocab_size=13, context_length=5, d_model=12, n_heads=6, n_layers=3, d_ff=17, tied=False),
]


@pytest.mark.parametrize("config", [*SMALL, *PUBLISHED.values()], ids=["gpt", "llama", "untied", *PUBLISHED])
def test_the_formula_is_the_count(config):
    assert n_parameters(config) == counted(on_meta(config))


def test_the_published_names_are_right():
    millions = {name: round(n_parameters(config) / 1e6) for name, config in PUBLISHED.items()}
    assert [millions[f"GPT-2 {size}"] for size in ("small", "medium", "large", "XL")] == [124, 355, 774, 1558]
    assert millions["GPT-3"] == 174_604
    assert millions["LLaMA 7B"] == 6738
    assert millions["Llama 3 8B"] == 8030


def test_a_tiny_gpt_by_hand():
    assert terms(GPT_CONFIG) == {
        "token embedding": 66,
        "position embedding": 42,
        "attention": 2 * (4 * 36 + 24),
        "feed-forward": 2 * (6 * 24 + 24 + 24 * 6 + 6),
        "norms": 5 * 12,
    }
    assert non_embedding(GPT_CONFIG) == n_parameters(GPT_CONFIG) - 66 - 42


def test_without_embeddings_an_untied_output_does_not_count():
    tied, untied = (LlamaConfig(vocab_size=13, d_model=12, n_heads=6, tied=tied) for tied in (True, False))
    assert n_parameters(untied) == n_parameters(tied) + 13 * 12
    assert non_embedding(untied) == non_embedding(tied)


def test_a_model_on_meta_has_no_numbers():
    assert all(parameter.is_meta for parameter in on_meta(PUBLISHED["GPT-3"]).parameters())


def test_transformers_counts_the_same():
    transformers = pytest.importorskip("transformers")
    gpt, llama = PUBLISHED["GPT-2 XL"], PUBLISHED["Llama 3 8B"]
    assert isinstance(llama, LlamaConfig)
    theirs = [
        transformers.GPT2Config(n_embd=gpt.d_model, n_head=gpt.n_heads, n_layer=gpt.n_layers),
        transformers.LlamaConfig(
            vocab_size=llama.vocab_size,
            hidden_size=llama.d_model,
            intermediate_size=llama.d_ff,
            num_hidden_layers=llama.n_layers,
            num_attention_heads=llama.n_heads,
            num_key_value_heads=llama.n_kv_heads,
        ),
    ]
    for config, other in zip((gpt, llama), theirs, strict=True):
        with torch.device("meta"):
            assert transformers.AutoModelForCausalLM.from_config(other).num_parameters() == n_parameters(config)
