"""The experiments of chapter 27, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import (
    trust_bias,
    trust_private,
    trust_robustness,
    trust_secrets,
    trust_stereotypes,
)

SMALL = {
    trust_bias: {"size": 400, "n_steps": 2},
    trust_private: {"size": 60, "n_steps": 2},
    trust_robustness: {"size": 120, "n_steps": 2},
    trust_secrets: {"size": 60, "n_steps": 2},
    trust_stereotypes: {"size": 12},
}


@pytest.mark.parametrize("experiment", SMALL, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    if experiment.DATA == "crows_pairs" and None in map(load_if_possible, ("crows_pairs", "winobias")):
        pytest.skip("the data is not here")
    check_stored_rows(experiment, **SMALL[experiment])


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*trust_bias.run(3, size=400, n_steps=2)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
