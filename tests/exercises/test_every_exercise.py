"""What every exercise must keep, found by walking the folders: its bank is the proof of its check."""

import itertools
import random

import numpy as np
import pytest
import torch

from course_lib.exercises.catalogue import exercise_ids, load
from course_lib.exercises.comparison import difference, plain
from course_lib.exercises.diagnosis import agree, diagnose
from course_lib.exercises.exercise import Exercise
from course_lib.exercises.running import outcome

SEEDS = range(4)


@pytest.fixture(params=exercise_ids())
def exercise(request: pytest.FixtureRequest) -> Exercise:
    return load(request.param)


def test_the_id_says_where_the_file_lies(exercise: Exercise, request: pytest.FixtureRequest) -> None:
    assert exercise.id in request.node.name


def test_there_are_enough_right_answers_and_mistakes_and_no_message_is_said_twice(exercise: Exercise) -> None:
    assert len(exercise.variants) >= 2
    messages = [each.message for each in exercise.mistakes]
    assert len(set(messages)) == len(messages) >= 5


@pytest.mark.parametrize("seed", SEEDS)
def test_the_solution_and_each_other_right_answer_pass(exercise: Exercise, seed: int) -> None:
    for answer in [exercise.answer, *exercise.variants]:
        assert diagnose(exercise, answer, seed).status == "passed", answer


@pytest.mark.parametrize("seed", SEEDS)
def test_each_mistake_is_named(exercise: Exercise, seed: int) -> None:
    for mistake in exercise.mistakes:
        found = diagnose(exercise, mistake.answer, seed)
        assert (found.status, found.message) == ("mistake", mistake.message)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_inputs_tell_the_solution_and_all_mistakes_apart(exercise: Exercise, seed: int) -> None:
    answers = [("the solution", exercise.answer), *exercise.mistakes]
    cases = exercise.cases(seed)
    outcomes = {name: [outcome(exercise, answer, case) for case in cases] for name, answer in answers}
    for (first, ours), (second, theirs) in itertools.combinations(outcomes.items(), 2):
        assert not all(agree(exercise, a, b) for a, b in zip(ours, theirs, strict=True)), f"{first} = {second}"


def test_the_inputs_depend_on_the_seed_alone(exercise: Exercise) -> None:
    assert difference(plain(exercise.cases(5)), plain(exercise.cases(5)), 0.0) is None


def test_properties_hold_for_the_solution_and_each_is_broken_by_some_mistake(exercise: Exercise) -> None:
    cases = exercise.cases(seed=0)
    expected = [outcome(exercise, exercise.answer, case).value for case in cases]
    for name, holds in exercise.properties:
        assert all(holds(value, case) for value, case in zip(expected, cases, strict=True)), name
        wrong = [
            (case, made.value)
            for mistake in exercise.mistakes
            for case, right in zip(cases, expected, strict=True)
            if (made := outcome(exercise, mistake.answer, case)).error is None
            and (found := difference(right, made.value, exercise.tolerance))
            and found.in_values
        ]
        assert any(not holds(value, case) for case, value in wrong), name


def test_the_stub_runs_and_is_not_attempted_yet(exercise: Exercise) -> None:
    cell: dict[str, object] = {}
    exec(exercise.stub(), cell)
    found = diagnose(exercise, cell[exercise.answer_name()])
    if exercise.kind == "bug":
        assert found.message in [each.message for each in exercise.mistakes]
    else:
        assert found.status == "not attempted"


def test_the_solution_that_is_shown_is_a_cell_that_passes(exercise: Exercise) -> None:
    cell: dict[str, object] = {}
    exec(exercise.solution_source(), cell)
    assert diagnose(exercise, cell[exercise.answer_name()]).status == "passed"


def test_a_check_leaves_the_random_generators_and_settings_alone(exercise: Exercise) -> None:
    def state() -> tuple[object, ...]:
        generators = (
            random.getstate(),
            str(np.random.get_state(legacy=False)["state"]["key"].tolist()),
            torch.get_rng_state().tolist(),
        )
        return *generators, torch.get_default_dtype(), torch.is_grad_enabled(), torch.get_num_threads()

    threads = torch.get_num_threads()
    for seed in (random.seed, np.random.seed, torch.manual_seed, torch.set_num_threads):
        seed(3)
    before = state()
    diagnose(exercise, exercise.answer)
    after = state()
    torch.set_num_threads(threads)
    assert after == before
