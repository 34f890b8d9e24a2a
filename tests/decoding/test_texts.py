"""Several texts at once are the texts one by one."""

from typing import Any

import pytest
import torch

from course_lib.decoding.texts import continue_texts, cut_at
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.tokenizers.bpe import ByteBPETokenizer

TEXT = "she went to the town, and he went home to the old town"


@pytest.fixture(scope="module")
def tools():
    tokenizer = ByteBPETokenizer.train([TEXT], 280, special_tokens=("<end>",))
    torch.manual_seed(0)
    sizes: dict[str, Any] = {"context_length": 40, "d_model": 24, "n_heads": 3, "n_layers": 2}
    model = GPT(GPTConfig(tokenizer.vocab_size, **sizes))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter, std=0.3)
    return model.eval(), tokenizer, tokenizer.token_to_id("<end>")


def test_a_batch_writes_what_each_opening_alone_gets(tools):
    model, tokenizer, end_id = tools
    openings = ["she went", "", "the old town and"]
    how = {"temperature": 1e-3}  # so cold that nothing is left to chance
    chance = torch.Generator().manual_seed(0)
    together = continue_texts(model, tokenizer, openings, 12, end_id, chance, **how)
    alone = [continue_texts(model, tokenizer, [one], 12, end_id, chance, **how)[0] for one in openings]
    assert together == alone
    assert all(text.startswith(one) for text, one in zip(together, openings, strict=True))


def test_the_same_seed_draws_the_same_texts(tools):
    def written(seed):
        chance = torch.Generator().manual_seed(seed)
        return continue_texts(model, tokenizer, ["she"] * 3, 9, end_id, chance)

    model, tokenizer, end_id = tools
    assert written(1) == written(1) != written(2)


def test_no_end_no_cut():
    assert cut_at([1, 2], end_id=0) == [1, 2]


def test_no_opening_is_refused(tools):
    model, tokenizer, end_id = tools
    with pytest.raises(ValueError, match="at least 1 opening, got 0"):
        continue_texts(model, tokenizer, [], 3, end_id, torch.Generator())
