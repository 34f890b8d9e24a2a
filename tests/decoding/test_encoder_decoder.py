"""Decoding with an encoder-decoder: the same functions, given its memory; T5 against transformers, token for token."""

import pytest
import torch
import transformers

from course_lib.decoding.beam import beam_search
from course_lib.decoding.greedy import greedy
from course_lib.models.t5 import T5

PAD, END = 0, 5


@pytest.fixture(scope="module", params=[0, 1])
def models(request, tmp_path_factory):
    torch.manual_seed(request.param)
    config = transformers.T5Config(  # type: ignore[call-arg]  # what the decoder starts with is not in its signature
        vocab_size=37,
        d_model=24,
        d_kv=8,
        d_ff=40,
        num_layers=2,
        num_heads=3,
        initializer_factor=3.0,
        pad_token_id=PAD,
        eos_token_id=END,
        decoder_start_token_id=PAD,
    )
    theirs = transformers.T5ForConditionalGeneration(config).eval()
    folder = tmp_path_factory.mktemp("t5")
    theirs.save_pretrained(folder)
    return T5.from_pretrained(folder).eval(), theirs


@pytest.fixture
def sources():
    """Return sources of 2 to 9 tokens, padded on the right, and the mask."""
    mask = torch.arange(9) < torch.tensor([9, 2, 5, 7])[:, None]
    token_ids = torch.randint(6, 37, (4, 9), generator=torch.Generator().manual_seed(3))
    return token_ids.masked_fill(~mask, PAD), mask


def theirs_generates(theirs, sources, **options):
    token_ids, mask = sources
    return theirs.generate(token_ids, attention_mask=mask.long(), max_new_tokens=12, do_sample=False, **options)


@torch.no_grad()
def decoding_inputs(ours, sources):
    memory = ours.encode(*sources)
    starts = torch.full((len(memory), 1), PAD)
    return starts, {"memory": memory, "source_mask": sources[1]}


@pytest.mark.parametrize("use_cache", [True, False])
def test_greedy_decoding_agrees_with_transformers(models, sources, use_cache):
    ours, theirs = models
    starts, given = decoding_inputs(ours, sources)
    texts = greedy(ours.decode, starts, 12, stop_ids=[END], pad_id=PAD, use_cache=use_cache, **given)
    assert torch.equal(texts, theirs_generates(theirs, sources))


@pytest.mark.parametrize("use_cache", [True, False])
@pytest.mark.parametrize("n_beams", [2, 4])
def test_beam_search_agrees_with_transformers(models, sources, n_beams, use_cache):
    ours, theirs = models
    starts, given = decoding_inputs(ours, sources)
    found = beam_search(ours.decode, starts, 12, n_beams=n_beams, stop_ids=[END], use_cache=use_cache, **given)
    expected = theirs_generates(theirs, sources, num_beams=n_beams, num_return_sequences=n_beams)
    texts = found.token_ids.flatten(0, 1)
    n_longer = texts.shape[1] - expected.shape[1]
    filled_up = torch.nn.functional.pad(expected, (0, n_longer), value=END)  # theirs takes END where padding is 0
    assert torch.equal(texts, filled_up)
