"""Checkpoints: all that a training needs to go on as if nothing had happened, in one file.

The file is a safetensors file: weights, the optimizer's memory and random states as
tensors, the rest as JSON in its header. Nothing in it can run, as a pickle could.
It is written beside the old one, forced to the disk, then renamed: whenever the power
fails, the old file or the new one is there, whole. A checksum finds what changes later.
Held by tests/training/test_checkpoint.py, which kills a training while it saves.
Left out: models spread over machines, random states of Apple's GPUs.
"""

import json
import os
import random
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from course_lib.training.optimizers import Optimizer

FORMAT = "course_lib checkpoint 1"
Json = dict[str, Any]
AnyOptimizer = Optimizer | torch.optim.Optimizer


@dataclass(frozen=True)
class Checkpoint:
    """What a file holds; names of tensors begin with their part: "model.", "optimizer." …"""

    tensors: dict[str, Tensor]
    state: Json

    def part(self, part: str) -> dict[str, Tensor]:
        """Return the tensors of one part, without its name."""
        start = part + "."
        return {n.removeprefix(start): t for n, t in self.tensors.items() if n.startswith(start)}


def save_checkpoint(
    path: str | Path,
    model: nn.Module,
    optimizer: AnyOptimizer,
    progress: Json,
    extra: Mapping[str, Tensor] | None = None,
) -> None:
    """Write everything, so that the path always holds a whole checkpoint.

    Args:
        path: where to; a file there is replaced.
        model: its weights and buffers.
        optimizer: one of ours or of PyTorch.
        progress: what else must be known: numbers, texts, lists.
        extra: tensors that must be known too.

    Raises:
        ValueError: if the optimizer trains tensors that are not the model's, or remembers
            something other than tensors and numbers.
    """
    tensors, numbers = optimizer_memory(model, optimizer)
    random_tensors, random_numbers = random_states()
    parts: dict[str, Mapping[str, Tensor]] = {
        "model": model.state_dict(),
        "optimizer": tensors,
        "random": random_tensors,
        "extra": extra or {},
    }
    state = {
        "progress": progress,
        "numbers": numbers,
        "optimizer": optimizer_settings(model, optimizer),
        "random": random_numbers,
    }
    write_checkpoint(
        Path(path),
        {f"{part}.{name}": one for part, of in parts.items() for name, one in of.items()},
        state,
    )


def write_checkpoint(path: Path, tensors: dict[str, Tensor], state: Json) -> None:
    """Write beside, force to the disk, rename: each step alone leaves `path` whole."""
    tensors = {name: one.detach().to("cpu", copy=True).contiguous() for name, one in tensors.items()}
    text = json.dumps(state, allow_nan=False)
    header = {"format": FORMAT, "state": text, "checksum": checksum(tensors, text)}
    beside = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(beside, "wb") as file:  # save_file would leave a file of its own if it is killed
        file.write(save(tensors, header))
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    if os.name == "posix":  # the new name must reach the disk too
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def read_checkpoint(path: str | Path) -> Checkpoint:
    """Return what `save_checkpoint` wrote.

    Raises:
        ValueError: if there is no file, it is not a checkpoint, or it has been damaged.
    """
    if not Path(path).is_file():
        raise ValueError(f"there must be a checkpoint at {path}, got no file.")
    content = Path(path).read_bytes()  # in one go: a training may be replacing the file
    try:
        tensors = load(content)
    except SafetensorError as error:
        raise ValueError(f"{path} must be a whole safetensors file, got: {error}{pickle_hint(content)}.") from error
    header_size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + header_size]).get("__metadata__") or {}
    if header.get("format") != FORMAT:
        raise ValueError(
            f"{path} must be of the format {FORMAT!r}, got {header.get('format')!r} and {len(tensors)} tensors: "
            "it has weights perhaps, but no state of a training."
        )
    missing = sorted({"state", "checksum"} - header.keys())
    if missing or checksum(tensors, header["state"]) != header["checksum"]:
        what = f"no {missing[0]}" if missing else "another: the file was damaged after it was written"
        raise ValueError(f"{path} must have the checksum in its header, got {what}.")
    return Checkpoint(tensors, json.loads(header["state"]))


def restore(saved: Checkpoint, model: nn.Module, optimizer: AnyOptimizer) -> None:
    """Set model, optimizer and random states as they were saved; change nothing if one does not fit.

    Raises:
        ValueError: naming the tensors that are missing, surplus or misshapen, or the
            optimizer's settings that differ.
    """
    check_tensors(saved.part("model"), model.state_dict())
    check_same("optimizer", saved.state["optimizer"], optimizer_settings(model, optimizer))
    model.load_state_dict(saved.part("model"))
    restore_optimizer(saved, model, optimizer)
    restore_random(saved)


def load_weights(path: str | Path, model: nn.Module) -> None:
    """Set the model's weights to those of a checkpoint, and nothing else.

    Raises:
        ValueError: as `read_checkpoint`, and if the weights are not this model's.
    """
    weights = read_checkpoint(path).part("model")
    check_tensors(weights, model.state_dict())
    model.load_state_dict(weights)


def optimizer_memory(model: nn.Module, optimizer: AnyOptimizer) -> tuple[dict[str, Tensor], Json]:
    """Return what an optimizer remembers of each parameter, "weight.exp_avg" say: tensors, and numbers."""
    memory: dict[str, Any] = {}
    if isinstance(optimizer, Optimizer):
        for name, parameter in named_parameters(model, optimizer):
            memory |= {f"{name}.{key}": t[parameter] for key, t in tables(optimizer).items() if parameter in t}
    else:
        state = optimizer.state_dict()["state"]
        for i, (name, _) in enumerate(named_parameters(model, optimizer)):
            memory |= {f"{name}.{key}": value for key, value in state.get(i, {}).items()}
    for name, value in memory.items():
        if not isinstance(value, Tensor | int | float | None):
            raise ValueError(
                f"what an optimizer remembers must be tensors and numbers to be saved, "
                f"got {type(value).__name__} for {name}."
            )
    tensors = {name: value for name, value in memory.items() if isinstance(value, Tensor)}
    return tensors, {name: value for name, value in memory.items() if name not in tensors}


def restore_optimizer(saved: Checkpoint, model: nn.Module, optimizer: AnyOptimizer) -> None:
    """Give an optimizer its memory back, in place of what it remembers."""
    memory: dict[str, dict[str, Any]] = {}
    for name, value in {**saved.part("optimizer"), **saved.state["numbers"]}.items():
        parameter_name, key = name.rsplit(".", 1)
        memory.setdefault(parameter_name, {})[key] = value
    named = named_parameters(model, optimizer)
    if isinstance(optimizer, Optimizer):
        for key, table in tables(optimizer).items():
            table.clear()
            for name, parameter in named:
                if key in memory.get(name, {}):
                    value = memory[name][key]
                    table[parameter] = value.to(parameter.device) if isinstance(value, Tensor) else value
    else:
        state = {i: memory[name] for i, (name, _) in enumerate(named) if name in memory}
        optimizer.load_state_dict({"state": state, "param_groups": optimizer.state_dict()["param_groups"]})


def tables(optimizer: Optimizer) -> dict[str, dict[Tensor, Any]]:
    """Return what one of our optimizers keeps for each parameter: all its dictionaries."""
    return {name: table for name, table in vars(optimizer).items() if isinstance(table, dict)}


def parameter_groups(optimizer: AnyOptimizer) -> list[tuple[list[Tensor], Json]]:
    """Return the parameters of each group, and the group's settings."""
    if isinstance(optimizer, Optimizer):
        return [(list(group.parameters), {"weight_decay": group.weight_decay}) for group in optimizer.groups]
    return [(group["params"], {k: v for k, v in group.items() if k != "params"}) for group in optimizer.param_groups]


def named_parameters(model: nn.Module, optimizer: AnyOptimizer) -> list[tuple[str, Tensor]]:
    """Return what the optimizer trains, in its order, each by its name in the model."""
    names = {id(parameter): name for name, parameter in model.named_parameters()}
    trained = [parameter for group, _ in parameter_groups(optimizer) for parameter in group]
    if n_foreign := sum(id(one) not in names for one in trained):
        raise ValueError(f"the optimizer must train parameters of the model only, got {n_foreign} others.")
    return [(names[id(parameter)], parameter) for parameter in trained]


def optimizer_settings(model: nn.Module, optimizer: AnyOptimizer) -> Json:
    """Return what must stay the same for a training to go on; the loop sets the learning rate."""
    settings: Json = {
        "kind": type(optimizer).__name__,
        "parameters": [name for name, _ in named_parameters(model, optimizer)],
    }
    if isinstance(optimizer, Optimizer):
        settings |= {k: v for k, v in vars(optimizer).items() if isinstance(v, int | float | str | tuple)}
    for i, (parameters, group) in enumerate(parameter_groups(optimizer)):
        group = {"n_parameters": len(parameters), **group}
        settings |= {f"group {i}: {key}": value for key, value in group.items()}
    rates = ("learning_rate", "lr", "initial_lr")
    settings = {key: value for key, value in settings.items() if not key.endswith(rates)}
    return json.loads(json.dumps(settings, default=str))


def random_states() -> tuple[dict[str, Tensor], Json]:
    """Return where the chance of PyTorch, NumPy and Python stands."""
    tensors = {"torch": torch.get_rng_state()}
    if torch.cuda.is_available():
        tensors |= {f"cuda.{i}": one for i, one in enumerate(torch.cuda.get_rng_state_all())}
    kind, words, *position = np.random.get_state(legacy=True)
    tensors["numpy"] = torch.from_numpy(np.asarray(words, dtype=np.int64))
    return tensors, {"numpy": [kind, *position], "python": random.getstate()}


def restore_random(saved: Checkpoint) -> None:
    """Set the three back; and CUDA's, if there are as many devices as there were."""
    tensors, numbers = saved.part("random"), saved.state["random"]
    torch.set_rng_state(tensors["torch"])
    kind, *position = numbers["numpy"]
    np.random.set_state((kind, tensors["numpy"].numpy().astype(np.uint32), *position))
    version, words, gauss = numbers["python"]
    random.setstate((version, tuple(words), gauss))
    on_cuda = [tensors[name] for name in sorted(tensors) if name.startswith("cuda.")]
    if on_cuda and len(on_cuda) == torch.cuda.device_count():
        torch.cuda.set_rng_state_all(on_cuda)


def check_tensors(saved: Mapping[str, Tensor], here: Mapping[str, Tensor]) -> None:
    """Refuse a checkpoint of another model, naming what is missing, surplus, misshapen."""
    kinds = {one: (tuple(here[one].shape), here[one].dtype) for one in here}
    came = {one: (tuple(saved[one].shape), saved[one].dtype) for one in saved}
    faults = {
        "missing": sorted(here.keys() - saved.keys()),
        "surplus": sorted(saved.keys() - here.keys()),
        "misshapen": [
            f"{one} {came[one]}, here {kinds[one]}" for one in sorted(kinds) if kinds[one] != came.get(one, kinds[one])
        ],
    }
    found = [f"{len(names)} {fault} ({'; '.join(names[:3])})" for fault, names in faults.items() if names]
    if found:
        raise ValueError(
            f"the checkpoint must hold this model's {len(here)} tensors, got {', '.join(found)}: "
            "build the model as it was when it was saved."
        )


def check_same(what: str, saved: Json, here: Json) -> None:
    """Refuse to go on with another setting; a setting only one side knows is of another version."""
    for key in [key for key in here if key in saved]:
        if saved[key] != here[key]:
            raise ValueError(
                f"{what} must be as it was when saved: {key} was {saved[key]!r}, got {here[key]!r}; "
                "to begin anew with these weights, use load_weights."
            )


def checksum(tensors: Mapping[str, Tensor], text: str) -> str:
    """Return the CRC-32 of the names, kinds and bytes of all tensors, and of the text."""
    crc = zlib.crc32(text.encode())
    for name in sorted(tensors):
        one = tensors[name]
        crc = zlib.crc32(f"{name} {one.dtype} {tuple(one.shape)}".encode(), crc)
        crc = zlib.crc32(one.flatten().view(torch.uint8).numpy().data, crc)
    return f"{crc:08x}"


def pickle_hint(content: bytes) -> str:
    """Say so if a file begins as pickles do."""
    if not content.startswith((b"PK\x03\x04", b"\x80")):
        return ""
    return "; it looks like a pickle, which could run any program and is not opened"
