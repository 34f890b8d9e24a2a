"""The experiments of chapter 28, run small; and what is stored of them."""

from typing import Any

import pytest
from experiment_rows import check_stored_rows

from course_lib.experiments import multimodal_captions, multimodal_labels, multimodal_towers

SMALL: dict[Any, dict[str, Any]] = {
    multimodal_captions: {"n_steps": 2, "n_test": 12},
    multimodal_labels: {"n_steps": 2, "sizes": (40, 50), "n_test": 12},
    multimodal_towers: {"n_steps": 2, "n_test": 60},
}


@pytest.mark.parametrize("experiment", SMALL, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    check_stored_rows(experiment, **SMALL[experiment])


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*multimodal_towers.run(3, **SMALL[multimodal_towers])] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]
