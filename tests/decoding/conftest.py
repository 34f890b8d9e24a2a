"""A GPT-2 of transformers with random weights, and ours with the same ones."""

import pytest
import torch
import transformers

from course_lib.models.gpt import GPT

VOCAB_SIZE = 37


@pytest.fixture(scope="session", params=[0, 1, 2], ids="seed {}".format)
def models(request, tmp_path_factory):
    """Return (ours, theirs). The weights are large, so that some tokens are much likelier than others."""
    torch.manual_seed(request.param)
    config = transformers.GPT2Config(
        vocab_size=VOCAB_SIZE,
        n_positions=48,
        n_embd=24,
        n_head=3,
        n_layer=2,
        initializer_range=0.4,
        bos_token_id=None,
        eos_token_id=None,
    )
    theirs = transformers.GPT2LMHeadModel(config).eval()
    folder = tmp_path_factory.mktemp("gpt2")
    theirs.save_pretrained(folder)
    return GPT.from_pretrained(folder).eval(), theirs


@pytest.fixture
def prompts():
    """Return prompts of 1 to 7 tokens, padded on the left with token 36, and the mask that is True at the rest."""
    generator = torch.Generator().manual_seed(5)
    lengths = torch.tensor([7, 1, 4, 6, 2])
    mask = torch.arange(7) >= 7 - lengths[:, None]
    token_ids = torch.randint(VOCAB_SIZE - 1, (5, 7), generator=generator)
    return token_ids.masked_fill(~mask, VOCAB_SIZE - 1), mask
