"""The experiments of chapter 20, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.experiments import summaries_copying, summaries_extractive


@pytest.mark.parametrize("experiment", [summaries_extractive, summaries_copying], ids=lambda one: one.__name__)
def test_what_is_stored_is_what_a_run_yields(experiment):
    check_stored_rows(experiment, size=60)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*summaries_extractive.run(3, size=20)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
