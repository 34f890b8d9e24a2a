"""The log of a training: a line of JSON a step, which any program reads while it grows.

    {"step": 7, "loss": 2.31, "learning_rate": 0.001}

TensorBoard, if wanted, gets the same numbers. Held by tests/training/test_log.py, which
reads both back.
"""

import json
import math
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Any

Record = dict[str, float]


class TrainingLog:
    """Writes records to a file, after those in it. To be closed, or used in a `with`.

    Args:
        path: the file, of lines of JSON.
        tensorboard: a folder for TensorBoard's own format as well; None for none.

    Raises:
        ImportError: if TensorBoard is wanted and is not installed.
        ValueError: if the file holds something other than records.
    """

    def __init__(self, path: str | Path, tensorboard: str | Path | None = None) -> None:
        self.path = Path(path)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        self.tensorboard = tensorboard
        self._board: Any = board(tensorboard) if tensorboard is not None else None
        if self.path.exists():
            self._rewrite(read_log(self.path))  # half a line of a killed run must go
        self._file = open(self.path, "a", encoding="utf-8")  # noqa: SIM115

    def write(self, step: int, **values: float) -> None:
        """Add a record, with the time in seconds since 1970; it is then in the file.

        Raises:
            ValueError: if a value is no finite number, which JSON cannot say.
        """
        for name, value in values.items():
            if not math.isfinite(value):
                came = f"{value} at step {step}"
                raise ValueError(f"{name} must be a finite number, got {came}.")
        record = {"step": step, **values, "time": time.time()}
        self._file.write(json.dumps(record) + "\n")
        self._file.flush()
        if self._board is not None:
            for name, value in values.items():
                self._board.add_scalar(name, value, step)

    def rewind(self, n_steps: int) -> None:
        """Drop the records from step `n_steps` on: they are about to be done again.

        TensorBoard is told to forget them, and does so when it reads its files.
        """
        self._file.close()
        records = read_log(self.path)
        self._rewrite([record for record in records if record["step"] < n_steps])
        self._file = open(self.path, "a", encoding="utf-8")  # noqa: SIM115
        if self.tensorboard is not None:
            self._board.close()
            self._board = board(self.tensorboard, n_steps)

    def close(self) -> None:
        self._file.close()
        if self._board is not None:
            self._board.close()

    def __enter__(self) -> "TrainingLog":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _rewrite(self, records: list[Record]) -> None:
        beside = self.path.with_name(self.path.name + ".part")
        lines = "".join(json.dumps(record) + "\n" for record in records)
        beside.write_text(lines, encoding="utf-8")
        os.replace(beside, self.path)


def read_log(path: str | Path) -> list[Record]:
    """Return all records.

    A last line without an end is left out: a run was killed while writing it.

    Raises:
        ValueError: if another line is not a record, naming the line.
    """
    *lines, _unfinished = Path(path).read_text(encoding="utf-8").split("\n")
    records = []
    for number, line in enumerate(lines, start=1):
        try:
            record = json.loads(line)
        except json.JSONDecodeError:
            record = None
        if not isinstance(record, dict) or "step" not in record:
            must = f"each line of {path} must be a JSON object with a step"
            raise ValueError(f"{must}, got {line[:60]!r} in line {number}.")
        records.append(record)
    return records


def column(records: list[Record], name: str) -> tuple[list[int], list[float]]:
    """Return the steps at which a value was written, and the values: ready to plot.

    >>> column([{"step": 0, "loss": 3.0}, {"step": 1, "loss": 2.5}], "loss")
    ([0, 1], [3.0, 2.5])

    Raises:
        ValueError: if no record has it.
    """
    rows = [record for record in records if name in record]
    if not rows:
        known = sorted({key for record in records for key in record})
        raise ValueError(f"name must be one of {known}, got {name!r}.")
    return [int(row["step"]) for row in rows], [row[name] for row in rows]


def board(folder: str | Path, n_steps: int | None = None) -> Any:
    """Return TensorBoard's writer; steps from `n_steps` on are forgotten, if given."""
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError as error:
        to_do = "TensorBoard is wanted and not installed: pip install tensorboard."
        raise ImportError(to_do) from error
    return SummaryWriter(str(folder), purge_step=n_steps)
