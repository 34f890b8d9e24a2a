"""The experiments of chapter 25, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import (
    education_fairness,
    education_feedback,
    education_gaming,
    education_scores,
    education_short_answers,
    education_tutor,
)

SIZES = {
    education_fairness: 150,
    education_feedback: 150,
    education_gaming: 150,
    education_scores: 150,
    education_short_answers: 200,
    education_tutor: 6,
}


@pytest.mark.parametrize("experiment", SIZES, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    if experiment is education_short_answers and load_if_possible(experiment.DATA) is None:
        pytest.skip("the data is not here")
    check_stored_rows(experiment, size=SIZES[experiment])


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*education_gaming.run(3, size=100)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
