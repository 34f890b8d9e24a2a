"""The experiments of chapter 13 run, small, and what is stored of them has their form."""

from importlib import import_module
from typing import Any

import pytest

from course_lib.corpora.download import DownloadError
from course_lib.corpora.town.tasks.sets import town_task
from course_lib.experiments.classification_reviews import turns_of
from course_lib.experiments.results import stored

TINY: dict[str, dict[str, Any]] = {
    "classification_reviews": {"size": 120, "n_steps": 1},
    "classification_intents": {"size": 150, "steps": {"80 steps": 1, "400 steps": 1}},
    "classification_labels": {"size": 120, "n_labels": (16, 64), "n_steps": 1},
    "classification_rates": {"size": 120, "n_letters": 16},
    "classification_real": {"size": 200, "shorter": 100},
}


@pytest.mark.parametrize("name", TINY)
def test_it_runs_and_its_systems_are_those_stored(name):
    module = import_module(f"course_lib.experiments.{name}")
    try:
        rows = [*module.run(0, **TINY[name])]
    except DownloadError as error:
        pytest.skip(str(error))
    assert all(0 <= row.value <= 1 for row in rows)
    kept = {(row.data, row.system) for row in stored(name)}
    assert {(row.data, row.system) for row in rows} == kept


@pytest.mark.parametrize("name", TINY)
def test_every_system_has_all_seeds_or_none_to_have(name):
    all_of_them = tuple(import_module(f"course_lib.experiments.{name}").SEEDS)
    seeds: dict[tuple[str, str, str], list[int]] = {}
    for row in stored(name):
        seeds.setdefault((row.data, row.system, row.metric), []).append(row.seed)
    assert all_of_them in {tuple(one) for one in seeds.values()}
    assert {tuple(one) for one in seeds.values()} <= {(0,), all_of_them}


def test_the_turn_of_each_review_is_known():
    texts = tuple(one.text for one in town_task("reviews", size=300)["train"])
    turns = turns_of(texts)
    assert len(turns) == len(texts)
    assert set(turns) == {"plain", "negation", "contrast", "comparison", "hearsay", "irony"}
    assert turns.count("plain") > len(turns) / 2
