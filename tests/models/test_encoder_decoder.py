"""What T5 and BART promise alike: padding, cache, what is seen, what is refused; the cache against Hugging Face too."""

from typing import Any

import pytest
import torch
import transformers

from course_lib.models.bart import Bart, BartConfig
from course_lib.models.cache import Cache
from course_lib.models.t5 import T5, T5Config

SIZES: dict[str, Any] = {
    "vocab_size": 19,
    "d_model": 12,
    "n_heads": 3,
    "n_layers": 2,
    "n_decoder_layers": 3,
    "d_ff": 20,
}
KINDS = {
    "the first T5": lambda: T5(T5Config(**SIZES, n_buckets=8, max_distance=9)),
    "T5 1.1": lambda: T5(T5Config(**SIZES, n_buckets=8, max_distance=9, gated=True, tied=False, scaled=False)),
    "BART": lambda: Bart(BartConfig(**SIZES, context_length=13)),
    "BART, scaled, with ReLU": lambda: Bart(BartConfig(**SIZES, context_length=13, scaled=True, activation="relu")),
}


@pytest.fixture(params=KINDS)
def ours(request):
    """A model in which no parameter is 0 or 1."""
    torch.manual_seed(0)
    model = KINDS[request.param]().eval()
    for parameter in [*model.parameters(), *model.buffers()]:
        torch.nn.init.normal_(parameter, std=0.3)
    return model


@pytest.fixture
def theirs(ours, tmp_path):
    ours.save_pretrained(tmp_path)
    return transformers.AutoModelForSeq2SeqLM.from_pretrained(tmp_path).eval()


@pytest.fixture
def texts():
    """Sources of 13 tokens, padded in two, further apart than `max_distance`; targets of 11."""
    torch.manual_seed(1)
    real = torch.arange(13) < torch.tensor([[13], [6], [10]])
    return torch.randint(19, (3, 13)), torch.randint(19, (3, 11)), real


def agree(one, other):
    torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_padded_sources_agree_with_texts_alone_on_either_side(ours, texts):
    source, target, real = texts
    for mask in (real, real.flip(1)):  # on the left, transformers' BART counts padding as positions: we do not
        logits = ours(source, target, mask)
        for row in range(3):
            alone = ours(source[row : row + 1, mask[row]], target[row : row + 1])
            agree(logits[row], alone[0])


@torch.no_grad()
def test_decoding_with_a_cache_equals_decoding_without_and_hugging_face(ours, theirs, texts):
    source, target, real = texts
    memory, cache = ours.encode(source, real), Cache()
    steps = [ours.decode(part, memory, real, cache) for part in target.split([4, 1, 5, 1], dim=1)]
    logits = torch.cat(steps, dim=1)
    agree(logits, ours(source, target, real))
    agree(logits, theirs(source, attention_mask=real.long(), decoder_input_ids=target).logits)
    rows = torch.tensor([2, 2, 0, 1])
    cache.reorder(rows)
    added = torch.randint(19, (4, 1))
    step = ours.decode(added, memory[rows], real[rows], cache)
    longer = torch.cat([target[rows], added], dim=1)
    agree(step[:, 0], ours(source[rows], longer, real[rows])[:, -1])


@torch.no_grad()
def test_the_future_of_the_target_is_not_seen_and_all_of_the_source_is(ours):
    source, target = torch.randint(18, (1, 7)), torch.randint(18, (1, 5))
    changed, changed_source = target.clone(), source.clone()
    changed[0, 3], changed_source[0, 6] = 18, 18
    before = ours(source, target)
    agree(ours(source, changed)[:, :3], before[:, :3])
    assert not torch.allclose(ours(source, changed)[:, 3], before[:, 3])
    assert not torch.allclose(ours(changed_source, target)[:, 0], before[:, 0])


def test_a_source_that_is_all_padding_leaves_gradients_finite(ours):
    mask = torch.tensor([[False, True, True], [False, False, False]])
    logits = ours(torch.zeros(2, 3, dtype=torch.long), torch.ones(2, 4, dtype=torch.long), mask)
    logits.square().sum().backward()
    assert all(parameter.grad.isfinite().all() for parameter in ours.parameters())


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_ids_of_another_tokenizer(self, ours):
        fine = torch.tensor([[1]])
        with pytest.raises(ValueError, match="vocab_size - 1 = 18, got 2 to 19"):
            ours(torch.tensor([[2, 19]]), fine)
        with pytest.raises(ValueError, match="vocab_size - 1 = 18, got -1 to 2"):
            ours(fine, torch.tensor([[2, -1]]))

    def test_no_tokens(self, ours):
        fine, none = torch.tensor([[1]]), torch.zeros(1, 0, dtype=torch.long)
        with pytest.raises(ValueError, match=r"at least 1 token.*\(1, 0\)"):
            ours(none, fine)
        with pytest.raises(ValueError, match=r"at least 1 token.*\(1, 0\)"):
            ours(fine, none)

    def test_a_mask_of_another_length(self, ours):
        ids, mask = torch.tensor([[2, 3]]), torch.ones(1, 3, dtype=torch.bool)
        with pytest.raises(ValueError, match=r"shape \(1, 2\).*got torch.bool of shape \(1, 3\)"):
            ours.encode(ids, mask)
        with pytest.raises(ValueError, match=r"shape \(1, 2\).*got torch.bool of shape \(1, 3\)"):
            ours.decode(ids, ours.encode(ids), mask)

    def test_a_memory_of_other_texts(self, ours):
        memory = ours.encode(torch.tensor([[2, 3]]))
        with pytest.raises(ValueError, match="each of the 3 targets, got 1"):
            ours.decode(torch.ones(3, 4, dtype=torch.long), memory)
