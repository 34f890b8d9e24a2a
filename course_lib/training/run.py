"""One training from a recipe to a folder: the work of `python -m course_lib.training`.

    FOLDER/recipe.json          what was asked for
    FOLDER/log.jsonl            a line a step (log.py)
    FOLDER/checkpoint           to go on from (checkpoint.py)
    FOLDER/config.json, model.safetensors, tokenizer.json     for `from_pretrained`
    FOLDER/card.json            what was made, from what, and how good it is

Held by tests/training/test_command.py.
Left out: checkpoints of a sharded model; dropout on several processes, whose chance a
checkpoint does not hold.
"""

import hashlib
import math
import platform
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from functools import partial
from importlib.metadata import version
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import torch
from torch import nn

from course_lib.models.model_files import read_json, write_json
from course_lib.tokenizers import saving
from course_lib.training import distributed
from course_lib.training.bert_task import bert_task
from course_lib.training.causal_task import causal_task
from course_lib.training.log import TrainingLog
from course_lib.training.loop import TrainingConfig, train
from course_lib.training.recipe import Recipe, recipe_from
from course_lib.training.recipe_model import build_model, build_optimizer, model_with
from course_lib.training.schedule import warmup_cosine
from course_lib.training.task import Batch, Task, held_out_mean
from course_lib.training.translation_task import translation_task

TASKS = {
    "causal": causal_task,
    "masked_and_next_sentence": bert_task,
    "translation": translation_task,
}


def run(
    recipe: Recipe,
    folder: str | Path,
    *,
    resume: bool = False,
    shard: bool = False,
    command: str = "",
) -> nn.Module:
    """Train a model by its recipe, write the folder, and return the model.

    Called in each process that torchrun starts; only the first one writes.

    Args:
        recipe: what to train.
        folder: where to; it is made if there is none.
        resume: whether to go on from the folder's checkpoint, if there is one.
        shard: whether each process holds a part of the weights only (FSDP).
        command: what was typed, for the card.

    Raises:
        ValueError: if the folder holds another training, or options do not go together.
    """
    folder = Path(folder)
    with distributed.processes() as device, ExitStack() as after:
        check_together(recipe, resume, shard)
        distributed.from_first(partial(prepare_folder, recipe, folder, resume))
        task = distributed.from_first(partial(TASKS[recipe.objective], recipe))
        model = build_model(recipe, task.tokenizer).to(device)
        if shard:
            distributed.shard(model)
        parallel = model if shard else distributed.in_parallel(model, device)
        checkpoint = None if shard else checkpoint_path(folder, after)
        batches, start = Shares(task, device), time.perf_counter()
        follow(recipe, task, batches, model, parallel, checkpoint, open_log(folder, after))
        facts = {
            "command": command,
            "n_processes": distributed.n_processes(),
            "device": device.type,
            "seconds": round(time.perf_counter() - start, 1),
            "tokens_seen": batches.n_tokens,  # padding included
        }
        loss = held_out_mean(model, task.held_out, task.sums)
        if shard:  # all take part, and only the first gets the weights
            weights = distributed.whole_weights(model)
            model = model_with(recipe, task.tokenizer, weights) if is_first() else model
        if is_first():
            write_model(model, task, folder)
            write_json(folder / "card.json", card_of(recipe, task, model, loss) | facts)
    return model


def follow(
    recipe: Recipe,
    task: Task,
    batches: Iterable[Batch],
    model: nn.Module,
    parallel: nn.Module,
    checkpoint: Path | None,
    log: TrainingLog | None,
) -> None:
    """Train as the recipe says; the loss goes through the model's `parallel` form."""
    n_warmup = int(recipe.warmup_share * recipe.steps)
    train(
        model,
        batches,
        recipe.steps,
        recipe.learning_rate,
        loss=lambda _, batch: distributed.mean_over_all(task.sums(parallel, batch)),
        optimizer=build_optimizer(recipe, model),
        schedule=partial(warmup_cosine, n_steps=recipe.steps, n_warmup=n_warmup),
        validate=partial(held_out_mean, batches=task.held_out, sums=task.sums),
        config=TrainingConfig(
            precision="bfloat16" if recipe.precision == "bfloat16" else "float32",
            evaluate_every=recipe.evaluate_every,
            save_every=recipe.save_every if is_first() and checkpoint else None,
            progress=is_first(),
        ),
        log=log,
        checkpoint=checkpoint,
    )


def is_first() -> bool:
    """Return whether this is the process that writes."""
    return distributed.rank() == 0


def check_together(recipe: Recipe, resume: bool, shard: bool) -> None:
    """Refuse what does not go together, before anything is made."""
    n = distributed.n_processes()
    if recipe.batch_size % n:
        must = f"batch_size must be a multiple of the {n} processes"
        raise ValueError(f"{must}, got {recipe.batch_size}.")
    dropout = max(recipe.sizes.get(name, 0) for name in ("dropout", "inner_dropout"))
    if n > 1 and dropout:
        raise ValueError(f"dropout must be 0 on {n} processes, got {dropout}.")
    if shard and n == 1:
        raise ValueError("--shard needs several processes, got 1: start it by torchrun.")
    if shard and (resume or recipe.save_every or recipe.optimizer == "muon"):
        raise ValueError(
            "--shard goes without --resume, save_every and muon, "
            f"got {resume}, {recipe.save_every} and {recipe.optimizer!r}."
        )


def prepare_folder(recipe: Recipe, folder: Path, resume: bool) -> None:
    """Make the folder, with the recipe; refuse one that holds another training.

    Raises:
        ValueError: naming what differs.
    """
    wanted, path = asdict(recipe), folder / "recipe.json"
    has_checkpoint = (folder / "checkpoint").exists()
    if has_checkpoint and not resume:
        must = f"{folder} must hold no checkpoint, and does"
        raise ValueError(f"{must}: --resume goes on from it, another folder begins anew.")
    if has_checkpoint:
        before = asdict(recipe_from(read_json(path), str(path)))  # with today's defaults for what is newer than it
        for key, value in wanted.items():
            if before[key] != value:
                must = f"--resume needs the same recipe: {key} was {before[key]!r}"
                raise ValueError(f"{must}, got {value!r}.")
        return
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "log.jsonl").unlink(missing_ok=True)
    write_json(path, wanted)


def open_log(folder: Path, after: ExitStack) -> TrainingLog | None:
    """Return the log, closed when the training is over; none but for the first process."""
    if not is_first():
        return None
    return after.enter_context(TrainingLog(folder / "log.jsonl"))


def checkpoint_path(folder: Path, after: ExitStack) -> Path:
    """Return where this process reads its checkpoint, and may write one.

    The first process's is in the folder. Another one gets a copy, since its machine may
    not see that folder, in a place of its own that is gone when the training is over.
    """
    path = folder / "checkpoint"
    content = distributed.from_first(lambda: path.read_bytes() if path.exists() else b"")
    if is_first():
        return path
    own = Path(mkdtemp(prefix="training-"))
    after.callback(shutil.rmtree, own, ignore_errors=True)
    if content:
        (own / "checkpoint").write_bytes(content)
    return own / "checkpoint"


class Shares:
    """This process's rows of each batch, on its device.

    `n_tokens` counts those of all processes; a training that goes on draws, and counts,
    what it used before as well.
    """

    def __init__(self, task: Task, device: torch.device) -> None:
        self.task, self.device, self.n_tokens = task, device, 0

    def __iter__(self) -> Iterator[Batch]:
        number, n = distributed.rank(), distributed.n_processes()
        for batch in self.task.batches():
            self.n_tokens += batch[0].numel()
            rows = distributed.share(batch, number, n)
            yield tuple(part.to(self.device) for part in rows)


def write_model(model: Any, task: Task, folder: Path) -> None:
    """Write what `from_pretrained` reads, ours and Hugging Face's."""
    model.save_pretrained(folder)
    saving.save(task.tokenizer, folder / "tokenizer.json")


def card_of(recipe: Recipe, task: Task, model: nn.Module, loss: float) -> dict[str, Any]:
    """Return what is to be known of the model that was made."""
    ratio = task.tokens_per_character
    packages = ("course-lib", "torch", "safetensors")
    return {
        "recipe": asdict(recipe),
        "seed": recipe.seed,
        "data": recipe.corpus,
        "data_sha256": hashlib.sha256(task.training_text.encode()).hexdigest(),
        "licence": task.licence,
        "n_parameters": sum(one.numel() for one in model.parameters()),
        "held_out_loss": loss,  # nats a token
        "held_out_bits_per_character": loss / math.log(2) * ratio if ratio else None,
        "versions": {
            "python": platform.python_version(),
            **{name: version(name) for name in packages},
        },
    }
