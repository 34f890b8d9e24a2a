"""The experiments of chapter 22, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import (
    dialogue_desk,
    dialogue_noise,
    dialogue_real,
    dialogue_state,
    dialogue_understanding,
    dialogue_wording,
)

SMALL = [
    (dialogue_desk, {"size": 4, "n_talks": 10}),
    (dialogue_noise, {"size": 3}),
    (dialogue_real, {"size": 70, "epochs": 1}),
    (dialogue_state, {"size": 4, "n_talks": 10}),
    (dialogue_understanding, {"size": 60, "n_steps": 2}),
    (dialogue_wording, {"size": 2, "n_steps": 1}),
]


@pytest.mark.parametrize(
    ("experiment", "small"), SMALL, ids=lambda one: getattr(one, "__name__", "").rpartition(".")[2]
)
def test_what_is_stored_is_what_a_run_yields(experiment, small):
    if experiment is dialogue_real and load_if_possible("clinc150") is None:
        pytest.skip("the data is not here")
    check_stored_rows(experiment, **small)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*dialogue_noise.run(2, size=2)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
