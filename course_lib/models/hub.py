"""Models in Hugging Face's layout: folders of config.json, model.safetensors and more.

How a model file uses it (gpt.py is the example):

1. It says once how its parameters are called there, in rules that are read both ways:

       RULES = [
           Rule("token_embedding", "transformer.wte"),
           Rule("blocks.*.norm_1", "transformer.h.*.ln_1"),
           Rule("blocks.*.feed_forward.0", "transformer.h.*.mlp.c_fc", transposed=True),
       ]

   Where one of our tensors is several of theirs, the rule names them all, in the order of
   our rows, as parts = (".q_proj", ".k_proj", ".v_proj"):

           Rule("blocks.*.attention.query_key_value", parts, rows=(64, 16, 16))

   (`Rule`, `to_ours` and `to_theirs` are in weight_names.py; sizes, in config_names.py.)
2. `from_pretrained`: find, read_config, check_supported, read_weights, to_ours, build.
3. `save_pretrained`: to_theirs, save.

Weights are read from safetensors only, which holds numbers and nothing else: a pickle can
run any program when it is opened, so .bin and .pt files are refused.
Held to what transformers reads and writes by tests/models/test_hub.py, and by the tests
of each model. To get a model with its tokenizer, whatever its kind: pretrained.py.
Left out: other formats (GGUF, quantised weights), sending a model to the hub.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import torch
from safetensors.torch import save_file
from torch import Tensor, nn

from course_lib.models.model_files import pickle_hint, read_json, read_tensors, write_json

Model = TypeVar("Model", bound=nn.Module)
INDEX = "model.safetensors.index.json"
WANTED = [
    "config.json",
    "*.safetensors",
    INDEX,
    "tokenizer*",
    "special_tokens_map.json",
    "vocab.*",
    "merges.txt",
]


class HubError(OSError):
    """A model is neither in a folder here nor to be had; it says why, and what to do."""


def find(name_or_folder: str | Path) -> Path:
    """Return a model's folder: the one named, or a download from the Hugging Face Hub.

    Raises:
        HubError: if there is no such folder, and no such download.
    """
    if Path(name_or_folder).is_dir():
        return Path(name_or_folder)
    name = str(name_or_folder)
    not_here = f"there is no folder {name!r} here"
    if not re.fullmatch(r"[\w-][\w.-]*(/[\w-][\w.-]*)?", name):
        form = "a name on the hub is of the form 'owner/model'"
        raise HubError(f"{not_here}, and {form}.")
    try:
        from huggingface_hub import snapshot_download
    except ImportError:
        to_do = "to fetch a model of that name: pip install huggingface_hub"
        raise HubError(f"{not_here}; {to_do}.") from None
    try:
        return Path(snapshot_download(name, allow_patterns=WANTED))
    except Exception as error:  # its own, the network library's, the disk's: many kinds
        reason = f"{type(error).__name__}: {error}".splitlines()[0].rstrip(".")
        raise HubError(
            f"{not_here}, and the hub did not give a model of that name ({reason}): "
            "check the name and the network, or give the folder of a model that you have."
        ) from error


def read_config(folder: Path, model_type: str) -> dict:
    """Return config.json as a dictionary.

    Raises:
        ValueError: if there is none, it is not JSON, or it is for another type of model.
    """
    config = read_json(folder / "config.json")
    came = config.get("model_type")
    if came != model_type:
        must = f"{folder} must hold a model of type {model_type!r}"
        raise ValueError(f"{must}, got {came!r}.")
    return config


def read_weights(folder: Path) -> dict[str, Tensor]:
    """Return every tensor of model.safetensors, or of the files that its index lists.

    Raises:
        ValueError: if there are none, or a file is damaged or of another kind.
    """
    if (folder / "model.safetensors").is_file():
        return read_tensors(folder / "model.safetensors")
    if not (folder / INDEX).is_file():
        raise ValueError(
            f"{folder} must hold model.safetensors or {INDEX}, and holds neither."
            f"{pickle_hint(folder)} save_pretrained() of transformers writes safetensors."
        )
    places = read_json(folder / INDEX).get("weight_map")
    if not isinstance(places, dict) or not all(map(_is_file_name, places.values())):
        must = "must have a weight_map from names to files in this folder"
        raise ValueError(f"{folder / INDEX} {must}, and has none.")
    tensors: dict[str, Tensor] = {}
    for file in sorted(set(places.values())):
        tensors |= read_tensors(folder / file)
    for name in sorted(places.keys() - tensors.keys()):
        lacking = f"lists {name} in {places[name]}, which does not hold it"
        raise ValueError(f"{folder / INDEX} {lacking}.")
    return tensors


def _is_file_name(name: object) -> bool:
    return Path(str(name)).name == name


def load_weights(model: nn.Module, tensors: Mapping[str, Tensor]) -> None:
    """Copy the tensors into the model's parameters of the same names, all or none.

    Raises:
        ValueError: if one is missing, too many, or of another shape; it names the first.
    """
    expected = model.state_dict()
    for name, tensor in expected.items():
        shape = tuple(tensor.shape)
        if name not in tensors:
            must = f"the weights must hold {name}, of shape {shape}"
            raise ValueError(f"{must}, and do not.")
        if tensors[name].shape != tensor.shape:
            shapes = f"{shape}, got {tuple(tensors[name].shape)}"
            raise ValueError(f"{name} must have the shape {shapes}: is it of this size?")
    for name in tensors:
        if name not in expected:
            shape = tuple(tensors[name].shape)
            raise ValueError(f"the model has no place for {name}, of shape {shape}.")
    model.load_state_dict(dict(tensors))


def build(
    kind: Callable[..., Model],
    config: object,
    tensors: Mapping[str, Tensor],
) -> Model:
    """Return `kind(config)` with these weights, ready for use."""
    with torch.device("meta"):  # no need to draw weights that are replaced at once
        model = kind(config)
    load_weights(model.to_empty(device="cpu"), tensors)
    return model.eval()


def check_supported(config: Mapping, supported: Mapping[str, Sequence]) -> None:
    """Refuse a config.json that asks for a variant of the model that is not ours."""
    for name, choices in supported.items():
        if name in config and config[name] not in choices:
            must = f"{name} of config.json must be one of {list(choices)} here"
            raise ValueError(f"{must}, got {config[name]!r}.")


def save(
    folder: str | Path,
    config: Mapping,
    tensors: Mapping[str, Tensor],
    *,
    shard_bytes: int = 5_000_000_000,
) -> None:
    """Write config.json and model.safetensors; or several files and their index.

    What else is in the folder, such as a tokenizer.json, stays.

    Args:
        folder: where to; it is made if there is none.
        config: the content of config.json.
        tensors: under the names that the files shall have.
        shard_bytes: how much goes into one file.
    """
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for old in [*folder.glob("model*.safetensors"), folder / INDEX]:
        old.unlink(missing_ok=True)
    shards = _shards(tensors, shard_bytes)
    n = len(shards)
    places: dict[str, str] = {}
    for i, shard in enumerate(shards, start=1):
        file = f"model-{i:05}-of-{n:05}.safetensors" if n > 1 else "model.safetensors"
        save_file(shard, folder / file, metadata={"format": "pt"})
        places |= dict.fromkeys(shard, file)
    if n > 1:
        total = sum(tensor.nbytes for tensor in tensors.values())
        index = {"metadata": {"total_size": total}, "weight_map": places}
        write_json(folder / INDEX, index)
    write_json(folder / "config.json", config)


def _shards(tensors: Mapping[str, Tensor], shard_bytes: int) -> list[dict[str, Tensor]]:
    """Divide the tensors, in their order, so that no part is larger than wanted."""
    shards: list[dict[str, Tensor]] = [{}]
    size = 0
    for name, tensor in tensors.items():
        if shards[-1] and size + tensor.nbytes > shard_bytes:
            shards.append({})
            size = 0
        shards[-1][name] = tensor.detach().cpu()
        size += tensor.nbytes
    return shards
