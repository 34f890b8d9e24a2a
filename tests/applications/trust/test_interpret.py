"""Each method against what must hold of it, and against the known circuit."""

import pytest
import torch

from course_lib.applications.trust.circuit import TOKEN, embed, puzzles, run
from course_lib.applications.trust.interpret import (
    answer_score,
    attributions,
    completeness_gap,
    found,
    gradient_times_input,
    integrated_gradients,
    lens,
    no_letters,
    patching,
)

PUZZLE = puzzles(20, seed=1)


def test_for_a_linear_score_both_are_weight_times_input():
    weights = torch.tensor([2.0, -1.0, 0.5])
    x, zero = torch.tensor([[1.0, 3.0, 4.0]]), torch.zeros(1, 3)

    def score(rows):
        return rows @ weights

    for given in (gradient_times_input(score, x, zero), integrated_gradients(score, x, zero, 3)):
        torch.testing.assert_close(given, x * weights)


def test_where_a_score_saturates_only_the_integral_is_complete():
    def score(rows):
        return rows.clamp(max=1.0).sum(dim=1)

    x, zero = torch.tensor([[2.0, 0.5]]), torch.zeros(1, 2)
    plain = gradient_times_input(score, x, zero)
    whole = integrated_gradients(score, x, zero, n_steps=1000)
    torch.testing.assert_close(plain, torch.tensor([[0.0, 0.5]]))
    torch.testing.assert_close(whole, torch.tensor([[1.0, 0.5]]), atol=2e-3, rtol=0)
    assert completeness_gap(score, x, zero, plain) == pytest.approx(1.0)
    assert completeness_gap(score, x, zero, whole) < 2e-3


def test_more_steps_come_closer_to_the_whole():
    score, x, zero = answer_score(PUZZLE), embed(PUZZLE.token_ids), no_letters(PUZZLE)
    gaps = [completeness_gap(score, x, zero, integrated_gradients(score, x, zero, n)) for n in (4, 16, 64)]
    assert gaps[0] > gaps[1] > gaps[2]
    assert gaps[2] < 1e-3
    assert (zero[..., TOKEN] == 0).all()


def test_methods_find_the_causes_that_they_can():
    given = attributions(PUZZLE)
    scores = {name: found(one, PUZZLE.causes) for name, one in given.items()}
    assert scores["integrated gradients"] == scores["occlusion"] == 1.0
    assert scores["attention of the loud head"] == 0.0
    assert scores["attention of the induction head"] == pytest.approx(1 / 3)


def test_the_gradient_at_the_input_gives_the_key_too_little():
    given = attributions(PUZZLE)
    rows, key = torch.arange(20), PUZZLE.key
    plain, whole = given["gradient × input"][rows, key], given["integrated gradients"][rows, key]
    assert (plain < 1).all()
    assert (whole > 3).all()


def test_found_counts_places_that_have_something():
    causes = torch.tensor([[1, 3]])
    assert found(torch.tensor([[0.0, -2.0, 0.1, 1.0]]), causes) == 1.0
    assert found(torch.tensor([[0.0, -2.0, 0.1, 0.0]]), causes) == 0.5
    assert found(torch.tensor([[5.0, 0.0, 0.0, 0.0]]), causes) == 0.0


def test_the_lens_sees_the_answer_after_the_second_layer():
    assert lens(PUZZLE) == [0.0, 0.0, 1.0]


def test_patching_brings_the_answer_back_at_two_places_only():
    effects, rows = patching(PUZZLE), torch.arange(20)
    expected = {name: torch.zeros(20, 10) for name in effects}
    expected["previous"][rows, PUZZLE.key + 1] = 1
    expected["induction"][rows, -1] = 1
    for name, one in effects.items():
        torch.testing.assert_close(one, expected[name], atol=0.01, rtol=0)


def test_integrated_gradients_agree_with_captum():
    attr = pytest.importorskip("captum.attr")
    one = puzzles(1, seed=6)
    x, zero = embed(one.token_ids), no_letters(one)

    def score(rows):
        return run(rows).logits[:, -1, int(one.answer)]

    theirs = attr.IntegratedGradients(score).attribute(x, zero, n_steps=64, method="riemann_middle")
    mine = integrated_gradients(score, x, zero, 64)
    torch.testing.assert_close(mine, theirs.float(), atol=1e-3, rtol=1e-3)


@pytest.mark.usefixtures("as_readers_call_it")
def test_no_step_is_refused():
    with pytest.raises(ValueError, match="n_steps must be at least 1, got 0"):
        integrated_gradients(lambda x: x.sum(1), torch.ones(1, 2), torch.zeros(1, 2), 0)
