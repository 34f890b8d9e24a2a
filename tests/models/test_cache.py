"""The cache: what a model computes with it is what it computes without."""

import time

import pytest
import torch

from course_lib.models.cache import Cache
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama, LlamaConfig


@pytest.fixture(params=["gpt", "llama"])
def model(request):
    torch.manual_seed(0)
    if request.param == "gpt":
        return GPT(GPTConfig(vocab_size=17, context_length=23, d_model=12, n_heads=3, n_layers=2)).eval()
    return Llama(LlamaConfig(17, 23, d_model=24, n_heads=6, n_kv_heads=2, n_layers=2, d_ff=20)).eval()


@pytest.mark.parametrize("capacity", [0, 30])
@pytest.mark.parametrize("pieces", [[1] * 23, [5, 1, 1, 7, 9], [23]])
@torch.no_grad()
def test_cached_equals_uncached_whatever_the_pieces(model, pieces, capacity):
    token_ids = torch.randint(17, (3, 23))
    cache = Cache(capacity)
    parts = [model(part, cache) for part in token_ids.split(pieces, dim=1)]
    torch.testing.assert_close(torch.cat(parts, dim=1), model(token_ids), atol=1e-5, rtol=1e-5)
    assert cache.length == 23
    assert len(cache.layers) == 2


def test_cached_equals_uncached_while_gradients_are_recorded_and_so_do_the_gradients(model):
    token_ids, weights = torch.randint(17, (3, 12)), torch.randn(3, 12, 17)
    cache, results = Cache(), []
    parts = [model(part, cache) for part in token_ids.split([5, 1, 4, 2], dim=1)]
    for logits in (torch.cat(parts, dim=1), model(token_ids)):
        model.zero_grad()
        (logits * weights).sum().backward()
        results.append([logits, *(parameter.grad for parameter in model.parameters())])
    for cached, uncached in zip(*results, strict=True):
        torch.testing.assert_close(cached, uncached, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_prompts_padded_on_either_side_continue_as_if_alone(model):
    prompts = [torch.randint(17, (1, n)) for n in (3, 6, 5)]
    added = torch.randint(17, (3, 2))
    for side in ("left", "right"):
        batch, mask = torch.zeros(3, 6, dtype=torch.long), torch.zeros(3, 6, dtype=torch.bool)
        for i, prompt in enumerate(prompts):
            place = slice(6 - prompt.shape[1], 6) if side == "left" else slice(prompt.shape[1])
            batch[i, place], mask[i, place] = prompt[0], True
        cache = Cache()
        model(batch, cache, mask)
        steps = torch.cat([model(added[:, i : i + 1], cache) for i in (0, 1)], dim=1)
        for i, prompt in enumerate(prompts):
            alone = model(torch.cat([prompt, added[i : i + 1]], dim=1))[0, -2:]
            torch.testing.assert_close(steps[i], alone, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_reordered_rows_continue_as_their_texts_do(model):
    token_ids = torch.randint(17, (3, 6))
    mask = torch.ones(3, 6, dtype=torch.bool)
    mask[1, :2] = False
    cache = Cache()
    model(token_ids, cache, mask)
    rows = torch.tensor([2, 1, 1, 0])
    cache.reorder(rows)
    added = torch.randint(17, (4, 1))
    fresh = Cache()
    model(token_ids[rows], fresh, mask[rows])
    torch.testing.assert_close(model(added, cache), model(added, fresh))


@torch.no_grad()
def test_a_shortened_cache_has_forgotten(model):
    token_ids = torch.randint(17, (2, 9))
    cache = Cache()
    model(token_ids, cache, torch.ones(2, 9, dtype=torch.bool))
    cache.shorten(4)
    other = torch.randint(17, (2, 3))
    expected = model(torch.cat([token_ids[:, :4], other], dim=1))[:, 4:]
    torch.testing.assert_close(model(other, cache), expected, atol=1e-5, rtol=1e-5)
    assert cache.length == 7


def test_gradients_reach_a_prefix_in_the_cache():
    cache = Cache()
    prefix = torch.randn(1, 2, 3, 4, requires_grad=True)
    cache.layer(0).extend(prefix, 2 * prefix)
    keys, values = cache.layer(0).extend(torch.ones(1, 2, 1, 4), torch.ones(1, 2, 1, 4))
    (keys.sum() + values.sum()).backward()
    assert prefix.grad is not None
    assert (prefix.grad == 3).all()


@torch.no_grad()
def test_room_is_doubled_and_not_remade_for_each_token():
    cache, places = Cache(), set()
    for i in range(100):
        keys, _ = cache.layer(0).extend(torch.full((1, 1, 1, 2), float(i)), torch.zeros(1, 1, 1, 2))
        places.add(keys.data_ptr())
    assert len(places) <= 8  # 1, 2, 4, … 128
    assert keys[0, 0, :, 0].tolist() == list(range(100))


@torch.no_grad()
def test_the_time_of_a_token_hardly_grows_with_the_text():
    model = GPT(GPTConfig(vocab_size=17, context_length=2000, d_model=64, n_heads=2, n_layers=2)).eval()
    cache = Cache(2000)

    def fastest_of(n):
        seconds = []
        for _ in range(n):
            start = time.perf_counter()
            model(torch.zeros(1, 1, dtype=torch.long), cache)
            seconds.append(time.perf_counter() - start)
        return min(seconds)

    early = fastest_of(50)
    model(torch.zeros(1, 1850, dtype=torch.long), cache)
    assert fastest_of(50) < 3 * early  # the whole text anew would take some hundred times as long


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_another_number_of_sequences(self, model):
        cache = Cache()
        model(torch.zeros(2, 3, dtype=torch.long), cache)
        with pytest.raises(ValueError, match=r"holds 2 sequences, got 3"):
            model(torch.zeros(3, 1, dtype=torch.long), cache)

    def test_more_tokens_than_the_context(self, model):
        cache = Cache()
        model(torch.zeros(1, 20, dtype=torch.long), cache)
        with pytest.raises(ValueError, match=r"context_length = 23 tokens, got 4 after 20 in the cache"):
            model(torch.zeros(1, 4, dtype=torch.long), cache)

    def test_a_mask_of_the_whole_text(self, model):
        cache = Cache()
        model(torch.zeros(1, 4, dtype=torch.long), cache)
        with pytest.raises(ValueError, match=r"shape \(1, 2\).*got torch.bool of shape \(1, 6\)"):
            model(torch.zeros(1, 2, dtype=torch.long), cache, torch.ones(1, 6, dtype=torch.bool))

    def test_a_length_that_is_not_there(self):
        with pytest.raises(ValueError, match=r"0 to 0.*got 1"):
            Cache().shorten(1)
