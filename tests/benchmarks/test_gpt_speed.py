"""Training steps per second at nanoGPT's two character configurations, ours and transformers', side by side.

Same sizes and weights, no dropout, the same AdamW of PyTorch; theirs with its fused attention and its own loss.
"""

import pytest
from benchmarks.sidebyside import line, ratio

SETUP = """
import tempfile, torch, transformers
from course_lib.models.gpt import GPT
from course_lib.objectives.causal import causal_loss

transformers.logging.set_verbosity_error()
torch.manual_seed(0)
config = transformers.GPT2Config(
    vocab_size=65, n_positions={context}, n_embd={width}, n_head={heads}, n_layer={layers}, bos_token_id=None,
    eos_token_id=None, attn_pdrop=0.0, embd_pdrop=0.0, resid_pdrop=0.0, attn_implementation="sdpa",
)
theirs = transformers.GPT2LMHeadModel(config)
folder = tempfile.mkdtemp()
theirs.save_pretrained(folder)
ours = GPT.from_pretrained(folder).train()
texts = torch.randint(65, ({batch}, {context} + 1))
inputs, targets = texts[:, :-1].contiguous(), texts[:, 1:].contiguous()
our_optimizer, their_optimizer = (torch.optim.AdamW(model.parameters(), 1e-4) for model in (ours, theirs))

def our_step():
    loss = causal_loss(ours(inputs), targets)
    loss.backward()
    our_optimizer.step()
    our_optimizer.zero_grad()
    return loss.item()

def their_step():
    loss = theirs(inputs, labels=inputs, shift_labels=targets).loss
    loss.backward()
    their_optimizer.step()
    their_optimizer.zero_grad()
    return loss.item()

assert abs(our_step() - their_step()) < 1e-4
"""
SMALL = {"context": 64, "batch": 12, "layers": 4, "heads": 4, "width": 128}
LARGE = {"context": 256, "batch": 64, "layers": 6, "heads": 6, "width": 384}


@pytest.mark.parametrize(
    ("sizes", "n_steps", "at_least"),
    [(SMALL, 10, 0.85), (LARGE, 1, 0.85)],
    ids=["baby GPT", "character GPT"],
)
def test_training_steps(sizes, n_steps, at_least):
    ours, theirs = (f"for _ in range({n_steps}): {whose}_step()" for whose in ("our", "their"))
    compared = ratio(SETUP.format(**sizes), ours, theirs, rounds=5)
    print(line(f"{n_steps} steps of {sizes}", compared))
    assert compared.ratio > at_least
