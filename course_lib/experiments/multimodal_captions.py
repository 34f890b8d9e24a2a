"""Captions judged by truth: written word by word, and taken from those of the training.

Two captioners begin with the picture towers of the stored models, plain and with twins, and learn from the same scenes
for as many steps. Beside them stands, for each of the models, the training caption that it finds nearest. Each
describes pictures of combinations that were in the training, and of those held out. The seed is that of the decoder,
of the scenes and of the test; the towers are always the same.
"""

from collections.abc import Iterator

from course_lib.applications.multimodal.captioner import nearest_captions, trained_captioner, truth
from course_lib.applications.multimodal.scenes import captioned
from course_lib.applications.multimodal.stored import NAMES, stored_clip
from course_lib.experiments.results import Result

SEEDS = range(3)
DATA = "town pictures"
N_SCENES, N_STEPS, KINDS = 6000, 350, ("one", "pair", "pair", "pair", "group")
SORTS = ("thing", "colour", "count", "place", "complete")


def run(seed: int, n_steps: int = N_STEPS, n_test: int = 300) -> Iterator[Result]:
    """Yield the share of true statements of each sort, and of captions that are true and complete."""
    train = captioned(N_SCENES, seed, kinds=KINDS)
    known = sorted({one.text for one in train})
    tests = {
        name: [one.scene for one in captioned(n_test, f"test {seed}", held_out=held_out)]
        for name, held_out in (("seen", False), ("new", True))
    }
    for tower in NAMES:
        clip = stored_clip(tower)
        written = {name: {"nearest": nearest_captions(clip, scenes, known)} for name, scenes in tests.items()}
        writer, _ = trained_captioner(train, tower=clip.picture_tower, n_steps=n_steps, seed=seed)
        for name, scenes in tests.items():
            written[name]["captioner"] = writer.captions(scenes)
            for system, texts in written[name].items():
                found = truth(texts, scenes)
                for sort in SORTS:
                    yield Result(f"{DATA}, {name}", f"{system}, {tower}", sort, found.get(sort, 0.0), seed)
