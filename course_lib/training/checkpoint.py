"""Checkpoints: all that a training needs to go on as if nothing had happened.

It is one safetensors file: weights, the optimizer's memory (optimizer_state.py) and
random states (random_states.py) as tensors, the rest as JSON in its header. Nothing in it
can run, as a pickle could.
It is written beside the old one, forced to the disk, then renamed: whenever the power
fails, the old file or the new one is there, whole. A checksum finds what changes later.
Held by tests/training/test_checkpoint.py, which kills a training while it saves.
Left out: models spread over machines.
"""

import json
import os
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load, save
from torch import Tensor, nn

from course_lib.training.optimizer_state import (
    AnyOptimizer,
    optimizer_memory,
    optimizer_settings,
    restore_optimizer,
)
from course_lib.training.random_states import random_states, restore_random

FORMAT = "course_lib checkpoint 1"
Json = dict[str, Any]


@dataclass(frozen=True)
class Checkpoint:
    """What a file holds; names of tensors begin with their part: "model.", "random." …"""

    tensors: dict[str, Tensor]
    state: Json

    def part(self, part: str) -> dict[str, Tensor]:
        """Return the tensors of one part, without its name."""
        names = [name for name in self.tensors if name.startswith(f"{part}.")]
        return {name.removeprefix(f"{part}."): self.tensors[name] for name in names}


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
    tensors = {name: own_copy(one) for name, one in tensors.items()}
    text = json.dumps(state, allow_nan=False)
    header = {"format": FORMAT, "state": text, "checksum": checksum(tensors, text)}
    beside = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(beside, "wb") as file:  # save_file would leave one of its own if killed
        file.write(save(tensors, header))
        file.flush()
        os.fsync(file.fileno())
    os.replace(beside, path)
    if os.name == "posix":  # the new name must reach the disk too
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)


def own_copy(tensor: Tensor) -> Tensor:
    """Return the numbers in memory of their own, so that shared ones can be saved."""
    return tensor.detach().to("cpu", copy=True).contiguous()


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
        came = f"got: {error}{pickle_hint(content)}"
        raise ValueError(f"{path} must be a whole safetensors file, {came}.") from error
    header_size = int.from_bytes(content[:8], "little")
    header = json.loads(content[8 : 8 + header_size]).get("__metadata__") or {}
    if header.get("format") != FORMAT:
        raise ValueError(
            f"{path} must be of the format {FORMAT!r}, "
            f"got {header.get('format')!r} and {len(tensors)} tensors: "
            "it has weights perhaps, but no state of a training."
        )
    missing = sorted({"state", "checksum"} - header.keys())
    if missing or checksum(tensors, header["state"]) != header["checksum"]:
        damaged = "another: the file was damaged after it was written"
        what = f"no {missing[0]}" if missing else damaged
        raise ValueError(f"{path} must have the checksum in its header, got {what}.")
    return Checkpoint(tensors, json.loads(header["state"]))


def restore(saved: Checkpoint, model: nn.Module, optimizer: AnyOptimizer) -> None:
    """Set model, optimizer and random states as they were saved.

    If one does not fit, nothing is changed.

    Raises:
        ValueError: naming the tensors that are missing, surplus or misshapen, or the
            optimizer's settings that differ.
    """
    check_tensors(saved.part("model"), model.state_dict())
    settings = optimizer_settings(model, optimizer)
    check_same("optimizer", saved.state["optimizer"], settings)
    model.load_state_dict(saved.part("model"))
    memory = {**saved.part("optimizer"), **saved.state["numbers"]}
    restore_optimizer(model, optimizer, memory)
    restore_random(saved.part("random"), saved.state["random"])


def load_weights(path: str | Path, model: nn.Module) -> None:
    """Set the model's weights to those of a checkpoint, and nothing else.

    Raises:
        ValueError: as `read_checkpoint`, and if the weights are not this model's.
    """
    weights = read_checkpoint(path).part("model")
    check_tensors(weights, model.state_dict())
    model.load_state_dict(weights)


def check_tensors(saved: Mapping[str, Tensor], here: Mapping[str, Tensor]) -> None:
    """Refuse another model's tensors, naming what is missing, surplus, misshapen."""
    faults = {
        "missing": sorted(here.keys() - saved.keys()),
        "surplus": sorted(saved.keys() - here.keys()),
        "misshapen": misshapen(saved, here),
    }
    found = []
    for fault, names in faults.items():
        if names:
            found.append(f"{len(names)} {fault} ({'; '.join(names[:3])})")
    if found:
        raise ValueError(
            f"the checkpoint must hold this model's {len(here)} tensors, "
            f"got {', '.join(found)}: build the model as it was when it was saved."
        )


def misshapen(saved: Mapping[str, Tensor], here: Mapping[str, Tensor]) -> list[str]:
    """Return what is of another shape or type than here, and both."""
    faults = []
    for name in sorted(here.keys() & saved.keys()):
        came = tuple(saved[name].shape), saved[name].dtype
        expected = tuple(here[name].shape), here[name].dtype
        if came != expected:
            faults.append(f"{name} {came}, here {expected}")
    return faults


def check_same(what: str, saved: Json, here: Json) -> None:
    """Refuse to go on with another setting.

    One that only one side knows is of another version of this library, and passed over.
    """
    for key in [key for key in here if key in saved]:
        if saved[key] != here[key]:
            change = f"{key} was {saved[key]!r}, got {here[key]!r}"
            raise ValueError(
                f"{what} must be as it was when saved: {change}; to begin anew "
                "with these weights, and what else you change, use load_weights."
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
