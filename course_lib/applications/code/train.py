"""A small GPT that writes a function for a specification: `python -m course_lib.applications.code.train --to FOLDER`.

It begins from nothing and reads the town's specifications (`specifications.py`); the loss is on the functions alone.
About 8 minutes on one core. The trained one lies beside this module, in `town_programmer`, with its card.
Tested by tests/applications/code/test_train.py.
"""

import argparse
import sys
import time
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from course_lib.applications.code.harness import judge
from course_lib.applications.code.specifications import SIZE, attempts, problems, written
from course_lib.checkpoints.shipped import FILES, sha256
from course_lib.corpora.records import CodeProblem
from course_lib.finetuning.answers import answer_batch, answer_loss
from course_lib.finetuning.fine_tune import shuffled
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.model_files import read_json, read_tensors, write_json
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.tokenizers.saving import save
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.causal_task import END
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.muon import Muon
from course_lib.training.parameter_groups import Group, hidden_matrices
from course_lib.training.schedule import warmup_cosine

FOLDER = Path(__file__).with_name("town_programmer")
VOCABULARY, CONTEXT = 600, 224
STEPS, BATCH, RATE = 900, 24, 1e-2
ABOUT = "a GPT that writes the town's functions from their specifications"


def programmer() -> tuple[GPT, Tokenizer]:
    """Return the trained model of the course.

    Raises:
        ValueError: if it has not been trained; it names the command.
    """
    if not (FOLDER / "model.safetensors").exists():
        command = f"python -m course_lib.applications.code.train --to {FOLDER.name}"
        raise ValueError(f"{FOLDER.name} must be there, and is not: {command} makes it.")
    model, tokenizer = load_with_tokenizer(FOLDER)
    assert isinstance(model, GPT)
    return model, tokenizer


def new_tokenizer(some: tuple[CodeProblem, ...]) -> Tokenizer:
    """Return a tokenizer that was trained on prompts and solutions."""
    texts = ["".join(written(one)) for one in some]
    return ByteBPETokenizer.train(texts, VOCABULARY, special_tokens=(END,))


def new_model(vocab_size: int, seed: int = 0, d_model: int = 144, n_layers: int = 4) -> GPT:
    """Return an untrained GPT of 1.1 million parameters."""
    torch.manual_seed(seed)
    return GPT(GPTConfig(vocab_size, CONTEXT, d_model, 6, n_layers))


def trained(n_steps: int, seed: int = 0, size: int = SIZE, progress: bool = False) -> tuple[GPT, Tokenizer]:
    """Return a model that has learned from the training split, and its tokenizer."""
    some = problems("train", size)
    tokenizer = new_tokenizer(some[:1500])
    model = new_model(tokenizer.vocab_size, seed)
    pairs = [written(one) for one in some]
    pairs = [pair for pair in pairs if len(tokenizer.encode("".join(pair))) < CONTEXT - 4]
    matrices, others = hidden_matrices(model, None)
    train(
        model,
        (answer_batch(batch, tokenizer, CONTEXT) for batch in shuffled(pairs, BATCH, seed)),
        n_steps,
        RATE,
        loss=answer_loss,
        optimizer=Muon([Group(matrices, 0.01)], [Group(others, 0.0)], RATE),
        schedule=partial(warmup_cosine, n_steps=n_steps, n_warmup=max(n_steps // 20, 1)),
        config=TrainingConfig(progress=progress),
    )
    return model.eval(), tokenizer


def quality(model: GPT, tokenizer: Tokenizer, n_asked: int = 50, size: int = SIZE) -> dict[str, float]:
    """Return the share of specifications that the model solves at the first try, held out and composed."""
    found = {}
    for split in ("test", "composed"):
        asked = problems(split, size)[:n_asked]
        tries = attempts(model, tokenizer, asked, 1)
        right = sum(judge(one, mine[0]).right for one, mine in zip(asked, tries, strict=True))
        found[f"right at the first try, of {len(asked)} of {split}"] = round(right / max(len(asked), 1), 3)
    return found


def ship(
    model: GPT, tokenizer: Tokenizer, to: Path, about: dict[str, Any], n_asked: int = 50, size: int = SIZE
) -> None:
    """Write the model as the course's checkpoints are: 16-bit weights, tokenizer, card with what it can do."""
    to.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(to)
    weights = read_tensors(to / "model.safetensors")
    halves = {name: one.to(torch.float16) for name, one in weights.items()}
    save_file(halves, to / "model.safetensors", metadata={"format": "pt"})
    write_json(to / "config.json", read_json(to / "config.json") | {"dtype": "float32"})
    save(tokenizer, to / "tokenizer.json")
    can = quality(model, tokenizer, n_asked, size)
    sums = {file: sha256(to / file) for file in FILES}
    command = f"python -m course_lib.applications.code.train --to {to.name}"
    start = {"command": command, "data": "town/programs", "licence": "MIT, as the course"}
    write_json(to / "card.json", {"about": ABOUT, **start, **about, **can, "sha256": sums})


def main(arguments: list[str] | None = None) -> int:
    """Train it and write it."""
    parser = argparse.ArgumentParser(prog="course_lib.applications.code.train", description=__doc__)
    parser.add_argument("--to", type=Path, required=True, help="the new folder")
    parser.add_argument("--steps", type=int, default=STEPS, help="fewer, to try it")
    parser.add_argument("--size", type=int, default=SIZE, help="programs of all splits together")
    given = parser.parse_args(arguments)
    start = time.perf_counter()
    model, tokenizer = trained(given.steps, size=given.size, progress=True)
    n = sum(one.numel() for one in model.parameters())
    about = {"seed": 0, "steps": given.steps, "programs": given.size, "n_parameters": n, "device": "cpu"}
    ship(model, tokenizer, given.to, about | {"seconds": round(time.perf_counter() - start, 1)}, size=given.size)
    return 0


if __name__ == "__main__":
    sys.exit(main())
