"""The experiments of chapter 14, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import (
    events_litbank,
    events_town,
    ner_town,
    ner_wnut17,
    reading_town,
    reading_xquad,
    relations_semeval,
    relations_town,
    roles_up_ewt,
)

EXPERIMENTS = [
    events_litbank,
    events_town,
    ner_town,
    ner_wnut17,
    reading_town,
    reading_xquad,
    relations_semeval,
    relations_town,
    roles_up_ewt,
]


@pytest.mark.parametrize("experiment", EXPERIMENTS, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    if load_if_possible(experiment.DATA) is None:
        pytest.skip("the data is not here")
    check_stored_rows(experiment, size=60)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*ner_town.run(3, size=30)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
