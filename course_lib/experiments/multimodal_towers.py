"""What two towers learn of a picture, and what they need not learn.

Four models, each with as many steps on as many pictures and captions, most of them pairs: a Transformer of two layers
reads the captions; a bag of words does; half of each batch are twins of the other half, which differ in one respect;
and the same with a Transformer of one layer. Then each picture has its caption beside a false one (probes), left and
right are exchanged (mirror), and single things are named, zero-shot, of combinations of colour and kind that were in
the training and of those held out.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import torch

from course_lib.applications.multimodal.clip import Clip, zero_shot
from course_lib.applications.multimodal.probes import PROBES, mirror_right, share_right, twin
from course_lib.applications.multimodal.scenes import Captioned, captioned, combinations
from course_lib.applications.multimodal.small import CONFIG, Layout, trained_clip, vectors_of_scenes, vectors_of_texts
from course_lib.experiments.results import Result

SEEDS = range(3)
DATA = "town pictures"
N_SCENES, N_STEPS, KINDS = 6000, 600, ("one", "pair", "pair", "pair", "group")
SYSTEMS: dict[str, dict[str, Any]] = {
    "Transformer": {"batch_size": 64},
    "bag of words": {"config": replace(CONFIG, reads_order=False), "batch_size": 64},
    "twins": {"layout": Layout(twin), "batch_size": 32},
    "twins, one layer": {"layout": Layout(twin), "config": replace(CONFIG, n_layers=1), "batch_size": 32},
}


def run(seed: int, n_steps: int = N_STEPS, n_test: int = 600) -> Iterator[Result]:
    """Yield the share that is right, of each model and each question."""
    scenes, test = captioned(N_SCENES, seed, kinds=KINDS), captioned(n_test, f"test {seed}")
    for system, how in SYSTEMS.items():
        model, _ = trained_clip(scenes, n_steps=n_steps, seed=seed, **how)
        for probe in PROBES:
            yield Result(DATA, system, probe, share_right(model, test, probe), seed)
        yield Result(DATA, system, "mirror", mirror_right(model, test), seed)
        for name, held_out in (("seen", False), ("new", True)):
            ones = captioned(n_test // 2, f"named {seed}", kinds=("one",), held_out=held_out)
            yield Result(DATA, system, f"named, {name}", named_right(model, ones), seed)


def named_right(model: Clip, ones: list[Captioned]) -> float:
    """Return the share of single things of which colour and kind are both named right, among all thirty."""
    every = combinations(None)
    prompts = vectors_of_texts(model, [f"a {colour} {thing}" for colour, thing in every])
    answers = zero_shot(vectors_of_scenes(model, [one.scene for one in ones]), list(prompts[:, None]))
    right = torch.tensor([every.index((one.claim.things[0].colour, one.claim.things[0].thing)) for one in ones])
    return (answers == right).double().mean().item()
