"""The desk's sentences: by templates, and by the town's GPT, fine-tuned on its turns.

`faithful` is the share of sentences that lack no fact and invent none, `variety` the
number of different sentences for a hundred turns when the facts in them are hidden.
About 45 seconds a seed on one core.
"""

from collections.abc import Iterator, Sequence

import torch

from course_lib.applications.dialogue.simulation import talks
from course_lib.applications.dialogue.spoken import Spoken, is_faithful, say, speaker, to_say
from course_lib.applications.dialogue.understanding import Rules
from course_lib.applications.dialogue.wording import variety
from course_lib.experiments.results import Result

SEEDS = range(3)
DATA = "town/dialogues"
N_TALKS, SIZE, N_STEPS = 500, 50, 150


def run(seed: int, size: int = SIZE, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield both figures of the town's own sentences and of the model's."""
    train, asked = to_say(talks(N_TALKS, seed)), to_say(talks(2 * size, 1000 + seed))[:size]
    yield from scored("templates", [one.turn.text for one in asked], asked, seed)
    model, tokenizer = speaker(train, n_steps, seed)
    lines = [one.facts for one in asked]
    yield from scored("GPT, likeliest words", say(model, tokenizer, lines), asked, seed)
    chance = torch.Generator().manual_seed(seed)
    drawn = say(model, tokenizer, lines, generator=chance, temperature=0.8)
    yield from scored("GPT, drawn words", drawn, asked, seed)


def scored(system: str, texts: list[str], asked: Sequence[Spoken], seed: int) -> Iterator[Result]:
    """Yield how many sentences are faithful, and how many differ."""
    right = [is_faithful(text, one.turn, Rules(one.talk.records)) for text, one in zip(texts, asked, strict=True)]
    yield Result(DATA, system, "faithful", sum(right) / len(right), seed)
    values = [dict(one.turn.values) for one in asked]
    yield Result(DATA, system, "variety", 100 * variety(texts, values) / len(texts), seed)
