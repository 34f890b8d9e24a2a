"""Sums: the steps are right, the held-out ones are held out, and a model learns one."""

import pytest
import torch

from course_lib.checkpoints.shipped import sha256
from course_lib.experiments import arithmetic as experiment
from course_lib.experiments.results import stored
from course_lib.finetuning.arithmetic import (
    ADDER,
    CHARACTERS,
    accuracy,
    draw_sums,
    drawn_answers,
    final_answer,
    is_held_out,
    new_model,
    question,
    solved,
    steps,
    stored_adder,
    sum_batches,
    sum_loss,
    written,
)
from course_lib.finetuning.templates import majority
from course_lib.models.model_files import read_json
from course_lib.objectives.masked import IGNORED
from course_lib.training.loop import TrainingConfig, train


def test_every_step_and_every_result_is_true():
    for a, b in draw_sums(200, seed=0):
        lines = steps(a, b).split(";")[:-1]
        for line in lines:
            left, right = line.split("=")
            assert sum(map(int, left.split("+"))) == int(right)
        read_upwards = "".join(line[-1] for line in reversed(lines))
        assert int(lines[-1][-2] + read_upwards) == a + b
        assert int(final_answer(solved(a, b, with_steps=True))) == a + b


def test_the_test_sums_are_not_in_the_training():
    training, test = {*draw_sums(500, 0)}, {*draw_sums(200, 1, digits=3, held_out=True)}
    assert not training & test
    assert not any(is_held_out(*pair) for pair in training)
    assert max(max(pair) for pair in draw_sums(50, 0, digits=2)) < 100


def test_only_what_follows_the_question_is_learned():
    inputs, targets = next(sum_batches([(47, 85)], 2, True, 0, width=2))
    assert targets[0, :5].tolist() == [IGNORED] * 5
    kept = targets[0, 5:].tolist()
    assert CHARACTERS.decode(kept) == "7+5+0=12;4+8+1=13;132"
    assert CHARACTERS.decode(inputs[0, :6].tolist()) == "47+85="


def test_a_model_overfits_one_sum():
    model = new_model(0, width=2, d_model=32)
    batches = sum_batches([(47, 85)], 4, True, 0, width=2)
    train(model, batches, 60, 1e-2, loss=sum_loss, config=TrainingConfig(progress=False))
    assert written(model, [(47, 85)], True, width=2) == ["7+5+0=12;4+8+1=13;132"]
    assert accuracy(model, [(47, 85)], True, width=2) == 1
    drawn = written(model, [(47, 85)], True, width=2, temperature=1.0, seed=1)
    assert drawn == written(model, [(47, 85)], True, width=2, temperature=1.0, seed=1)


def test_numbers_that_are_too_long_are_refused():
    with pytest.raises(ValueError, match="at most 2 digits, got 100 and 5"):
        question(100, 5, width=2)


def test_the_stored_model_adds_and_a_vote_is_better_than_one_draw():
    pairs = draw_sums(100, 5000, digits=3, held_out=True)
    right = [f"{a + b:04}" for a, b in pairs]
    adder = stored_adder()
    assert accuracy(adder, pairs, True) > 0.9
    drawn = drawn_answers(adder, pairs, 1.0, range(7))
    one = sum(answers[0] == wanted for answers, wanted in zip(drawn, right, strict=True))
    voted = sum(majority(a) == wanted for a, wanted in zip(drawn, right, strict=True))
    assert voted > one


def test_the_experiment_runs_small_and_is_stored_whole():
    rows = [*experiment.run(0, n_steps=2, n_test=3)]
    kinds = [(row.system, row.metric) for row in rows]
    assert len(kinds) == len(set(kinds)) == 3 * 3
    assert {(row.system, row.metric) for row in stored("arithmetic")} == set(kinds)
    assert torch.tensor([row.value for row in stored("arithmetic")]).max() <= 1


def test_the_stored_adder_is_as_its_card_says():
    card = read_json(ADDER / "card.json")
    assert card["sha256"] == sha256(ADDER / "model.safetensors")
    assert card["right of 100 held-out sums of three digits"] > 0.9
