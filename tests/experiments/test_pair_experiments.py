"""The experiments of chapter 15, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import (
    entailment_snli,
    entailment_town,
    paraphrase_pawsx,
    question_search_town,
    similarity_stsb,
)

NEEDS = {
    entailment_snli: "snli",
    entailment_town: "town/entailment",
    paraphrase_pawsx: "pawsx_zh",
    question_search_town: "town/questions",
    similarity_stsb: "stsb",
}


@pytest.mark.parametrize("experiment", NEEDS, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    if load_if_possible(NEEDS[experiment]) is None:
        pytest.skip("the data is not here")
    check_stored_rows(experiment, size=90, n_steps=2)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*entailment_town.run(3, size=60, n_steps=2)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
