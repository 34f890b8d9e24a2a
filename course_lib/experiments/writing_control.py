"""Does the writer do as its control line says? For each genre and control, four kinds of texts:

the town        the town's own texts: how far the judges can be trusted
its line        drawn below the control line that is judged
another's line  drawn below the line of another text of the genre
genre alone     drawn below a line that has the genre and no more
"""

from collections.abc import Iterator, Sequence
from typing import Any

import torch

from course_lib.applications.writing.controlled import asked_for, obedience, write_for
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.genres.control_lines import control_line
from course_lib.corpora.town.tasks.writing import MAKERS, Piece
from course_lib.experiments.results import Result
from course_lib.models.pretrained import load_with_tokenizer

SEEDS = range(3)
DATA = "town/writing"
HOW: dict[str, Any] = {"temperature": 0.7, "top_p": 0.95}


def run(seed: int, size: int = 20) -> Iterator[Result]:
    """Yield the share of texts that obey each control of each genre."""
    model, tokenizer = load_with_tokenizer(checkpoint("town_writer"))
    for genre in MAKERS:
        asked = asked_for(genre, size, seed=seed)
        lines = {
            "its line": [one.line for one in asked],
            "another's line": [one.line for one in [*asked[1:], asked[0]]],
            "genre alone": [control_line(genre)] * size,
        }
        yield from rows(genre, "the town", [one.text for one in asked], asked, seed)
        for system, given in lines.items():
            chance = torch.Generator().manual_seed(seed)
            texts = write_for(model, tokenizer, given, chance, **HOW)
            yield from rows(genre, system, texts, asked, seed)


def rows(
    genre: str,
    system: str,
    texts: Sequence[str],
    asked: Sequence[Piece],
    seed: int,
) -> Iterator[Result]:
    """Yield a result for each control, named "genre: control"."""
    for key, share in obedience(texts, asked).items():
        yield Result(DATA, system, f"{genre}: {key}", share, seed)
