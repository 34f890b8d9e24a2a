import pytest
import torch
from models.parity import shake
from torch import nn

from course_lib.decoding.greedy import greedy
from course_lib.models.attention import record_attention
from course_lib.models.cache import Cache
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama, LlamaConfig
from course_lib.models.unrolled import UnrolledGPT, unrolled

PROMPTS = torch.randint(11, (2, 5), generator=torch.Generator().manual_seed(0))


def gpt(**changes):
    sizes = {"vocab_size": 11, "context_length": 9, "d_model": 12, "n_heads": 3, "n_layers": 2}
    torch.manual_seed(0)
    return shake(GPT(GPTConfig(**sizes | changes)))


def read(model, parts):
    """The logits of the parts of a text, each read with the cache of those before."""
    cache = Cache()
    with torch.inference_mode():
        return [model(part, cache=cache) for part in parts]


@pytest.mark.parametrize("gelu", ["none", "tanh"])
@pytest.mark.parametrize("sizes", [(5,), (1, 1, 1, 1, 1), (2, 1, 2), (1, 4)])
def test_it_gives_the_logits_of_the_model(gelu, sizes):
    model = gpt(gelu=gelu, norm_eps=1e-3)
    parts = PROMPTS.split(sizes, dim=1)
    for ours, expected in zip(read(unrolled(model), parts), read(model, parts), strict=True):
        torch.testing.assert_close(ours, expected)


def test_it_follows_weights_that_change():
    model = gpt()
    quick = unrolled(model)
    shake(model)
    parts = PROMPTS.split(1, dim=1)
    torch.testing.assert_close(read(quick, parts)[-1], read(model, parts)[-1])


def test_a_cache_that_knows_of_padding_is_the_model_s_affair():
    model = gpt()
    mask = torch.tensor([[False, True], [True, True]])
    caches = Cache(), Cache()
    found = []
    with torch.inference_mode():
        for one, cache in zip((unrolled(model), model), caches, strict=True):
            one(PROMPTS[:, :2], cache, mask)
            found.append(one(PROMPTS[:, 2:3], cache))
    torch.testing.assert_close(*found)


def test_a_full_context_and_an_unknown_token_are_refused_as_by_the_model():
    quick, cache = unrolled(gpt(context_length=5)), Cache()
    with torch.inference_mode():
        quick(PROMPTS, cache)
        with pytest.raises(ValueError, match="1 after 5 in the cache"):
            quick(PROMPTS[:, :1], cache)
        cache.shorten(3)
        with pytest.raises(ValueError, match="got 11 to 11"):
            quick(torch.full((2, 1), 11), cache)


def test_only_a_plain_gpt_at_rest_is_unrolled():
    model = gpt()
    assert isinstance(unrolled(model), UnrolledGPT)
    assert unrolled(model.train()) is model
    other = Llama(LlamaConfig(vocab_size=11, d_model=12, n_heads=3, n_layers=1, d_ff=16)).eval()
    assert unrolled(other) is other
    assert unrolled(torch.relu) is torch.relu


def test_an_adapter_is_not_passed_over():
    class Doubled(nn.Linear):
        def forward(self, x):
            return 2 * super().forward(x)

    model = gpt()
    model.blocks[1].attention.output = Doubled(12, 12)
    assert unrolled(model.eval()) is model


def test_who_looks_on_sees_every_step():
    model = gpt()
    with record_attention(model) as records:
        looked_on = greedy(model, PROMPTS, 3)
    assert len(records) == 2 * 3  # layers and steps
    assert torch.equal(looked_on, greedy(model, PROMPTS, 3))
