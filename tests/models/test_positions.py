"""Positions against Hugging Face's models, by hand, and by what they promise."""

import math

import pytest
import torch
from transformers.models.bloom.modeling_bloom import build_alibi_tensor
from transformers.models.gptj.modeling_gptj import apply_rotary_pos_emb as gptj_rotary
from transformers.models.gptj.modeling_gptj import create_sinusoidal_positions
from transformers.models.llama.modeling_llama import apply_rotary_pos_emb as llama_rotary
from transformers.models.t5.modeling_t5 import T5Attention

from course_lib.models.positions import (
    alibi,
    relative_buckets,
    rotary_angles,
    rotate_halves,
    rotate_neighbours,
    sinusoidal,
    token_positions,
)


def test_sines_and_cosines_by_hand():
    table = sinusoidal(torch.arange(3), 4)
    for p in range(3):
        by_hand = [math.sin(p), math.cos(p), math.sin(p / 100), math.cos(p / 100)]
        assert table[p].tolist() == pytest.approx(by_hand, abs=1e-6)


def test_real_tokens_are_counted_wherever_the_padding_stands():
    mask = torch.tensor([[0, 0, 1, 1, 1], [1, 1, 1, 0, 0], [0, 1, 1, 0, 0], [0, 0, 0, 0, 0]]).bool()
    assert token_positions(mask).tolist() == [[0, 0, 0, 1, 2], [0, 1, 2, 2, 2], [0, 0, 1, 1, 1], [0, 0, 0, 0, 0]]


def test_halves_agree_with_llama():
    query, key = torch.randn(2, 3, 5, 8), torch.randn(2, 1, 5, 8)
    angles = rotary_angles(torch.arange(11, 16), 8, base=500.0)
    doubled = torch.cat([angles, angles], dim=-1)[None]
    expected = llama_rotary(query, key, doubled.cos(), doubled.sin())
    for one, other in zip((rotate_halves(query, angles), rotate_halves(key, angles)), expected, strict=True):
        torch.testing.assert_close(one, other)


def test_neighbours_agree_with_gpt_j():
    x = torch.randn(2, 3, 5, 8)
    sines, cosines = create_sinusoidal_positions(16, 8)[11:].chunk(2, dim=-1)
    expected = gptj_rotary(x.transpose(1, 2), sines[None], cosines[None]).transpose(1, 2)
    torch.testing.assert_close(rotate_neighbours(x, rotary_angles(torch.arange(11, 16), 8)), expected)


def test_neighbours_are_a_product_of_complex_numbers():
    x, angles = torch.randn(1, 2, 5, 6), rotary_angles(torch.arange(5), 6)
    turned = torch.view_as_complex(x.unflatten(-1, (3, 2))) * torch.polar(torch.ones(5, 3), angles)
    torch.testing.assert_close(rotate_neighbours(x, angles), torch.view_as_real(turned).flatten(-2))


def test_the_two_pairings_differ_by_an_order_of_the_numbers():
    x, angles = torch.randn(2, 3, 5, 8), rotary_angles(torch.arange(5), 8)
    order = [0, 2, 4, 6, 1, 3, 5, 7]
    torch.testing.assert_close(rotate_neighbours(x, angles)[..., order], rotate_halves(x[..., order], angles))
    assert not torch.allclose(rotate_neighbours(x, angles), rotate_halves(x, angles))


@pytest.mark.parametrize("rotate", [rotate_halves, rotate_neighbours])
def test_scores_depend_on_the_distance_only_and_lengths_stay(rotate):
    query, key = torch.randn(1, 1, 1, 8), torch.randn(1, 1, 1, 8)

    def score(at, other):
        places = [rotary_angles(torch.tensor([place]), 8) for place in (at, other)]
        return (rotate(query, places[0]) * rotate(key, places[1])).sum().item()

    assert score(3, 1) == pytest.approx(score(103, 101), abs=1e-3)
    assert score(3, 1) != pytest.approx(score(3, 2), abs=1e-3)
    turned = rotate(query, rotary_angles(torch.tensor([77]), 8))
    torch.testing.assert_close(turned.norm(), query.norm())


@pytest.mark.parametrize("causal", [True, False])
@pytest.mark.parametrize(("n_buckets", "max_distance"), [(32, 128), (20, 50)])
def test_buckets_agree_with_t5(causal, n_buckets, max_distance):
    relative = torch.arange(300) - torch.arange(290, 300)[:, None]
    expected = T5Attention._relative_position_bucket(
        relative, bidirectional=not causal, num_buckets=n_buckets, max_distance=max_distance
    )
    assert torch.equal(relative_buckets(10, 300, causal, n_buckets, max_distance), expected)


def test_buckets_on_both_sides_agree_with_t5():
    relative = torch.arange(200) - torch.arange(200)[:, None]
    assert torch.equal(relative_buckets(200, 200, causal=False), T5Attention._relative_position_bucket(relative))


@pytest.mark.parametrize("n_heads", [1, 3, 4, 8, 12])
def test_alibi_agrees_with_bloom(n_heads):
    theirs = build_alibi_tensor(torch.ones(1, 7, dtype=torch.long), n_heads, torch.float32)
    ours = alibi(n_heads, 7, 7)
    same_up_to_a_shift = ours[:, -1] - ours[:, -1, :1]  # BLOOM counts from the first key; a softmax cannot tell
    torch.testing.assert_close(same_up_to_a_shift, theirs[:, 0])
    assert ours[0, 3, 1] == pytest.approx(2 * ours[0, 3, 2].item())
    torch.testing.assert_close(alibi(n_heads, 2, 7), ours[:, -2:])


@pytest.mark.usefixtures("as_readers_call_it")
def test_an_odd_width_is_refused():
    with pytest.raises(ValueError, match=r"even and at least 2.*got 7"):
        sinusoidal(torch.arange(3), 7)
