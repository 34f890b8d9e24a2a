"""The experiments of chapter 23, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import speech_desk, speech_digits, speech_numbers, speech_order

SIZES = {speech_desk: 1, speech_order: 2, speech_digits: 8, speech_numbers: 8}


@pytest.mark.parametrize("experiment", SIZES, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    if load_if_possible(experiment.DATA) is None:
        pytest.skip("the data is not here")
    check_stored_rows(experiment, size=SIZES[experiment])
