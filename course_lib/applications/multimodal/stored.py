"""Trained models that come with the chapter: `stored_clip("plain")` and `stored_clip("with twins")`.

`python -m course_lib.applications.multimodal.train` makes them.
Tested by tests/applications/multimodal/test_stored.py.
"""

from pathlib import Path
from typing import Any

from safetensors.torch import load_file

from course_lib.applications.multimodal.clip import Clip
from course_lib.applications.multimodal.packed import clip_of
from course_lib.applications.multimodal.small import CONFIG
from course_lib.models.model_files import read_json

FOLDER = Path(__file__).with_name("town_clip")
NAMES = {"plain": "plain", "with twins": "with_twins"}


def stored_clip(name: str, folder: Path = FOLDER) -> Clip:
    """Return a stored model, ready for use.

    Raises:
        ValueError: if there is no such model, or it has not been made.
    """
    if name not in NAMES:
        raise ValueError(f"the stored models are {', '.join(NAMES)}; got {name!r}.")
    path = folder / f"{NAMES[name]}.safetensors"
    if not path.exists():
        command = "python -m course_lib.applications.multimodal.train"
        raise ValueError(f"{path.name} must be there, and is not: {command} makes it.")
    return clip_of(load_file(path), CONFIG)


def stored_card(folder: Path = FOLDER) -> dict[str, Any]:
    """Return what is to be known of the stored models: how they were made, and how good they are."""
    return read_json(folder / "card.json")
