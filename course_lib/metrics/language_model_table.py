"""One table of all language models of the course: the same training text, the same held-out text.

A chapter trains its model on `texts().train`, measures its mean loss a token on
`texts().held_out`, and hands it to `record`. Models with other tokens than these are
compared by bits a character, which do not depend on how a text is cut.

The results stand in language_models.tsv. `make notebooks` writes them; every other run
holds the number that it measures against the one that stands there.
"""

import csv
import math
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from course_lib.corpora.town.tasks.text import town_text
from course_lib.metrics.perplexity import bits_per_character
from course_lib.tokenizers.bpe import ByteBPETokenizer

RESULTS = Path(__file__).with_name("language_models.tsv")
N_CHARACTERS = 1_000_000  # of which the last tenth is held out
VOCAB_SIZE = 1024


@dataclass(frozen=True)
class Texts:
    """The town's text in tokens, for training and held out.

    Args:
        tokenizer: byte-level BPE, trained on the training text.
        train: ids to train on.
        held_out: ids to be predicted; `n_characters` is their length in characters.
    """

    tokenizer: ByteBPETokenizer
    train: list[int]
    held_out: list[int]
    n_characters: int


@dataclass(frozen=True)
class Result:
    """How well a model predicts the held-out text.

    Args:
        chapter: its number, such as "02".
        model: its name, the same in every run.
        n_numbers: parameters, or counts kept.
        bits: mean loss in bits a character.
    """

    chapter: str
    model: str
    n_numbers: int
    bits: float


@cache
def texts() -> Texts:
    """Return the text of all models in the table (4 seconds; kept)."""
    train, held_out = town_text("en", N_CHARACTERS).split()
    tokenizer = ByteBPETokenizer.train([train], VOCAB_SIZE)
    return Texts(tokenizer, tokenizer.encode(train), tokenizer.encode(held_out), len(held_out))


def record(chapter: str, model: str, n_numbers: int, loss: float, tolerance: float = 0.03) -> None:
    """Put a model into the table; or, in a later run, see that it does as well as before.

    Args:
        chapter: its number, such as "02".
        model: its name.
        n_numbers: parameters, or counts kept.
        loss: mean over `texts().held_out`, in nats a token.
        tolerance: how far a run may lie from the table, in bits a character.

    Raises:
        ValueError: if the table has no such model, or a number that is too different.
    """
    held_out = texts()
    bits = bits_per_character(loss, len(held_out.held_out), held_out.n_characters)
    new = Result(chapter, model, n_numbers, bits)
    known = {each.model: each for each in results()}
    if os.environ.get("COURSE_RECORD"):
        write([*(each for each in known.values() if each.model != model), new])
        return
    if model not in known:
        raise ValueError(f"model must be one of {sorted(known)}, got {model!r}; to add it, run with COURSE_RECORD=1.")
    if not abs(known[model].bits - bits) <= tolerance:
        raise ValueError(
            f"{model} must come within {tolerance} of the table's {known[model].bits:.3f} bits a character, "
            f"got {bits:.3f}; if the change is meant, run with COURSE_RECORD=1."
        )


def results() -> list[Result]:
    """Return all results, in the order of the chapters, the worst of a chapter first."""
    with RESULTS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    return [Result(row["chapter"], row["model"], int(row["n_numbers"]), float(row["bits"])) for row in rows]


def write(new: Sequence[Result]) -> None:
    ordered = sorted(new, key=lambda each: (each.chapter, -each.bits))
    with RESULTS.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["chapter", "model", "n_numbers", "bits"])
        writer.writerows((each.chapter, each.model, each.n_numbers, f"{each.bits:.3f}") for each in ordered)


def table(chapter: str) -> list[dict[str, str]]:
    """Return the rows to show in a chapter: its own models, and those of the chapters before."""
    held_out = texts()
    nats = math.log(2) * held_out.n_characters / len(held_out.held_out)  # a token, at one bit a character
    return [
        {
            "chapter": each.chapter,
            "model": each.model,
            "numbers in it": f"{each.n_numbers:,}",
            "bits a character": f"{each.bits:.2f}",
            "perplexity a token": f"{math.exp(each.bits * nats):.1f}",
        }
        for each in results()
        if each.chapter <= chapter
    ]
