"""The experiments of chapter 24, run small; and what is stored of them."""

import pytest

from course_lib.experiments import code_completion
from course_lib.experiments.results import stored

SMALL = {
    code_completion: {"size": 3, "n_known": 60},
}


def name_of(experiment):
    return experiment.__name__.rpartition(".")[2]


@pytest.mark.parametrize("experiment", SMALL, ids=name_of)
def test_a_run_yields_shares_and_what_is_stored_is_what_a_run_yields(experiment):
    small = [*experiment.run(0, **SMALL[experiment])]
    assert small
    assert all(0 <= one.value <= 1 for one in small)
    keys = {(one.data, one.system, one.metric) for one in small}
    assert len(keys) == len(small)
    rows = stored(name_of(experiment))
    assert keys == {(one.data, one.system, one.metric) for one in rows}
    assert {one.seed for one in rows} == set(experiment.SEEDS)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([one.value for one in code_completion.run(3, size=2, n_known=60)] for _ in range(2))
    assert first == second
