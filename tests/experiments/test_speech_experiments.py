"""The experiments of chapter 23, run small; and what is stored of them."""

import pytest

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import speech_desk, speech_digits, speech_numbers, speech_order
from course_lib.experiments.results import stored

SIZES = {speech_desk: 1, speech_order: 2, speech_digits: 8, speech_numbers: 8}


@pytest.mark.parametrize("experiment", SIZES, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    if load_if_possible(experiment.DATA) is None:
        pytest.skip("the data is not here")
    small = {(one.data, one.system, one.metric) for one in experiment.run(0, size=SIZES[experiment])}
    rows = stored(experiment.__name__.rpartition(".")[2])
    assert small == {(one.data, one.system, one.metric) for one in rows}
    assert {one.seed for one in rows} == set(experiment.SEEDS)
