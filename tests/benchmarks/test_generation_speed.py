"""Tokens per second of greedy decoding with the cache, ours and transformers', side by side: same weights, same tokens.

On one thread: the products for one token are too small to share out, and what is compared is what stands around them.
"""

import pytest
from benchmarks.sidebyside import line, ratio

SETUP = """
import tempfile, torch, transformers
from course_lib.decoding.greedy import greedy
from course_lib.models.gpt import GPT

transformers.logging.set_verbosity_error()
torch.manual_seed(0)
config = transformers.GPT2Config(
    vocab_size={vocab_size}, n_positions=256, n_embd=128, n_head=4, n_layer={n_layers}, initializer_range=0.3,
    bos_token_id=None, eos_token_id=None,
)
theirs = transformers.GPT2LMHeadModel(config).eval()
folder = tempfile.mkdtemp()
theirs.save_pretrained(folder)
ours = GPT.from_pretrained(folder)
prompts = torch.randint({vocab_size}, ({batch}, 16))
mask = torch.ones_like(prompts)
options = dict(max_new_tokens=200, do_sample=False, use_cache=True, pad_token_id=0)
assert torch.equal(greedy(ours, prompts, 200), theirs.generate(prompts, attention_mask=mask, **options))
"""
OURS = "greedy(ours, prompts, 200)"
THEIRS = "theirs.generate(prompts, attention_mask=mask, **options)"
EARLY_AND_LATE = """
import torch
from course_lib.models.cache import Cache
from course_lib.models.gpt import GPT, GPTConfig

model = GPT(GPTConfig(vocab_size=1000, context_length=256, d_model=128, n_layers=4)).eval()
token_ids = torch.randint(1000, (1, 256))

@torch.inference_mode()
def read(n_before):
    cache = Cache(256)
    model(token_ids[:, :n_before], cache)
    for i in range(40):
        cache.shorten(n_before)  # so that each of the 40 has this length before it
        model(token_ids[:, n_before:n_before + 1], cache)
"""


# The course's aim is 3.
@pytest.mark.parametrize(
    ("n_layers", "vocab_size", "batch", "at_least"),
    [(1, 65, 1, 3.0), (4, 65, 1, 3.0), (4, 1000, 1, 3.0), (6, 65, 1, 3.0), (4, 65, 8, 2.0)],
)
def test_two_hundred_new_tokens(n_layers, vocab_size, batch, at_least):
    setup = SETUP.format(n_layers=n_layers, vocab_size=vocab_size, batch=batch)
    compared = ratio(setup, OURS, THEIRS, threads=1)
    print(line(f"200 tokens, {n_layers} layers, batch {batch}, vocabulary {vocab_size}", compared))
    assert compared.ratio > at_least


def test_a_late_token_takes_hardly_longer_than_an_early_one():
    compared = ratio(EARLY_AND_LATE, "read(16)", "read(215)", threads=1)
    print(line("40 tokens after 16 (ours) and after 215 (theirs)", compared))
    assert compared.ratio < 2  # without the cache it would be above 10
