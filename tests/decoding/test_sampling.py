"""Sampling: the distribution of transformers, its very draws with the same seed, and frequencies counted."""

from typing import Any

import pytest
import torch
from transformers import MinPLogitsWarper, TemperatureLogitsWarper, TopKLogitsWarper, TopPLogitsWarper

from course_lib.decoding.greedy import greedy
from course_lib.decoding.sampling import sample, sampling_distribution

PAD = 36
OPTIONS: list[dict[str, Any]] = [
    {},
    {"temperature": 0.6},
    {"top_k": 3},
    {"top_p": 0.8},
    {"min_p": 0.1},
    {"temperature": 1.4, "top_k": 9, "top_p": 0.9, "min_p": 0.05},
]


def seeded(seed):
    return torch.Generator().manual_seed(seed)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_the_distribution_agrees_with_the_warpers_of_transformers_in_every_entry(options):
    warpers = {
        "temperature": TemperatureLogitsWarper,
        "top_k": TopKLogitsWarper,
        "top_p": TopPLogitsWarper,
        "min_p": MinPLogitsWarper,
    }
    for seed in range(20):
        logits = expected = torch.randn(7, 41, generator=seeded(seed)) * 3
        for name, value in options.items():
            expected = warpers[name](value)(None, expected)
        torch.testing.assert_close(sampling_distribution(logits, **options), expected.softmax(-1), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("options", OPTIONS, ids=str)
def test_the_same_seed_draws_the_texts_of_transformers(models, prompts, options):
    ours, theirs = models
    token_ids, mask = prompts
    torch.manual_seed(11)
    expected = theirs.generate(
        token_ids,
        attention_mask=mask.long(),
        do_sample=True,
        max_new_tokens=20,
        pad_token_id=PAD,
        eos_token_id=5,
        **{"top_k": 0, **options},
    )
    texts = sample(ours, token_ids, 20, mask=mask, generator=seeded(11), stop_ids=[5], pad_id=PAD, **options)
    assert torch.equal(texts, expected)


def test_tokens_come_as_often_as_their_probability_says():
    logits = torch.tensor([1.0, 0.0, 2.0, -1.0, 0.5])
    texts = sample(
        lambda token_ids: logits.expand(*token_ids.shape, 5),
        torch.zeros(20_000, 1, dtype=torch.long),
        1,
        generator=seeded(0),
        temperature=0.7,
        top_k=4,
        use_cache=False,
    )
    expected = sampling_distribution(logits[None], 0.7, 4)[0]
    shares = texts[:, 1].bincount(minlength=5) / 20_000
    assert expected[3] == shares[3] == 0
    error = (expected * (1 - expected) / 20_000).sqrt()
    assert ((shares - expected).abs() <= 4 * error).all()


def test_the_same_seed_gives_the_same_texts_with_cache_or_without_and_another_seed_others(models, prompts):
    ours, _ = models
    token_ids, mask = prompts
    first, again, uncached, other = (
        sample(ours, token_ids, 20, mask=mask, generator=seeded(seed), use_cache=use_cache)
        for seed, use_cache in [(3, True), (3, True), (3, False), (4, True)]
    )
    assert torch.equal(first, again)
    assert torch.equal(first, uncached)
    assert not torch.equal(first, other)


def test_the_likeliest_token_alone_is_greedy_decoding(models, prompts):
    ours, _ = models
    texts = sample(ours, prompts[0], 20, mask=prompts[1], generator=seeded(0), top_k=1)
    assert torch.equal(texts, greedy(ours, prompts[0], 20, mask=prompts[1]))
    cold = sample(ours, prompts[0], 20, mask=prompts[1], generator=seeded(0), temperature=1e-4)
    assert torch.equal(cold, texts)


def test_the_process_comes_before_the_rest():
    def swap(logits, token_ids):
        return logits.flip(-1)

    texts = sample(
        lambda token_ids: torch.tensor([0.0, 1.0, 5.0]).expand(*token_ids.shape, 3),
        torch.zeros(9, 1, dtype=torch.long),
        3,
        generator=seeded(0),
        top_k=1,
        process=swap,
        use_cache=False,
    )
    assert (texts == 0).all()


def test_the_order_is_temperature_then_top_p():
    logits = torch.tensor([[0.5, 0.3, 0.2]]).log()
    assert (sampling_distribution(logits, temperature=0.2, top_p=0.6) > 0).tolist() == [[True, False, False]]
    assert (sampling_distribution(logits, top_p=0.6) > 0).tolist() == [[True, True, False]]


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"temperature": 0.0}, r"positive, got 0.0; for greedy decoding use greedy\(\)"),
        ({"top_k": 0}, r"vocabulary size \(3\), got 0"),
        ({"top_p": 1.5}, "at most 1, got 1.5"),
        ({"min_p": 0.0}, "above 0 and at most 1, got 0.0"),
    ],
)
def test_options_out_of_range_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        sample(
            lambda token_ids: torch.zeros(*token_ids.shape, 3),
            torch.zeros(1, 1, dtype=torch.long),
            1,
            generator=seeded(0),
            use_cache=False,
            **options,
        )


def test_logits_that_are_not_numbers_are_refused():
    with pytest.raises(ValueError, match="NaN or infinity for 1 of 3 tokens in text 0 after 1 tokens"):
        sample(
            lambda token_ids: torch.tensor([0.0, float("nan"), 0.0]).expand(*token_ids.shape, 3),
            torch.zeros(1, 1, dtype=torch.long),
            1,
            generator=seeded(0),
            use_cache=False,
        )
