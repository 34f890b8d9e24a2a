"""Masked language modelling: rates counted, and the collator of transformers on the same texts."""

from typing import Any

import pytest
import torch
import torch.nn.functional as F
from tokenizers import Tokenizer
from tokenizers.models import WordLevel
from transformers import DataCollatorForLanguageModeling, PreTrainedTokenizerFast

from course_lib.objectives.masked import IGNORED, mask_tokens, number_words

PAD, CLS, SEP, MASK, VOCAB_SIZE = 0, 1, 2, 3, 29
OPTIONS: dict[str, Any] = {"mask_id": MASK, "special_ids": [PAD, CLS, SEP], "vocab_size": VOCAB_SIZE}


def seeded(seed=0):
    return torch.Generator().manual_seed(seed)


def texts(n_texts, length=13, seed=0):
    """Draw [CLS] … [SEP] and padding; ordinary tokens are 4 to 28, and those from 20 on continue a word."""
    token_ids = torch.randint(4, VOCAB_SIZE, (n_texts, length), generator=seeded(seed))
    lengths = torch.randint(4, length + 1, (n_texts, 1), generator=seeded(seed + 1))
    place = torch.arange(length)
    token_ids[:, 0] = CLS
    token_ids[token_ids[:, 1] >= 20, 1] = 4
    return token_ids.masked_fill(place == lengths - 1, SEP).masked_fill(place >= lengths, PAD)


def fates(token_ids, inputs, targets):
    """Count what became of tokens: chosen, masked, another token, the same token."""
    chosen = targets != IGNORED
    masked = chosen & (inputs == MASK)
    same = chosen & (inputs == token_ids)
    return torch.stack([one.sum() for one in (chosen, masked, chosen & ~masked & ~same, same)])


def within_sampling_error(count, n, rate):
    """Allow four standard errors: of 10,000 right counts, 1 falls outside."""
    return abs(int(count) - n * rate) <= 4 * (n * rate * (1 - rate)) ** 0.5


def test_the_rates_are_15_percent_and_80_10_10_within_sampling_error():
    token_ids = texts(20_000)
    n_ordinary = int((token_ids > SEP).sum())
    inputs, targets, mask = mask_tokens(token_ids, generator=seeded(), **OPTIONS)
    assert torch.equal(mask, targets != IGNORED)
    chosen, masked, other, same = fates(token_ids, inputs, targets).tolist()
    assert within_sampling_error(chosen, n_ordinary, 0.15)
    again = 1 / VOCAB_SIZE  # a random token may be the same again, or the mask
    assert within_sampling_error(masked, chosen, 0.8 + 0.1 * again)
    assert within_sampling_error(other, chosen, 0.1 * (1 - 2 * again))
    assert within_sampling_error(same, chosen, 0.1 + 0.1 * again)


@pytest.mark.parametrize("words", [False, True])
def test_nothing_else_is_changed_and_targets_are_only_where_asked(words):
    for seed in range(30):
        token_ids = texts(17, seed=seed)
        begins_word = torch.arange(VOCAB_SIZE) < 20
        numbers = number_words(token_ids, begins_word) if words else None
        before = token_ids.clone()
        inputs, targets, mask = mask_tokens(token_ids, generator=seeded(seed), rate=0.5, words=numbers, **OPTIONS)
        assert torch.equal(token_ids, before)
        assert torch.equal(inputs[~mask], token_ids[~mask])
        assert (targets[~mask] == IGNORED).all()
        assert torch.equal(targets[mask], token_ids[mask])
        assert not mask[token_ids <= SEP].any()


def test_random_tokens_are_drawn_from_the_whole_vocabulary_alike():
    token_ids = torch.full((400, 100), 7)
    inputs, _, _ = mask_tokens(token_ids, generator=seeded(), rate=1, masked_share=0, random_share=1, **OPTIONS)
    counts = inputs.flatten().bincount(minlength=VOCAB_SIZE)
    assert len(counts) == VOCAB_SIZE
    assert all(within_sampling_error(count, 40_000, 1 / VOCAB_SIZE) for count in counts)


def test_rates_of_nothing_and_of_all():
    token_ids = texts(11)
    ordinary = token_ids > SEP
    nothing = mask_tokens(token_ids, generator=seeded(), rate=0, **OPTIONS)
    assert torch.equal(nothing.inputs, token_ids)
    assert (nothing.targets == IGNORED).all()
    everything = mask_tokens(token_ids, generator=seeded(), rate=1, masked_share=1, random_share=0, **OPTIONS)
    assert torch.equal(everything.inputs, token_ids.masked_fill(ordinary, MASK))
    assert torch.equal(everything.mask, ordinary)


def test_the_same_seed_masks_the_same_and_another_seed_other_tokens():
    token_ids = texts(11)
    first, again, other = (mask_tokens(token_ids, generator=seeded(seed), **OPTIONS) for seed in (5, 5, 6))
    assert all(torch.equal(a, b) for a, b in zip(first, again, strict=True))
    assert not torch.equal(first.mask, other.mask)


def test_the_loss_skips_what_is_not_to_be_predicted():
    token_ids = texts(11)
    _, targets, mask = mask_tokens(token_ids, generator=seeded(), **OPTIONS)
    logits = torch.randn(11, 13, VOCAB_SIZE)
    expected = F.cross_entropy(logits[mask], token_ids[mask])
    torch.testing.assert_close(F.cross_entropy(logits.flatten(0, 1), targets.flatten()), expected)


def test_words_are_numbered_by_hand():
    begins_word = torch.tensor([True, True, True, True, True, False])
    numbers = number_words(torch.tensor([[1, 4, 5, 5, 4, 2], [5, 5, 4, 2, 0, 0]]), begins_word)
    assert numbers.tolist() == [[0, 1, 1, 1, 2, 3], [0, 0, 1, 2, 3, 4]]


def test_words_are_chosen_as_a_whole_and_at_the_rate():
    token_ids = texts(20_000)
    numbers = number_words(token_ids, torch.arange(VOCAB_SIZE) < 20)
    _, _, mask = mask_tokens(token_ids, generator=seeded(), words=numbers, **OPTIONS)
    ordinary = token_ids > SEP
    goes_on = ordinary[:, 1:] & (numbers[:, 1:] == numbers[:, :-1])
    assert torch.equal(mask[:, 1:][goes_on], mask[:, :-1][goes_on])
    begins = ordinary & (token_ids < 20)
    assert within_sampling_error(mask[begins].sum(), begins.sum().item(), 0.15)


@pytest.fixture(scope="module")
def tokenizer():
    names = ["[PAD]", "[CLS]", "[SEP]", "[MASK]", *(f"w{i}" for i in range(4, VOCAB_SIZE))]
    return PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer(WordLevel({name: i for i, name in enumerate(names)}, unk_token="w4")),
        pad_token="[PAD]",
        cls_token="[CLS]",
        sep_token="[SEP]",
        mask_token="[MASK]",
    )


def test_agrees_in_distribution_with_the_collator_of_transformers(tokenizer):
    token_ids = texts(20_000)
    n_ordinary = int((token_ids > SEP).sum())
    collator = DataCollatorForLanguageModeling(tokenizer, seed=1)
    special = (token_ids <= SEP).long()
    theirs = fates(token_ids, *collator.torch_mask_tokens(token_ids.clone(), special))
    ours = fates(token_ids, *mask_tokens(token_ids, generator=seeded(), **OPTIONS)[:2])
    for our_count, their_count in zip(ours.tolist(), theirs.tolist(), strict=True):
        error = (2 * n_ordinary * (their_count / n_ordinary)) ** 0.5
        assert abs(our_count - their_count) <= 4 * error


def test_agrees_in_distribution_with_the_collator_of_transformers_on_whole_words(tokenizer):
    token_ids = texts(20_000)
    special = token_ids <= SEP
    numbers = number_words(token_ids, torch.arange(VOCAB_SIZE) < 20)
    starts = 10 * numbers + torch.arange(13)  # a gap of 10 characters before each word
    offsets = torch.stack([starts, starts + 1], dim=-1).masked_fill(special[:, :, None], 0)
    collator = DataCollatorForLanguageModeling(
        tokenizer, whole_word_mask=True, mask_replace_prob=1.0, random_replace_prob=0.0, seed=1
    )
    _, their_targets = collator.torch_mask_tokens(token_ids.clone(), special.long(), offsets)
    _, our_targets, _ = mask_tokens(token_ids, generator=seeded(), words=numbers, **OPTIONS)
    for n_chosen in range(9):  # of 20,000 texts, how many have so many tokens chosen?
        ours, theirs = (int(((one != IGNORED).sum(-1) == n_chosen).sum()) for one in (our_targets, their_targets))
        assert abs(ours - theirs) <= 4 * (2 * theirs + 1) ** 0.5


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.mark.parametrize(
        ("rates", "message"),
        [
            ({"rate": 1.5}, "rate must be between 0 and 1, got 1.5"),
            ({"rate": -0.1}, "rate must be between 0 and 1, got -0.1"),
            ({"masked_share": 80}, "masked_share must be between 0 and 1, got 80"),
            ({"random_share": float("nan")}, "random_share must be between 0 and 1, got nan"),
            ({"masked_share": 0.75, "random_share": 0.5}, "masked_and_random_share must be between 0 and 1, got 1.25"),
        ],
    )
    def test_rates_that_are_no_shares(self, rates, message):
        with pytest.raises(ValueError, match=message):
            mask_tokens(texts(2), generator=seeded(), **OPTIONS, **rates)

    @pytest.mark.parametrize("mask_id", [-1, 29])
    def test_a_mask_token_that_is_not_in_the_vocabulary(self, mask_id):
        with pytest.raises(ValueError, match=f"vocabulary, 0 to 28, got {mask_id}"):
            mask_tokens(texts(2), generator=seeded(), **{**OPTIONS, "mask_id": mask_id})

    def test_texts_of_special_tokens_only(self):
        token_ids = torch.tensor([[CLS, 9, SEP], [CLS, SEP, PAD], [CLS, SEP, PAD]])
        with pytest.raises(ValueError, match="none in 2 of 3 texts, the first being text 1"):
            mask_tokens(token_ids, generator=seeded(), **OPTIONS)
