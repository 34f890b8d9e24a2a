"""The experiments of chapter 26, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.experiments import law_clauses, medicine_adaptation, medicine_deidentification

EXPERIMENTS = [law_clauses, medicine_adaptation, medicine_deidentification]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    check_stored_rows(experiment, size=12)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*medicine_deidentification.run(3, size=10)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
