"""The course's trained models: a folder each, in Hugging Face's layout, with its card.

    NAME/config.json, model.safetensors, tokenizer.json     for `from_pretrained`
    NAME/card.json     recipe, command, data, licence, losses, time, SHA-256 of the files

    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))

`python -m course_lib.training` made them all; its folder becomes one of these by `ship`.
Weights are kept in 16 bits, and computed with in 32.
Tested by tests/checkpoints/test_shipped.py.
"""

import hashlib
import shutil
from importlib.resources import files
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from course_lib.models.model_files import read_json, read_tensors, write_json

FOLDER = Path(str(files("course_lib.checkpoints")))
FILES = ("config.json", "model.safetensors", "tokenizer.json")


def names() -> list[str]:
    """Return the names of the models that come with the library."""
    return sorted(path.parent.name for path in FOLDER.glob("*/card.json"))


def checkpoint(name: str) -> Path:
    """Return the folder of a model of the course, for `from_pretrained`.

    Raises:
        ValueError: if there is no such model; it names those there are.
    """
    if name not in names():
        must = f"the course's models are {', '.join(names())}"
        raise ValueError(f"{must}; got {name!r}.")
    return FOLDER / name


def card(name: str) -> dict[str, Any]:
    """Return what is to be known of a model: how it was made, and how good it is.

    Raises:
        ValueError: if there is no such model.
    """
    return read_json(checkpoint(name) / "card.json")


def changed_files(name: str) -> list[str]:
    """Return the files of a model that are not those of its card, by their SHA-256."""
    folder, sums = checkpoint(name), card(name)["sha256"]
    return [file for file in FILES if sha256(folder / file) != sums[file]]


def ship(made: str | Path, to: str | Path) -> None:
    """Turn a folder that the training wrote into one of the course's models.

    Args:
        made: the training's folder.
        to: the new folder; one that is there is written over.

    Raises:
        ValueError: if the training is not complete.
    """
    made, to = Path(made), Path(to)
    card = read_json(made / "card.json")
    weights = read_tensors(made / "model.safetensors")
    to.mkdir(parents=True, exist_ok=True)
    halves = {name: one.to(torch.float16) for name, one in weights.items()}
    save_file(halves, to / "model.safetensors", metadata={"format": "pt"})
    config = read_json(made / "config.json") | {"dtype": "float32"}  # to compute in
    write_json(to / "config.json", config)
    shutil.copyfile(made / "tokenizer.json", to / "tokenizer.json")
    sums = {file: sha256(to / file) for file in FILES}
    write_json(to / "card.json", card | {"sha256": sums})


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file, in hexadecimal digits."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
