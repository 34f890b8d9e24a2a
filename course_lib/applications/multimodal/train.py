"""`python -m course_lib.applications.multimodal.train`: train the two stored models.

Both learn from the same captioned scenes, most of them pairs, in as many steps on as many pictures. "plain" has them
in any order, as CLIP does; in "with twins" half of each batch are twins of the other half.
"""

import hashlib
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import save_file

from course_lib.applications.multimodal.packed import packed
from course_lib.applications.multimodal.probes import PROBES, share_right, twin
from course_lib.applications.multimodal.scenes import captioned
from course_lib.applications.multimodal.small import Layout, trained_clip
from course_lib.applications.multimodal.stored import FOLDER, NAMES, stored_clip
from course_lib.models.model_files import write_json

N_SCENES, N_STEPS = 6000, 1000
KINDS = ("one", "pair", "pair", "pair", "group")
LAYOUTS: dict[str, dict[str, Any]] = {
    "plain": {"layout": Layout(), "batch_size": 64},
    "with twins": {"layout": Layout(twin), "batch_size": 32},
}


def main(n_steps: int = N_STEPS, folder: Path = FOLDER) -> None:
    """Train, store in 8 bits, and write the card."""
    torch.set_num_threads(1)
    folder.mkdir(exist_ok=True)
    scenes, test = captioned(N_SCENES, 0, kinds=KINDS), captioned(600, "test")
    card: dict[str, object] = {
        "about": "a small CLIP of the town's pictures, without and with twins in the batch",
        "command": "python -m course_lib.applications.multimodal.train",
        "data": f"{N_SCENES:,} captioned scenes, made by the library",
        "licence": "that of the course; no data of others",
        "seed": 0,
        "steps": n_steps,
    }
    for name, how in LAYOUTS.items():
        model, _ = trained_clip(scenes, n_steps=n_steps, **how)
        path = folder / f"{NAMES[name]}.safetensors"
        save_file(packed(model.state_dict()), path)
        model = stored_clip(name, folder)
        card[name] = {probe: round(share_right(model, test, probe), 3) for probe in PROBES}
        card[f"sha256 of {path.name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    write_json(folder / "card.json", card)


if __name__ == "__main__":
    main()
