"""The town's GPT, taught by a LoRA to write to a friend; the adapter lies beside this file.

`python -m course_lib.applications.writing.style_adapter` trains it again, on 1,200 pairs.
Tested by tests/applications/writing/test_style.py.
"""

from functools import partial
from pathlib import Path
from typing import Any

import torch
from torch import nn

from course_lib.applications.writing.style import by_model, lay_out, pairs
from course_lib.applications.writing.style_scores import style_scores
from course_lib.checkpoints.shipped import checkpoint, sha256
from course_lib.finetuning.answers import answer_loss
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.lora import ATTENTION, FILE, add_lora, load_lora, save_lora
from course_lib.models.model_files import write_json
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer

FOLDER = Path(__file__).with_name("informal")
LAYERS = (*ATTENTION, "feed_forward.0", "feed_forward.2")
RANK, ALPHA = 6, 12.0
N_STEPS, N_PAIRS, BATCH_SIZE, LEARNING_RATE = 260, 1200, 16, 6e-3


def with_lora() -> tuple[nn.Module, Tokenizer]:
    """Return the town's GPT with a LoRA beside each of its linear maps, not yet trained."""
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    add_lora(model, LAYERS, rank=RANK, alpha=ALPHA)
    return model, tokenizer


def tuned(seed: int, n_steps: int = N_STEPS) -> tuple[nn.Module, Tokenizer]:
    """Return a rewriter, trained anew; `seed` decides the order of the pairs."""
    model, tokenizer = with_lora()
    how: Any = {"batch_size": BATCH_SIZE, "learning_rate": LEARNING_RATE, "seed": seed}
    laid = partial(lay_out, tokenizer=tokenizer)
    fine_tune(model, pairs("train", N_PAIRS), laid, answer_loss, n_steps=n_steps, **how)
    return model, tokenizer


def rewriter() -> tuple[nn.Module, Tokenizer]:
    """Return the rewriter of the course: the town's GPT with the stored adapter."""
    model, tokenizer = with_lora()
    load_lora(model, FOLDER)
    return model.eval(), tokenizer


def store(model: nn.Module, tokenizer: Tokenizer) -> None:
    """Write the adapter in 16 bits, with its card."""
    save_lora(model, FOLDER)
    asked = pairs("test", 60)
    found = style_scores(by_model(model, tokenizer, [one.formal for one in asked]), asked)
    card = {
        "about": "a LoRA for town_gpt that rewrites formal messages for a friend",
        "command": "python -m course_lib.applications.writing.style_adapter",
        "data": f"{N_PAIRS:,} pairs of town/formality, made by the library",
        "licence": "that of the course; no data of others",
        "seed": 0,
        "steps": N_STEPS,
        "informal, of 60 held-out messages": round(found.informal, 3),
        "all facts kept, of 60 held-out messages": round(found.kept, 3),
        "a number or day invented, of 60 held-out messages": round(found.invented, 3),
        "sha256": sha256(FOLDER / FILE),
    }
    write_json(FOLDER / "card.json", card)


if __name__ == "__main__":
    torch.set_num_threads(1)
    store(*tuned(seed=0))
