"""The files that a model's folder is made of, JSON and safetensors: read, or refused.

Used by hub.py, and held by its tests.
"""

import json
from collections.abc import Mapping
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor


def read_json(path: Path) -> dict:
    """Return what is in a file of JSON, such as config.json.

    Raises:
        ValueError: if there is no such file, or it holds no object of JSON.
    """
    if not path.is_file():
        raise ValueError(f"{path.parent} must hold {path.name}, and does not.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not JSON, or not even text
        raise ValueError(f"{path} is not JSON ({error}): fetch it again.") from None
    if not isinstance(content, dict):
        kind = type(content).__name__
        raise ValueError(f"{path} must hold an object of JSON, got {kind}.")
    return content


def write_json(path: Path, content: Mapping) -> None:
    """Write a file of JSON that people can read too."""
    text = json.dumps(content, indent=2, ensure_ascii=False)
    path.write_text(text + "\n", encoding="utf-8")


def read_tensors(path: Path) -> dict[str, Tensor]:
    """Return the tensors of a safetensors file.

    Raises:
        ValueError: if there is no such file, or it is damaged or of another kind.
    """
    if not path.is_file():
        raise ValueError(f"{path} is missing: the model is not complete.")
    try:
        return load_file(path)
    except SafetensorError as error:
        size = path.stat().st_size
        raise ValueError(
            f"{path} ({size:,} bytes) is no complete safetensors file ({error}): "
            "it was cut off or is of another kind; fetch it again."
        ) from None


def pickle_hint(folder: Path) -> str:
    """Return a sentence on the first pickle in a folder, or nothing if it has none."""
    for path in sorted(folder.iterdir()):
        if path.suffix in {".bin", ".pt", ".pth"}:
            danger = "can run any program when it is opened"
            return f" It has {path.name}, a pickle, which {danger}."
    return ""
