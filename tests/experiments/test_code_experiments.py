"""The experiments of chapter 24, run small; and what is stored of them."""

import pytest

from course_lib.applications.code import specifications
from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import code_completion, code_real, code_repair, code_town
from course_lib.experiments.results import stored

SMALL = {
    code_completion: {"size": 3, "n_known": 60},
    code_real: {"size": 2, "n_generated": 1},
    code_repair: {"size": 2},
    code_town: {"size": 1, "n_known": 200},
}


def name_of(experiment):
    return experiment.__name__.rpartition(".")[2]


@pytest.fixture
def few_problems(monkeypatch):
    """The town's specifications without the wait for all of them."""
    few = specifications.problems("test", 200)
    monkeypatch.setattr(code_repair, "problems", lambda: few)


@pytest.mark.usefixtures("few_problems")
@pytest.mark.parametrize("experiment", SMALL, ids=name_of)
def test_a_run_yields_shares_and_what_is_stored_is_what_a_run_yields(experiment):
    if experiment is code_real and not all(load_if_possible(one) for one in code_real.DATA):
        pytest.skip("the data is not here")
    small = [*experiment.run(0, **SMALL[experiment])]
    assert small
    assert all(0 <= one.value <= 1 for one in small)
    keys = {(one.data, one.system, one.metric) for one in small}
    assert len(keys) == len(small)
    rows = stored(name_of(experiment))
    assert keys == {(one.data, one.system, one.metric) for one in rows}
    assert {one.seed for one in rows} == set(experiment.SEEDS)


@pytest.mark.usefixtures("few_problems")
def test_a_run_depends_on_the_seed_alone():
    first, second = ([one.value for one in code_repair.run(3, size=2)] for _ in range(2))
    assert first == second
