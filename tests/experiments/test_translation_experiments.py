"""The experiments of chapter 19, run small; and what is stored of them."""

import pytest
from experiment_rows import check_stored_rows

from course_lib.corpora.corpus import load_if_possible
from course_lib.experiments import translation_amount, translation_context, translation_tatoeba
from course_lib.experiments.results import stored

SMALL = {
    translation_context: {"size": 40, "n_steps": 2},
    translation_amount: {"size": 5, "n_steps": 2},
    translation_tatoeba: {"size": 60, "n_steps": 2},
}
REAL = {translation_tatoeba: ("tatoeba_cmn", "ntrex")}


@pytest.mark.parametrize("experiment", SMALL, ids=lambda one: one.__name__.rpartition(".")[2])
def test_what_is_stored_is_what_a_run_yields(experiment):
    if any(load_if_possible(name) is None for name in REAL.get(experiment, ())):
        pytest.skip("the data is not here")
    check_stored_rows(experiment, **SMALL[experiment])


def test_a_run_depends_on_the_seed_alone():
    first, second = ([*translation_context.run(3, size=30, n_steps=2)] for _ in range(2))
    assert [one.value for one in first] == [one.value for one in second]


def test_context_helps_where_the_pronoun_is_elsewhere():
    rows = stored("translation_context")
    by_system: dict[str, list[float]] = {}
    for one in rows:
        by_system.setdefault(one.system, []).append(one.value)
    assert min(by_system["3 turns before"]) > max(by_system["0 turns before"])
