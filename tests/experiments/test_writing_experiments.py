"""The experiments of chapter 18, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.experiments import writing_control, writing_decoding, writing_style

SMALL = [(writing_control, {"size": 2}), (writing_decoding, {"size": 2, "n_new": 12}), (writing_style, {"size": 3})]


@pytest.mark.parametrize(
    ("experiment", "small"), SMALL, ids=lambda one: getattr(one, "__name__", "").rpartition(".")[2]
)
def test_what_is_stored_is_what_a_run_yields(experiment, small):
    check_stored_rows(experiment, **small)


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*writing_decoding.run(2, size=2, n_new=8)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
