"""Beam search against transformers, token for token and score for score, against trying everything, and by hand."""

import itertools
from functools import partial
from typing import Any

import pytest
import torch

from course_lib.decoding.beam import beam_search
from course_lib.decoding.greedy import greedy
from course_lib.decoding.processors import forbid_repeated_ngrams, penalize_repetition
from course_lib.models.gpt import GPT, GPTConfig

PAD = 36


def assert_equal_to_theirs(models, prompts, mask, n_new, stop_ids, process=None, use_cache=True, **options):
    """Compare all beams; what is shorter than the longest is filled up."""
    ours, theirs = models
    their_options = {"num_beams" if name == "n_beams" else name: value for name, value in options.items()}
    expected = theirs.generate(
        prompts,
        attention_mask=mask.long(),
        do_sample=False,
        max_new_tokens=n_new,
        pad_token_id=PAD,
        eos_token_id=stop_ids or None,
        num_return_sequences=options["n_beams"],
        output_scores=True,
        return_dict_in_generate=True,
        **their_options,
    )
    our_options = {k: v for k, v in options.items() if k in ("n_beams", "length_penalty", "early_stopping")}
    found = beam_search(
        ours,
        prompts,
        n_new,
        mask=mask,
        stop_ids=stop_ids,
        pad_id=PAD,
        process=process,
        use_cache=use_cache,
        **our_options,
    )
    texts = found.token_ids.flatten(0, 1)
    n_longer = texts.shape[1] - expected.sequences.shape[1]
    if stop_ids:
        assert torch.equal(texts, torch.nn.functional.pad(expected.sequences, (0, n_longer), value=PAD))
    else:
        assert torch.equal(texts, expected.sequences)
    torch.testing.assert_close(found.scores.flatten(), expected.sequences_scores, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("early_stopping", [True, False, "never"])
@pytest.mark.parametrize(("n_beams", "length_penalty"), [(2, 0.5), (3, 1.0), (5, 2.0), (4, 0.0)])
def test_agrees_with_transformers(models, prompts, n_beams, length_penalty, early_stopping):
    options = {"n_beams": n_beams, "length_penalty": length_penalty, "early_stopping": early_stopping}
    assert_equal_to_theirs(models, prompts[0], prompts[1], 14, [5, 17], **options)


@pytest.mark.parametrize("early_stopping", [True, False])
def test_agrees_with_transformers_on_many_prompts(models, early_stopping):
    prompts = torch.randint(PAD, (23, 4), generator=torch.Generator().manual_seed(9))
    everything = torch.ones_like(prompts, dtype=torch.bool)
    options = {"n_beams": 4, "length_penalty": 0.8, "early_stopping": early_stopping}
    assert_equal_to_theirs(models, prompts, everything, 12, [3, 8, 21], **options)


@pytest.mark.parametrize("n_beams", [2, 5])
def test_agrees_with_transformers_where_no_text_ends_before_the_last_token(models, prompts, n_beams):
    assert_equal_to_theirs(models, prompts[0], prompts[1], 9, [], n_beams=n_beams, length_penalty=1.0)


def test_agrees_with_transformers_with_a_repetition_penalty_and_without_repeated_ngrams(models, prompts):
    process = partial(penalize_repetition, penalty=1.7)
    assert_equal_to_theirs(models, prompts[0], prompts[1], 12, [5], process, n_beams=3, repetition_penalty=1.7)
    process = partial(forbid_repeated_ngrams, n=2)
    prompts = torch.randint(PAD, (11, 4)), torch.ones(11, 4, dtype=torch.bool)  # theirs counts padding as text
    assert_equal_to_theirs(models, prompts[0], prompts[1], 12, [5], process, n_beams=3, no_repeat_ngram_size=2)


def test_with_cache_and_without_is_the_same(models, prompts):
    ours, _ = models
    for n_beams in (2, 5):
        options: dict[str, Any] = {"n_beams": n_beams, "stop_ids": [5], "pad_id": PAD, "mask": prompts[1]}
        cached, uncached = (beam_search(ours, prompts[0], 15, use_cache=use, **options) for use in (True, False))
        assert torch.equal(cached.token_ids, uncached.token_ids)
        torch.testing.assert_close(cached.scores, uncached.scores, rtol=1e-5, atol=1e-5)


def test_one_beam_is_greedy_decoding(models, prompts):
    ours, _ = models
    found = beam_search(ours, prompts[0], 15, mask=prompts[1], n_beams=1)
    assert torch.equal(found.token_ids[:, 0], greedy(ours, prompts[0], 15, mask=prompts[1]))


def test_a_beam_as_wide_as_all_texts_finds_the_best_of_all():
    torch.manual_seed(2)
    model = GPT(GPTConfig(vocab_size=4, context_length=8, d_model=12, n_heads=3, n_layers=1)).eval()
    prompt = torch.tensor([[2, 1]])
    scores = {}
    for new in itertools.product(range(4), repeat=3):
        text = torch.tensor([[2, 1, *new]])
        log_probs = model(text).log_softmax(-1)[0, 1:-1]
        scores[new] = sum(log_probs[i, token].item() for i, token in enumerate(new)) / 3
    found = beam_search(model, prompt, 3, n_beams=64)
    assert found.token_ids[0, :, 2:].tolist() == [list(new) for new in sorted(scores, key=scores.__getitem__)[::-1]]
    torch.testing.assert_close(found.scores[0], torch.tensor(sorted(scores.values(), reverse=True)))


def bigrams(token_ids):
    """A model of three tokens: 1 is likelier than 2 at first, but after 2 all is sure, after 1 nothing is."""
    table = torch.tensor([[0.0, 0.6, 0.4], [0.4, 0.3, 0.3], [1.0, 0.0, 0.0]])
    return table.log()[token_ids]


def test_two_beams_find_what_greedy_decoding_misses_by_hand():
    start = torch.tensor([[0]])
    assert greedy(bigrams, start, 2, use_cache=False).tolist() == [[0, 1, 0]]  # 0.6 · 0.4
    found = beam_search(bigrams, start, 2, n_beams=2, use_cache=False)
    assert found.token_ids.tolist() == [[[0, 2, 0], [0, 1, 0]]]  # 0.4 · 1.0
    torch.testing.assert_close(found.scores.exp(), torch.tensor([[0.4**0.5, 0.24**0.5]]))


def test_the_length_penalty_decides_between_a_short_text_and_a_long_one_by_hand():
    def model(token_ids):  # 3 ends: at once with 0.5, or surely after two more
        table = torch.tensor([[0.0, 0.5, 0.0, 0.5], [0, 0, 0.8, 0.2], [0, 0, 0, 1.0], [1.0, 0, 0, 0]])
        return table.log()[token_ids]

    def best(length_penalty):
        options: dict[str, Any] = {"n_beams": 2, "stop_ids": [3], "early_stopping": "never", "use_cache": False}
        return beam_search(model, torch.tensor([[0]]), 5, length_penalty=length_penalty, **options)

    assert best(0.0).token_ids[0, 0].tolist()[:2] == [0, 3]
    assert best(1.0).token_ids[0, 0].tolist()[:4] == [0, 1, 2, 3]
    assert best(1.0).scores[0, 0].exp().item() == pytest.approx(0.4 ** (1 / 3))


def test_each_prompt_keeps_its_memory():
    def copy(token_ids, memory):
        nth = memory[:, : token_ids.shape[1]]
        return 5 * torch.nn.functional.one_hot(nth, 11).float()

    memory = torch.tensor([[5, 6, 7], [1, 2, 3]])
    found = beam_search(copy, torch.zeros(2, 1, dtype=torch.long), 3, n_beams=3, use_cache=False, memory=memory)
    assert torch.equal(found.token_ids[:, 0, 1:], memory)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_no_beams(self):
        with pytest.raises(ValueError, match="n_beams must be at least 1, got 0"):
            beam_search(bigrams, torch.tensor([[0]]), 2, n_beams=0, use_cache=False)

    def test_nothing_but_stop_tokens(self):
        with pytest.raises(ValueError, match="more tokens than stop tokens, got 3 and 3"):
            beam_search(bigrams, torch.tensor([[0]]), 2, n_beams=2, stop_ids=[0, 1, 2], use_cache=False)

    def test_an_early_stopping_that_there_is_not(self):
        with pytest.raises(ValueError, match="True, False or 'never', got 'always'"):
            beam_search(bigrams, torch.tensor([[0]]), 2, n_beams=2, early_stopping="always", use_cache=False)  # type: ignore[arg-type]

    def test_logits_that_are_not_numbers(self):
        with pytest.raises(ValueError, match="NaN or infinity for 3 of 3 tokens in text 0 after 1 tokens"):
            beam_search(lambda ids: bigrams(ids) * float("nan"), torch.tensor([[0]]), 2, n_beams=2, use_cache=False)

    def test_an_empty_prompt(self):
        with pytest.raises(ValueError, match=r"the shape \(1, 0\)"):
            beam_search(bigrams, torch.zeros(1, 0, dtype=torch.long), 2, n_beams=2)
