"""Permuted language modelling: masks by hand, XLNet, and probabilities that sum to 1 over all texts."""

import itertools

import pytest
import torch
import transformers

from course_lib.models.attention import attention
from course_lib.objectives.masked import IGNORED
from course_lib.objectives.permuted import permutation_masks, permute_order

ORDERS = [torch.tensor([order]) for order in itertools.permutations(range(3))]


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def all_texts(vocab_size, length):
    return torch.tensor(list(itertools.product(range(vocab_size), repeat=length)))


class TwoStreams(torch.nn.Module):
    """A toy of two layers: the content knows token and position, the query only the position."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        self.tokens, self.positions, self.query, self.output = (
            torch.nn.Parameter(torch.randn(n, 5)) for n in (4, 3, 1, 4)
        )

    def forward(self, token_ids, content_mask, query_mask):
        content = self.tokens[token_ids] + self.positions
        query = (self.query + self.positions).expand_as(content)
        for _ in range(2):
            found = attention(query, content, content, query_mask)[0]
            content = content + attention(content, content, content, content_mask)[0]
            query = torch.tanh(query + found)
        return query @ self.output.T


def total_probability(logits, token_ids):
    """Sum the probability of all texts, each the product of its tokens' probabilities."""
    log_probs = logits.log_softmax(-1).gather(-1, token_ids[:, :, None])[:, :, 0]
    return log_probs.sum(-1).exp().sum().item()


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_the_probabilities_of_all_texts_sum_to_one_in_every_order(order):
    token_ids = all_texts(4, 3)
    content_mask, query_mask = permutation_masks(order)
    logits = TwoStreams()(token_ids, content_mask, query_mask)
    assert total_probability(logits, token_ids) == pytest.approx(1, abs=1e-5)
    leaking = TwoStreams()(token_ids, torch.ones_like(content_mask), query_mask)
    assert total_probability(leaking, token_ids) != pytest.approx(1, abs=1e-3)
    leaking = TwoStreams()(token_ids, content_mask, content_mask)
    assert total_probability(leaking, token_ids) != pytest.approx(1, abs=1e-3)


@pytest.fixture(scope="module")
def xlnet():
    torch.manual_seed(0)
    config = transformers.XLNetConfig(
        vocab_size=5, d_model=12, n_layer=2, n_head=3, d_inner=17, initializer_range=1.0, attn_type="bi"
    )
    return transformers.XLNetLMHeadModel(config).eval()


@torch.no_grad()
def xlnet_logits(model, token_ids, query_mask):
    hidden = (~query_mask).float().expand(len(token_ids), -1, -1)  # XLNet's perm_mask is 1 where it may not look
    everywhere = torch.eye(token_ids.shape[1]).expand(len(token_ids), -1, -1)
    return model(token_ids, perm_mask=hidden, target_mapping=everywhere, use_mems=False).logits


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_with_our_masks_the_probabilities_of_xlnet_sum_to_one(xlnet, order):
    """What comes first is given: where a query sees nothing, theirs looks everywhere alike."""
    token_ids = all_texts(5, 3)
    token_ids = token_ids[token_ids[:, order[0, 0]] == 2]
    _, query_mask = permutation_masks(order)
    log_probs = xlnet_logits(xlnet, token_ids, query_mask).log_softmax(-1).gather(-1, token_ids[:, :, None])
    total = log_probs[:, order[0, 1:]].sum(dim=(1, 2)).exp().sum().item()
    assert total == pytest.approx(1, abs=1e-5)


def test_xlnet_sees_through_our_masks_what_comes_before_in_the_order_and_nothing_else(xlnet):
    token_ids = torch.tensor([[0, 1, 2, 3, 4, 0, 1]])
    batch = permute_order(token_ids, seeded(3), predicted_share=1)
    before = xlnet_logits(xlnet, token_ids, batch.query_mask)[0]
    place = batch.order[0].argsort()
    for j in range(7):
        changed = token_ids.clone()
        changed[0, j] = (changed[0, j] + 2) % 5
        moved = (xlnet_logits(xlnet, changed, batch.query_mask)[0] - before).abs().amax(-1) > 1e-6
        assert torch.equal(moved[place > 0], (place > place[j])[place > 0])


def test_the_masks_agree_with_the_definition_written_as_loops():
    for seed in range(20):
        batch = permute_order(torch.zeros(3, 7, dtype=torch.long), seeded(seed))
        for b in range(3):
            order = batch.order[b].tolist()
            for t, query in enumerate(order):
                for key in range(7):
                    assert batch.query_mask[b, query, key] == (key in order[:t])
                    assert batch.content_mask[b, query, key] == (key in order[: t + 1])


def test_the_order_from_left_to_right_gives_the_causal_mask():
    content_mask, query_mask = permutation_masks(torch.arange(5)[None])
    assert torch.equal(content_mask[0], torch.ones(5, 5, dtype=torch.bool).tril())
    assert torch.equal(query_mask[0], torch.ones(5, 5, dtype=torch.bool).tril(-1))


def test_every_order_is_equally_likely():
    orders = permute_order(torch.zeros(6_000, 3, dtype=torch.long), seeded()).order
    counts = (orders * torch.tensor([9, 3, 1])).sum(-1).bincount()
    counts = counts[counts > 0]
    assert len(counts) == 6
    assert ((counts - 1_000).abs() <= 4 * (6_000 / 6 * 5 / 6) ** 0.5).all()


@pytest.mark.parametrize(("share", "expected"), [(1 / 6, [2, 1, 1]), (0.5, [6, 2, 1]), (1, [12, 4, 1]), (0, [1, 1, 1])])
def test_the_last_tokens_of_the_order_are_predicted_and_padding_never(share, expected):
    lengths = torch.tensor([12, 4, 1])
    mask = torch.arange(12) < lengths[:, None]
    token_ids = torch.randint(7, (3, 12), generator=seeded())
    batch = permute_order(token_ids, seeded(), share, mask)
    is_predicted = batch.targets != IGNORED
    assert is_predicted.sum(-1).tolist() == expected
    assert torch.equal(batch.targets[is_predicted], token_ids[is_predicted])
    assert torch.equal(batch.inputs, token_ids)
    for b, (length, n) in enumerate(zip(lengths.tolist(), expected, strict=True)):
        order = batch.order[b].tolist()
        assert sorted(order[:length]) == list(range(length))
        assert set(order[length - n : length]) == set(is_predicted[b].nonzero().flatten().tolist())
        assert not batch.content_mask[b, :, length:].any()
        assert not batch.query_mask[b, :, length:].any()


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_share_that_is_none(self):
        with pytest.raises(ValueError, match="predicted_share must be between 0 and 1, got 6"):
            permute_order(torch.zeros(1, 3, dtype=torch.long), seeded(), 6)

    def test_texts_without_tokens(self):
        mask = torch.tensor([[True, True], [False, False]])
        with pytest.raises(ValueError, match=r"at least 1 token, got \[2, 0\]"):
            permute_order(torch.zeros(2, 2, dtype=torch.long), seeded(), mask=mask)
