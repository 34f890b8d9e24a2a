"""The hand-set model does what its table says, head by head."""

import pytest
import torch

from course_lib.applications.trust.circuit import (
    ANSWER,
    D_MODEL,
    HEADS,
    LETTERS,
    PREVIOUS,
    SPARE,
    T,
    V,
    embed,
    puzzles,
    run,
    spelled,
)

PUZZLE = puzzles(60, seed=4)
RUN = run(embed(PUZZLE.token_ids))
ROWS = torch.arange(60)


def right(logits):
    return float((logits[:, -1].argmax(-1) == PUZZLE.answer).float().mean())


def test_it_solves_every_puzzle_and_none_that_is_spoilt():
    assert right(RUN.logits) == 1.0
    assert right(run(embed(PUZZLE.corrupted())).logits) == 0.0


def test_the_two_used_heads_are_needed_and_the_others_change_nothing():
    for head, needed in (("previous", 1), ("induction", 1), ("second", 0), ("loud", 0)):
        without = run(embed(PUZZLE.token_ids), without=(head,)).logits
        assert right(without) == 1 - needed
        assert torch.equal(without, RUN.logits) == (not needed)


def test_each_head_looks_where_it_should():
    before = torch.arange(1, T)
    assert (RUN.weights["previous"][:, before, before - 1] > 0.99).all()
    assert (RUN.weights["second"][:, 1:, 1] > 0.99).all()
    assert (RUN.weights["loud"][:, 1:, 1] > 0.99).all()
    assert (RUN.weights["induction"][ROWS, -1, PUZZLE.key + 1] > 0.99).all()
    for weights in RUN.weights.values():
        torch.testing.assert_close(weights.sum(-1), torch.ones(60, T))
        assert (weights.triu(1) == 0).all()


def test_each_head_writes_into_its_part():
    parts = {"previous": PREVIOUS, "induction": ANSWER, "second": SPARE, "loud": SPARE}
    for head, part in parts.items():
        rest = RUN.outputs[head].clone()
        rest[..., part] = 0
        assert (rest == 0).all()
    assert [name for layer in HEADS for name in layer] == ["previous", "second", "induction", "loud"]


def test_a_patch_puts_a_vector_in_place_of_a_heads():
    other = torch.full((60, D_MODEL), 2.0)
    patched = run(embed(PUZZLE.token_ids), {("loud", 3): other})
    assert (patched.outputs["loud"][:, 3] == 2).all()
    assert torch.equal(patched.outputs["loud"][:, 4:], RUN.outputs["loud"][:, 4:])


def test_puzzles_hold_their_last_letter_twice_and_nothing_else():
    for row, key in zip(PUZZLE.token_ids.tolist(), PUZZLE.key.tolist(), strict=True):
        assert row[0] == 0
        assert row[-1] == row[key]
        assert len({*row}) == T - 1
    assert PUZZLE.causes[0].tolist() == [int(PUZZLE.key[0]), int(PUZZLE.key[0]) + 1, T - 1]
    assert spelled(torch.tensor([0, 1, 12])) == "· a l"
    assert len(LETTERS) == V


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_it_cannot_run_is_refused():
    with pytest.raises(ValueError, match="1 to 10 tokens, got 11"):
        embed(torch.zeros(1, 11, dtype=torch.long))
    with pytest.raises(ValueError, match="previous, second, induction, loud, got 'quiet'"):
        run(embed(PUZZLE.token_ids), without=("quiet",))
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        puzzles(0)
