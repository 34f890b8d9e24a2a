"""What every stored experiment is held to: the rows of its file are those that a run yields."""

from types import ModuleType
from typing import Any

from course_lib.experiments.results import Result, stored


def check_stored_rows(experiment: ModuleType, **small: Any) -> None:
    """Run an experiment small: data sets, systems and metrics must be the stored ones, and all seeds stored."""

    def kinds(rows: list[Result]) -> set[tuple[str, str, str]]:
        return {(one.data, one.system, one.metric) for one in rows}

    rows = stored(experiment.__name__.rpartition(".")[2])
    assert kinds([*experiment.run(0, **small)]) == kinds(rows)
    assert {one.seed for one in rows} == set(experiment.SEEDS)
