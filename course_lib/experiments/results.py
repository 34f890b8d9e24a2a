"""What the long experiments measured: NAME.tsv beside NAME.py, one row a number.

An experiment is a module of this package with

    SEEDS = range(5)
    def run(seed: int) -> Iterator[Result]: …

and `python -m course_lib.experiments NAME` repeats it and stores its rows.
Tested by tests/experiments/test_results.py.
"""

import csv
import time
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields, replace
from importlib import import_module
from pathlib import Path
from typing import Any

from course_lib.metrics.repeats import Estimate

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Result:
    """One number of one run.

    Args:
        data: the data set's name, as `load` knows it.
        system: what was tried, "bag of words" or "pretrained, 300 labels".
        metric: what the value is: "accuracy", "F1" …
        value: higher or lower is better, as the metric has it.
        seed: of the run.
        seconds: from the row before to this one, on the machine that made it.
    """

    data: str
    system: str
    metric: str
    value: float
    seed: int = 0
    seconds: float = 0.0


def names() -> list[str]:
    """Return the experiments that there are."""
    found = {path.stem for path in HERE.glob("*.py")}
    return sorted(found - {"__init__", "__main__", "results"})


def check_name(name: str) -> None:
    """Refuse an experiment that there is not."""
    if name not in names():
        raise ValueError(f"there is {', '.join(names())}; got {name!r}.")


def stored(name: str) -> list[Result]:
    """Return the stored rows of an experiment.

    Raises:
        ValueError: if there is none of that name, or it has not been run.
    """
    check_name(name)
    path = HERE / f"{name}.tsv"
    if not path.exists():
        command = f"python -m course_lib.experiments {name}"
        raise ValueError(f"{path.name} must be there, and is not: {command} makes it.")
    with path.open(encoding="utf-8", newline="") as file:
        return [result_of(row) for row in csv.DictReader(file, delimiter="\t")]


def result_of(row: dict[str, str]) -> Result:
    """Return a row of a file as a result."""
    numbers: dict[str, Any] = {"seed": int(row["seed"])}
    numbers |= {name: float(row[name]) for name in ("value", "seconds")}
    return Result(row["data"], row["system"], row["metric"], **numbers)


def timed(results: Iterable[Result]) -> Iterator[Result]:
    """Yield results, each with the seconds that it took."""
    before = time.perf_counter()
    for result in results:
        now = time.perf_counter()
        yield replace(result, seconds=round(now - before, 1))
        before = time.perf_counter()


def repeat(name: str) -> Iterator[Result]:
    """Run an experiment with each of its seeds; yield its rows, and store them seed by seed.

    What is stored is replaced when the first seed is done; a run that is cut off keeps the
    seeds that it has finished.

    Raises:
        ValueError: if there is none of that name.
    """
    check_name(name)
    experiment = import_module(f"course_lib.experiments.{name}")
    rows = []
    for seed in experiment.SEEDS:
        for result in timed(experiment.run(seed)):
            rows.append(result)
            yield result
        write(HERE / f"{name}.tsv", rows)


def write(path: Path, rows: Iterable[Result]) -> None:
    """Write rows, values to four decimals."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(field.name for field in fields(Result))
        for row in rows:
            data, system, metric, value, *rest = astuple(row)
            writer.writerow([data, system, metric, f"{value:.4f}", *rest])


def estimates(
    name: str, data: str | None = None, metric: str | None = None
) -> dict[tuple[str, str, str], float | Estimate]:
    """Return what was stored, by (data, system, metric), in the order of the file.

    Over several seeds it is an `Estimate`; what does not depend on a seed, and has one
    row, stays a number.

    Args:
        name: of the experiment.
        data: of one data set only.
        metric: of one metric only.

    Raises:
        ValueError: as for `stored`; if nothing is left.
    """
    values: dict[tuple[str, str, str], list[float]] = {}
    for row in stored(name):
        if data in (None, row.data) and metric in (None, row.metric):
            key = row.data, row.system, row.metric
            values.setdefault(key, []).append(row.value)
    if not values:
        raise ValueError(f"{name} must hold {data or metric}, and does not.")
    return {key: one[0] if len(one) == 1 else Estimate(tuple(one)) for key, one in values.items()}


def table(name: str, data: str | None = None, metric: str | None = None) -> str:
    """Return `estimates` as lines of text: data, system, metric, mean and interval."""
    rows = [
        (*key, f"{value:.2f}" if isinstance(value, float) else str(value))
        for key, value in estimates(name, data, metric).items()
    ]
    widths = [max(len(row[i]) for row in rows) for i in range(3)]
    cells = [[one.ljust(n) for one, n in zip(row[:3], widths, strict=True)] for row in rows]
    return "\n".join("  ".join([*c, row[3]]) for c, row in zip(cells, rows, strict=True))
