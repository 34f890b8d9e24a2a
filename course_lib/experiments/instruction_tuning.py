"""Instruction tuning: the town's GPT learns to do what the first line says.

Four tasks in one form, 800 requests, 80 steps on batches of 12, the loss on the answer
alone. Asked then: the test part in the wordings of the training, and in one wording a
task that no request of the training had.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from torch import nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.experiments.results import Result
from course_lib.finetuning.answers import answer_loss
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.instructions import Request, laying_out, requests, rights
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer

SEEDS = range(5)
DATA = "town"
LEARNING_RATE = 1e-3
SIZE = 1500  # records made of each task, before they are split


def run(
    seed: int,
    n_steps: int = 80,
    n_train: int = 800,
    n_test: int = 80,
) -> Iterator[Result]:
    """Yield the share of right answers for each task, in known and in new wordings."""
    known = requests("test", n_test, size=SIZE)
    new = requests("test", n_test, size=SIZE, held_out_wording=True)
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    if seed == 0:
        yield from shares(model, tokenizer, "before", known, "known wording", seed)
    train = requests("train", n_train, size=SIZE)
    how: Any = {"n_steps": n_steps, "batch_size": 12, "learning_rate": LEARNING_RATE}
    fine_tune(model, train, laying_out(tokenizer), answer_loss, seed=seed, **how)
    yield from shares(model, tokenizer, "tuned", known, "known wording", seed)
    yield from shares(model, tokenizer, "tuned", new, "new wording", seed)


def shares(
    model: nn.Module,
    tokenizer: Tokenizer,
    system: str,
    asked: Sequence[Request],
    wording: str,
    seed: int,
) -> Iterator[Result]:
    """Yield the share of right answers, task by task."""
    for task, share in rights(model, tokenizer, asked).items():
        yield Result(DATA, system, f"{task}, {wording}", share, seed)
