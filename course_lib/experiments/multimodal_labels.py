"""Naming the colour and the kind of a single thing from labels, by what is not CLIP.

With 60 and with 1,000 labelled pictures: colours counted and a logistic regression, the nearest picture by pixels, and
a ViT as large as the CLIP's. The zero-shot numbers to compare with are in multimodal_towers.
"""

from collections.abc import Iterator

import torch
from torch import Tensor

from course_lib.applications.multimodal.baselines import LabelledPictures, by_histogram, by_pixels, by_vit
from course_lib.applications.multimodal.scenes import COLOURS, THINGS, Captioned, captioned, pixels
from course_lib.experiments.results import Result

SEEDS = range(3)
DATA = "town pictures"
SIZES = (60, 1000)
N_STEPS = 150


def run(seed: int, n_steps: int = N_STEPS, sizes: tuple[int, int] = SIZES, n_test: int = 300) -> Iterator[Result]:
    """Yield the accuracy of each way with each number of labels."""
    train = captioned(max(sizes), f"labelled {seed}", kinds=("one",))
    test = captioned(n_test, f"named {seed}", kinds=("one",))
    images, test_images = pixels(one.scene for one in train), pixels(one.scene for one in test)
    for metric, names in (("colour", COLOURS), ("kind", THINGS)):
        labels, right = labels_of(train, metric), labels_of(test, metric)
        for n in sizes:
            given = LabelledPictures(images[:n], labels[:n])
            answers = {
                "colour histogram": by_histogram(given, test_images),
                "nearest pixels": by_pixels(given, test_images),
                "ViT": by_vit(given, test_images, len(names), n_steps, seed),
            }
            for system, answer in answers.items():
                share = (answer == right).double().mean().item()
                yield Result(DATA, f"{system}, {SIZES[sizes.index(n)]:,} labels", metric, share, seed)


def labels_of(examples: list[Captioned], metric: str) -> Tensor:
    """Return the number of each one's colour or kind."""
    things = [one.claim.things[0] for one in examples]
    if metric == "colour":
        return torch.tensor([COLOURS.index(what.colour) for what in things])
    return torch.tensor([THINGS.index(what.thing) for what in things])
