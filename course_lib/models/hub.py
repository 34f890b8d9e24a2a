"""Models in Hugging Face's layout: a folder with config.json, model.safetensors and tokenizer.json.

How a model file uses it (gpt.py is the example):

1. It says once how its parameters are called there, in rules that are read both ways:

       RULES = [
           Rule("token_embedding", "transformer.wte"),
           Rule("blocks.*.norm_1", "transformer.h.*.ln_1"),
           Rule("blocks.*.feed_forward.0", "transformer.h.*.mlp.c_fc", transposed=True),
       ]

   Where one of our tensors is several of theirs, the rule names them all, in the order of our rows:

           Rule("blocks.*.attention.query_key_value", (".q_proj", ".k_proj", ".v_proj"), rows=(64, 16, 16))

   (`Rule`, `to_ours` and `to_theirs` are in weight_names.py.)
2. `from_pretrained(name)`: find → read_config → check_supported → read_weights → to_ours → build.
3. `save_pretrained(folder)`: to_theirs → save.

Weights are read from safetensors only, which holds numbers and nothing else: a pickle can run any program when it is
opened, so .bin and .pt files are refused.
Held to what transformers reads and writes by tests/models/test_hub.py, test_gpt.py and test_llama.py.
Left out: other formats (GGUF, quantised weights), sending a model to the hub.
"""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

Model = TypeVar("Model", bound=nn.Module)
INDEX = "model.safetensors.index.json"
WANTED = ["config.json", "*.safetensors", INDEX, "tokenizer*", "special_tokens_map.json", "vocab.*", "merges.txt"]


class HubError(OSError):
    """A model is neither in a folder here nor to be had; the message says why, and what to do."""


def find(name_or_folder: str | Path) -> Path:
    """Return the folder of a model: the one named, or a download of that name from the Hugging Face Hub.

    Raises:
        HubError: if there is no such folder, and no such download.
    """
    if Path(name_or_folder).is_dir():
        return Path(name_or_folder)
    name = str(name_or_folder)
    if not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", name):
        raise HubError(f"there is no folder {name!r} here, and a name on the hub is of the form 'owner/model'.")
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        raise HubError(
            f"there is no folder {name!r} here; to fetch a model of that name: pip install huggingface_hub."
        ) from None
    try:
        return Path(snapshot_download(name, allow_patterns=WANTED))
    except Exception as error:  # its own, the network library's, the disk's: there are many kinds
        reason = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".")
        raise HubError(
            f"there is no folder {name!r} here, and the hub did not give a model of that name ({reason}): "
            "check the name and the network, or give the folder of a model that you have."
        ) from error


def read_config(folder: Path, model_type: str) -> dict:
    """Return config.json as a dictionary.

    Raises:
        ValueError: if there is none, it is not JSON, or it is for another type of model.
    """
    config = _read_json(folder / "config.json")
    if config.get("model_type") != model_type:
        raise ValueError(f"{folder} must hold a model of type {model_type!r}, got {config.get('model_type')!r}.")
    return config


def read_weights(folder: Path) -> dict[str, Tensor]:
    """Return every tensor of model.safetensors, or of the files that model.safetensors.index.json lists.

    Raises:
        ValueError: if there are none, or a file is damaged or of another kind.
    """
    if (folder / "model.safetensors").is_file():
        return _read_file(folder / "model.safetensors")
    if not (folder / INDEX).is_file():
        pickles = sorted(path.name for pattern in ("*.bin", "*.pt", "*.pth") for path in folder.glob(pattern))
        hint = f" It has {pickles[0]}, a pickle, which can run any program when it is opened." if pickles else ""
        raise ValueError(
            f"{folder} must hold model.safetensors or {INDEX}, and holds neither.{hint} "
            "save_pretrained() of transformers writes safetensors."
        )
    places = _read_json(folder / INDEX).get("weight_map")
    if not isinstance(places, dict) or any(Path(str(file)).name != file for file in places.values()):
        raise ValueError(f"{folder / INDEX} must have a weight_map from names to files in this folder, and has none.")
    tensors: dict[str, Tensor] = {}
    for file in sorted(set(places.values())):
        tensors |= _read_file(folder / file)
    if missing := sorted(places.keys() - tensors.keys()):
        raise ValueError(f"{folder / INDEX} lists {missing[0]} in {places[missing[0]]}, which does not hold it.")
    return tensors


def _read_file(path: Path) -> dict[str, Tensor]:
    if not path.is_file():
        raise ValueError(f"{path} is missing: the model is not complete.")
    try:
        return load_file(path)
    except SafetensorError as error:
        raise ValueError(
            f"{path} ({path.stat().st_size:,} bytes) is no complete safetensors file ({error}): "
            "it was cut off or is of another kind; fetch it again."
        ) from None


def _read_json(path: Path) -> dict:
    if not path.is_file():
        raise ValueError(f"{path.parent} must hold {path.name}, and does not.")
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:  # not JSON, or not even text
        raise ValueError(f"{path} is not JSON ({error}): fetch it again.") from None
    if not isinstance(content, dict):
        raise ValueError(f"{path} must hold an object of JSON, got {type(content).__name__}.")
    return content


def load_weights(model: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Copy the tensors into the model's parameters of the same names, all of them or none.

    Raises:
        ValueError: if one is missing, too many, or of another shape; the message names the first.
    """
    expected = model.state_dict()
    for name, tensor in expected.items():
        if name not in tensors:
            raise ValueError(f"the weights must hold {name}, of shape {tuple(tensor.shape)}, and do not.")
        if tensors[name].shape != tensor.shape:
            shapes = f"{tuple(tensor.shape)}, got {tuple(tensors[name].shape)}"
            raise ValueError(f"{name} must have the shape {shapes}: is it a model of this size?")
    if surplus := [name for name in tensors if name not in expected]:
        raise ValueError(f"the model has no place for {surplus[0]}, of shape {tuple(tensors[surplus[0]].shape)}.")
    model.load_state_dict(dict(tensors))


def build(kind: Callable[..., Model], config: object, tensors: Mapping[str, Tensor]) -> Model:
    """Return `kind(config)` with these weights, ready for use."""
    with torch.device("meta"):  # no need to draw weights that are replaced at once
        model = kind(config)
    load_weights(model.to_empty(device="cpu"), tensors)
    return model.eval()


def check_supported(config: Mapping, supported: Mapping[str, Sequence]) -> None:
    """Refuse a config.json that asks for a variant of the model that ours does not have."""
    for name, choices in supported.items():
        if name in config and config[name] not in choices:
            raise ValueError(f"{name} of config.json must be one of {list(choices)} here, got {config[name]!r}.")


def save(
    folder: str | Path, config: Mapping, tensors: Mapping[str, Tensor], *, shard_bytes: int = 5_000_000_000
) -> None:
    """Write config.json and model.safetensors, or several files and their index if they are too much for one.

    What else is in the folder, such as a tokenizer.json, stays.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    shards: list[dict[str, Tensor]] = [{}]
    size = 0
    for name, tensor in tensors.items():
        if shards[-1] and size + tensor.nbytes > shard_bytes:
            shards.append({})
            size = 0
        shards[-1][name] = tensor.detach().cpu()
        size += tensor.nbytes
    for old in [*folder.glob("model*.safetensors"), folder / INDEX]:
        old.unlink(missing_ok=True)
    n = len(shards)
    files = [f"model-{i:05}-of-{n:05}.safetensors" for i in range(1, n + 1)] if n > 1 else ["model.safetensors"]
    for file, shard in zip(files, shards, strict=True):
        save_file(shard, folder / file, metadata={"format": "pt"})
    if n > 1:
        places = {name: file for file, shard in zip(files, shards, strict=True) for name in shard}
        total = sum(tensor.nbytes for tensor in tensors.values())
        _write_json(folder / INDEX, {"metadata": {"total_size": total}, "weight_map": places})
    _write_json(folder / "config.json", config)


def _write_json(path: Path, content: Mapping) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
