"""The experiments of chapter 17, run small; and what is stored of them."""

from typing import Any

import pytest

from course_lib.experiments import (
    few_labels,
    instruction_tuning,
    lora_against_full,
    low_resource_chinese,
    preferences_dpo,
)
from course_lib.experiments.results import stored

SMALL: dict[Any, dict[str, Any]] = {
    few_labels: {"n": 8, "n_steps": 2, "n_test": 10},
    instruction_tuning: {"n_steps": 2, "n_train": 8, "n_test": 4},
    lora_against_full: {"n_steps": 2, "n_test": 10},
    low_resource_chinese: {"amounts": (20, 200, 2000), "n_steps": 2, "real": ()},
    preferences_dpo: {"n_train": 24, "n_test": 16, "steps": {"30 steps": 1, "90 steps": 2}},
}


@pytest.mark.parametrize("experiment", SMALL, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    name = experiment.__name__.rpartition(".")[2]
    small = {(one.data, one.system, one.metric) for one in experiment.run(0, **SMALL[experiment])}
    rows = stored(name)
    long = {(one.data, one.system, one.metric) for one in rows if one.data != "csl_category"}
    assert small == long
    seeds = {one.seed for one in rows}
    assert seeds == set(experiment.SEEDS)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*few_labels.run(3, n=8, n_steps=2, n_test=10)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
