"""What the models do with the texts they are given: the numbers in each refusal, and what is counted."""

import pytest
import torch
from torch import nn

from course_lib.models.cache import Cache
from course_lib.models.text_inputs import check_token_ids, look_up, places_and_mask, start_small


@pytest.fixture
def embedding():
    torch.manual_seed(0)
    return nn.Embedding(7, 5)


def test_each_token_gets_its_row(embedding):
    token_ids = torch.tensor([[6, 0, 3], [3, 3, 1]])
    vectors = look_up(embedding, token_ids)
    for row in range(2):
        for i in range(3):
            assert torch.equal(vectors[row, i], embedding.weight[token_ids[row, i]])


def test_a_gradient_reaches_the_rows_that_were_looked_up(embedding):
    look_up(embedding, torch.tensor([[6, 0, 6]])).sum().backward()
    assert embedding.weight.grad.sum(dim=1).tolist() == [5, 0, 0, 0, 0, 0, 10]


def test_places_go_on_where_the_cache_ends():
    cache, x = Cache(), torch.zeros(2, 3, 5)
    cache.layer(0).extend(torch.zeros(2, 1, 4, 5), torch.zeros(2, 1, 4, 5))
    places, mask = places_and_mask(x, cache, None, context_length=7)
    assert places.tolist() == [4, 5, 6]
    assert mask is None
    assert places_and_mask(x, None, None, context_length=7)[0].tolist() == [0, 1, 2]


def test_places_count_real_tokens_only_and_the_mask_is_that_of_all_keys():
    cache, x = Cache(), torch.zeros(2, 3, 5)
    first = torch.tensor([[False, True, True], [True, True, True]])
    places, mask = places_and_mask(x, cache, first, context_length=7)
    assert places.tolist() == [[0, 0, 1], [0, 1, 2]]
    assert mask is not None
    assert torch.equal(mask, first[:, None, None])
    cache.layer(0).extend(torch.zeros(2, 1, 3, 5), torch.zeros(2, 1, 3, 5))
    places, mask = places_and_mask(x[:, :2], cache, None, context_length=7)
    assert places.tolist() == [[2, 3], [3, 4]]
    assert mask is not None
    assert mask[:, 0, 0].tolist() == [[False, True, True, True, True], [True] * 5]


def test_weights_start_with_the_spread_that_was_asked_for():
    torch.manual_seed(0)
    embedding, linear = nn.Embedding(300, 200), nn.Linear(400, 150)
    for layer in (embedding, linear):
        start_small(layer)
    assert embedding.weight.std().item() == pytest.approx(0.02, rel=0.02)
    assert linear.weight.std().item() == pytest.approx(1 / 20, rel=0.02)
    assert not linear.bias.any()
    start_small(nn.Linear(3, 2, bias=False))


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.mark.parametrize("wrong", [[2, 7], [-1, 3], [7, -2]])
    def test_ids_without_a_row(self, embedding, wrong):
        with pytest.raises(ValueError, match=f"vocab_size - 1 = 6, got {min(wrong)} to {max(wrong)}: encode") as caught:
            look_up(embedding, torch.tensor([wrong]))
        with pytest.raises(ValueError, match=str(caught.value)):  # on a GPU, where one looks first
            check_token_ids(torch.tensor([wrong]), 7)

    def test_no_tokens(self, embedding):
        with pytest.raises(ValueError, match=r"at least 1 token, got the shape \(3, 0\)"):
            look_up(embedding, torch.zeros(3, 0, dtype=torch.long))

    def test_a_text_too_long_with_what_is_cached(self):
        cache, x = Cache(), torch.zeros(2, 3, 5)
        cache.layer(0).extend(torch.zeros(2, 1, 4, 5), torch.zeros(2, 1, 4, 5))
        with pytest.raises(ValueError, match="context_length = 6 tokens, got 3 after 4 in the cache"):
            places_and_mask(x, cache, None, context_length=6)
        with pytest.raises(ValueError, match=r"context_length = 2 tokens, got 3\."):
            places_and_mask(x, None, None, context_length=2)

    @pytest.mark.parametrize("mask", [torch.ones(2, 4).bool(), torch.ones(2, 3).long()])
    def test_a_mask_of_another_shape_or_of_numbers(self, mask):
        came = rf"bool and of shape \(2, 3\), .*got {mask.dtype} of shape \(2, {mask.shape[1]}\)"
        with pytest.raises(ValueError, match=came):
            places_and_mask(torch.zeros(2, 3, 5), None, mask, context_length=7)
