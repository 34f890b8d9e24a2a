"""The first rung of the ladder is a GPT, the last a LLaMA."""

from itertools import pairwise
from typing import Any

import pytest
import torch

from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.gpt_to_llama import (
    Design,
    DesignedGPT,
    flops_per_token,
    ladder,
)
from course_lib.models.llama import Llama, LlamaConfig

SIZES: dict[str, Any] = {"context_length": 9, "d_model": 48, "n_heads": 4, "n_layers": 2}
FIRST = Design(37, **SIZES)


@pytest.fixture
def token_ids():
    return torch.randint(37, (3, 7), generator=torch.Generator().manual_seed(0))


def test_without_a_change_it_is_a_gpt(token_ids):
    ours, gpt = DesignedGPT(FIRST), GPT(GPTConfig(37, **SIZES))
    gpt.load_state_dict(ours.state_dict())
    torch.testing.assert_close(ours(token_ids), gpt(token_ids))


def test_with_all_changes_it_is_a_llama(token_ids):
    last = list(ladder(FIRST).values())[-1]
    ours = DesignedGPT(last)
    sizes: dict[str, Any] = {"n_kv_heads": 2, "d_ff": last.d_ff}
    llama = Llama(LlamaConfig(37, **SIZES, **sizes))
    llama.load_state_dict(ours.state_dict())
    torch.testing.assert_close(ours(token_ids), llama(token_ids))


def test_each_rung_changes_one_thing():
    rungs = list(ladder(FIRST).values())
    for before, after in pairwise(rungs):
        fields = vars(before).keys()
        changed = [one for one in fields if getattr(before, one) != getattr(after, one)]
        assert len(changed) == 1


def test_no_token_sees_the_future(token_ids):
    changed = token_ids.clone()
    changed[:, 4] = (changed[:, 4] + 1) % 37
    for design in ladder(FIRST).values():
        model = DesignedGPT(design)
        torch.testing.assert_close(model(token_ids)[:, :4], model(changed)[:, :4])


def test_operations_by_hand():
    # weights: 2 · (4 · 48² + 2 · 48 · 192) + 37 · 48 = 57,072; looking: 2 · 2 · 48 · 10
    assert flops_per_token(FIRST) == 3 * (2 * 57_072 + 1_920)
    rungs = ladder(FIRST)
    grouped, gated = rungs["+ grouped queries"], rungs["+ SwiGLU"]
    saved = 3 * 2 * 2 * (2 * 48 * 2 * 12)  # two layers, keys and values, two heads of 12
    assert flops_per_token(gated) - flops_per_token(grouped) == saved
    assert gated.d_ff == 128
