"""Greedy decoding against transformers, token for token, and the errors that all decoders share."""

from functools import partial

import pytest
import torch

from course_lib.decoding.greedy import greedy
from course_lib.decoding.processors import forbid_repeated_ngrams, penalize_repetition
from course_lib.models.gpt import GPT, GPTConfig

PAD = 36


def count_up(token_ids, **_):
    """A model that is sure the next token is one more than the last."""
    return torch.nn.functional.one_hot((token_ids + 1) % 11, 11).float()


def test_each_token_is_the_likeliest_by_hand():
    prompts = torch.tensor([[3, 4], [9, 9]])
    expected = torch.tensor([[3, 4, 5, 6, 7], [9, 9, 10, 0, 1]])
    assert torch.equal(greedy(count_up, prompts, 3, use_cache=False), expected)


def test_a_text_ends_at_a_stop_token_and_is_filled_up_while_others_go_on():
    prompts = torch.tensor([[3], [6], [8]])
    texts = greedy(count_up, prompts, 9, stop_ids=[8, 10], pad_id=0, use_cache=False)
    assert texts.tolist() == [[3, 4, 5, 6, 7, 8], [6, 7, 8, 0, 0, 0], [8, 9, 10, 0, 0, 0]]
    texts = greedy(count_up, prompts, 9, stop_ids=[10, 8], use_cache=False)
    assert texts[1].tolist() == [6, 7, 8, 10, 10, 10]


def theirs_greedily(theirs, prompts, mask, n_new, **options):
    options = {"pad_token_id": PAD, **options}
    return theirs.generate(prompts, attention_mask=mask.long(), max_new_tokens=n_new, do_sample=False, **options)


@pytest.mark.parametrize("use_cache", [True, False])
def test_agrees_with_transformers_on_many_prompts(models, use_cache):
    ours, theirs = models
    prompts = torch.randint(PAD, (29, 6), generator=torch.Generator().manual_seed(3))
    expected = theirs_greedily(theirs, prompts, torch.ones_like(prompts), 25)
    assert torch.equal(greedy(ours, prompts, 25, use_cache=use_cache), expected)


@pytest.mark.parametrize("use_cache", [True, False])
@pytest.mark.parametrize("stop_ids", [[], [11, 2, 23, 30]])
def test_agrees_with_transformers_with_padding_on_the_left_and_stop_tokens(models, prompts, use_cache, stop_ids):
    ours, theirs = models
    token_ids, mask = prompts
    expected = theirs_greedily(theirs, token_ids, mask, 25, eos_token_id=stop_ids or None)
    texts = greedy(ours, token_ids, 25, mask=mask, stop_ids=stop_ids, pad_id=PAD, use_cache=use_cache)
    assert torch.equal(texts, expected)


@pytest.mark.parametrize("penalty", [0.7, 1.3, 2.5])
def test_agrees_with_transformers_with_a_repetition_penalty(models, prompts, penalty):
    ours, theirs = models
    expected = theirs_greedily(theirs, prompts[0], prompts[1], 25, repetition_penalty=penalty)
    texts = greedy(ours, prompts[0], 25, mask=prompts[1], process=partial(penalize_repetition, penalty=penalty))
    assert torch.equal(texts, expected)


@pytest.mark.parametrize("n", [1, 2, 3])
def test_agrees_with_transformers_without_repeated_ngrams(models, n):
    ours, theirs = models
    prompts = torch.randint(PAD, (19, 5), generator=torch.Generator().manual_seed(8))
    expected = theirs_greedily(theirs, prompts, torch.ones_like(prompts), 25, no_repeat_ngram_size=n)
    texts = greedy(ours, prompts, 25, process=partial(forbid_repeated_ngrams, n=n))
    assert torch.equal(texts, expected)


@pytest.mark.parametrize(
    "process",
    [None, partial(penalize_repetition, penalty=1.7), partial(forbid_repeated_ngrams, n=2)],
)
def test_with_cache_and_without_is_the_same_and_padding_changes_nothing(models, prompts, process):
    ours, _ = models
    token_ids, mask = prompts
    texts = greedy(ours, token_ids, 10, mask=mask, process=process)
    assert torch.equal(greedy(ours, token_ids, 10, mask=mask, process=process, use_cache=False), texts)
    for row, length in enumerate(mask.sum(dim=1).tolist()):
        alone = greedy(ours, token_ids[row : row + 1, 7 - length :], 10, process=process)
        assert torch.equal(alone[0], texts[row, 7 - length :])


def test_the_cache_makes_the_model_read_each_token_once(models):
    read = []

    def model(token_ids, **others):
        read.append(token_ids.shape[1])
        return models[0](token_ids, **others)

    greedy(model, torch.tensor([[3, 1, 4]]), 5)
    greedy(model, torch.tensor([[3, 1, 4]]), 5, use_cache=False)
    assert read == [3, 1, 1, 1, 1, 3, 4, 5, 6, 7]


def test_what_else_is_given_reaches_the_model():
    def translate(token_ids, memory):
        nth = memory[:, : token_ids.shape[1]]  # copies its memory
        return torch.nn.functional.one_hot(nth, 11).float()

    memory = torch.tensor([[5, 6, 7], [1, 2, 3]])
    texts = greedy(translate, torch.zeros(2, 1, dtype=torch.long), 3, use_cache=False, memory=memory)
    assert torch.equal(texts[:, 1:], memory)


def test_no_gradients_are_kept_and_the_texts_can_be_learned_from(models):
    ours, _ = models
    texts = greedy(ours, torch.tensor([[3, 1, 4]]), 5)
    assert not texts.is_inference()
    ours(texts).sum().backward()
    ours.zero_grad()


@pytest.fixture
def small():
    return GPT(GPTConfig(vocab_size=17, context_length=9, d_model=12, n_heads=3, n_layers=1))


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_prompt_and_new_tokens_longer_than_the_context(self, small):
        assert greedy(small, torch.zeros(1, 4, dtype=torch.long), 6).shape == (1, 10)
        with pytest.raises(ValueError, match=r"context_length = 9, got 4 \+ 7 - 1"):
            greedy(small, torch.zeros(1, 4, dtype=torch.long), 7)

    def test_an_empty_prompt(self, small):
        with pytest.raises(ValueError, match=r"at least 1 token, got the shape \(2, 0\): begin with a start token"):
            greedy(small, torch.zeros(2, 0, dtype=torch.long), 3)

    def test_a_prompt_without_its_batch(self, small):
        with pytest.raises(ValueError, match=r"axes batch and prompt, got the shape \(4,\)"):
            greedy(small, torch.zeros(4, dtype=torch.long), 3)

    def test_no_new_tokens(self, small):
        with pytest.raises(ValueError, match="max_new_tokens must be at least 1, got 0"):
            greedy(small, torch.zeros(2, 1, dtype=torch.long), 0)

    def test_padding_on_the_right(self, small):
        mask = torch.tensor([[True, True, True], [True, True, False]])
        with pytest.raises(ValueError, match=r"left of the prompt, got the mask \[1, 1, 0\] for prompt 1"):
            greedy(small, torch.zeros(2, 3, dtype=torch.long), 3, mask=mask)

    def test_padding_in_the_middle(self, small):
        mask = torch.tensor([[True, False, True]])
        with pytest.raises(ValueError, match=r"got the mask \[1, 0, 1\] for prompt 0"):
            greedy(small, torch.zeros(1, 3, dtype=torch.long), 3, mask=mask)

    def test_a_mask_of_another_shape(self, small):
        with pytest.raises(ValueError, match=r"prompts' shape \(1, 3\), got \(1, 2\)"):
            greedy(small, torch.zeros(1, 3, dtype=torch.long), 3, mask=torch.ones(1, 2, dtype=torch.bool))

    def test_logits_that_are_not_numbers(self, small):
        with torch.no_grad():
            small.final_norm.weight[0] = float("nan")
        with pytest.raises(ValueError, match="NaN or infinity for 17 of 17 tokens in text 0 after 2 tokens"):
            greedy(small, torch.zeros(2, 2, dtype=torch.long), 3)

    def test_processors_that_leave_nothing(self, small):
        with pytest.raises(ValueError, match="-inf for all 17 in text 0 after 2 tokens"):
            greedy(small, torch.zeros(1, 2, dtype=torch.long), 3, process=lambda x, _: x - float("inf"))

    def test_processors_that_leave_nothing_of_a_text_that_has_ended(self):
        prompts = torch.tensor([[2], [5]])
        never_again = partial(forbid_repeated_ngrams, n=1)
        texts = greedy(count_up, prompts, 6, process=never_again, stop_ids=[6], pad_id=0, use_cache=False)
        assert texts.tolist() == [[2, 3, 4, 5, 6], [5, 6, 0, 0, 0]]
