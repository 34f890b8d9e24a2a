"""The experiments of chapter 21, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import answers_open_book, answers_town, answers_written, answers_xquad

EXPERIMENTS = {answers_open_book: 4, answers_town: 12, answers_written: 12, answers_xquad: 20}


@pytest.mark.parametrize(("experiment", "size"), EXPERIMENTS.items(), ids=lambda one: getattr(one, "__name__", ""))
def test_what_is_stored_is_what_a_run_yields(experiment, size):
    if experiment is answers_xquad and load_if_possible("xquad") is None:
        pytest.skip("the data is not here")
    check_stored_rows(experiment, size=size)
