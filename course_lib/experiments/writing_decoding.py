"""What each way of decoding does to repetition, diversity and coherence, on the town's GPT.

Ten openings, 200 tokens after each, and the teller's own stories cut to as many. Ways
without chance run once.
"""

from collections.abc import Iterator
from dataclasses import asdict

import torch

from course_lib.applications.writing.ways import WAYS, Qualities, qualities, write_by
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.coherence import sentences
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.experiments.results import Result
from course_lib.models.pretrained import load_with_tokenizer

SEEDS = range(3)
DATA = "town/stories"
N_NEW = 200


def run(seed: int, size: int = 10, n_new: int = N_NEW) -> Iterator[Result]:
    """Yield the qualities of each way's texts, and at first the teller's."""
    model, tokenizer = load_with_tokenizer(checkpoint("town_gpt"))
    town = Town()
    told = [story(town, "en", Chance("decoding", k)).text for k in range(size)]
    openings = [sentences(text.split("\n")[0])[0] for text in told]
    if seed == 0:
        n_tokens = [len(tokenizer.encode(opening)) + n_new for opening in openings]
        ids = [tokenizer.encode(text)[:n] for text, n in zip(told, n_tokens, strict=True)]
        texts = [tokenizer.decode(row) for row in ids]
        yield from rows("the teller", qualities(model, tokenizer, openings, texts, town), seed)
    for name, way in WAYS.items():
        if way.temperature is None and seed > 0:
            continue
        chance = torch.Generator().manual_seed(seed)
        texts = write_by(way, model, tokenizer, openings, n_new, chance)
        yield from rows(name, qualities(model, tokenizer, openings, texts, town), seed)


def rows(system: str, found: Qualities, seed: int) -> Iterator[Result]:
    """Yield a result for each quality."""
    for metric, value in asdict(found).items():
        yield Result(DATA, system, metric, value, seed)
