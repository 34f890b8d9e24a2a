"""What a sweep measured, one row a measurement; the stored ones are in sweep.tsv.

Tested by tests/scaling/test_sweep.py.
"""

import csv
from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

RESULTS = Path(__file__).with_name("sweep.tsv")
RUNS = (1, 2, 4, 8, 16, 32)  # lengths of "all of the next k characters right"


@dataclass(frozen=True)
class Row:
    """One measurement.

    Args:
        corpus: the name of the text.
        d_model: the width of the model.
        n_parameters: without embeddings.
        tokens: how many characters it had read when it was measured.
        planned: how many its learning-rate schedule was made for.
        seed: of the weights, and of the order of the text.
        loss: on the held-out text, in nats a character.
        right: for each k of `RUNS`, how often all of the next k characters were right;
            measured at the end of a training only, else empty.
    """

    corpus: str
    d_model: int
    n_parameters: int
    tokens: int
    planned: int
    seed: int
    loss: float
    right: tuple[float, ...] = ()

    @property
    def is_finished(self) -> bool:
        return self.tokens == self.planned


def frontier(rows: Sequence[Row]) -> list[Row]:
    """Return the rows that have a lower loss than all that cost less, 6 · N · D."""
    kept: list[Row] = []
    for row in sorted(rows, key=lambda one: one.n_parameters * one.tokens):
        if not kept or row.loss < kept[-1].loss:
            kept.append(row)
    return kept


def read(path: Path = RESULTS) -> list[Row]:
    """Return the rows of a file, none if there is no such file."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return [row_of(one) for one in csv.DictReader(file, delimiter="\t")]


def row_of(one: dict[str, str]) -> Row:
    right = tuple(float(one[f"right_{k}"]) for k in RUNS) if one["right_1"] else ()
    whole = ("d_model", "n_parameters", "tokens", "planned", "seed")
    numbers = {name: int(one[name]) for name in whole}
    return Row(corpus=one["corpus"], loss=float(one["loss"]), right=right, **numbers)


def write(path: Path, rows: Sequence[Row]) -> None:
    """Write rows in order: by corpus, plan, width, seed, tokens."""
    names = [field.name for field in fields(Row)][:-1]
    ordered = sorted(
        rows,
        key=lambda r: (r.corpus, r.planned, r.d_model, r.seed, r.tokens),
    )
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow([*names, *(f"right_{k}" for k in RUNS)])
        for row in ordered:
            *numbers, loss, right = astuple(row)
            shares = [f"{share:.4f}" for share in right] or [""] * len(RUNS)
            writer.writerow([*numbers, f"{loss:.4f}", *shares])
