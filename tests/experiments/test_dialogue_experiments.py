"""The experiments of chapter 22, run small; and what is stored of them."""

import pytest

from course_lib.experiments import (
    dialogue_desk,
    dialogue_noise,
    dialogue_state,
)
from course_lib.experiments.results import stored

SMALL = [
    (dialogue_desk, {"size": 4, "n_talks": 10}),
    (dialogue_noise, {"size": 3}),
    (dialogue_state, {"size": 4, "n_talks": 10}),
]


@pytest.mark.parametrize(
    ("experiment", "small"), SMALL, ids=lambda one: getattr(one, "__name__", "").rpartition(".")[2]
)
def test_what_is_stored_is_what_a_run_yields(experiment, small):
    found = {(one.data, one.system, one.metric) for one in experiment.run(0, **small)}
    assert found
    name = experiment.__name__.rpartition(".")[2]
    rows = stored(name)
    assert found == {(one.data, one.system, one.metric) for one in rows}
    assert {one.seed for one in rows} == set(experiment.SEEDS)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*dialogue_noise.run(2, size=2)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
