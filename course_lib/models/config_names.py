"""What a model's sizes are called in config.json: one table, read both ways.

    NAMES = {"d_model": ["hidden_size"], "d_ff": ["encoder_ffn_dim", "decoder_ffn_dim"]}

Where Hugging Face has several names for one size of ours, all must have the same value.
weight_names.py does the same for parameters. Tested by tests/models/test_config_names.py.
"""

from collections.abc import Mapping, Sequence
from typing import Any

Names = Mapping[str, Sequence[str]]


def sizes_to_ours(config: Mapping, names: Names, assumed: Mapping) -> dict[str, Any]:
    """Return what a config.json says, under our names: what a config of ours is made of.

    Args:
        config: from `hub.read_config`.
        names: each of our names, with theirs.
        assumed: what transformers assumes for a name of theirs that is missing, or null.

    Raises:
        ValueError: if a name is missing and nothing can be assumed, or values differ that
            must be the same here.
    """
    sizes = {}
    for ours, theirs in names.items():
        values = [_value(config, name, assumed) for name in theirs]
        if any(value != values[0] for value in values):
            raise ValueError(f"{' and '.join(theirs)} must be equal here, got {values}.")
        sizes[ours] = values[0]
    return sizes


def sizes_to_theirs(config: object, names: Names) -> dict[str, Any]:
    """Return the values of a config of ours, under all of their names."""
    sizes: dict[str, Any] = {}
    for ours, theirs in names.items():
        sizes |= dict.fromkeys(theirs, getattr(config, ours))
    return sizes


def _value(config: Mapping, name: str, assumed: Mapping) -> Any:
    if config.get(name) is not None:
        return config[name]
    if name not in assumed:
        raise ValueError(f"config.json must say {name}, got {config.get(name)} for it.")
    return assumed[name]
