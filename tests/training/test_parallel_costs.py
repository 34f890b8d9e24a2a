"""Costs of many processes: sums that are right, bytes of the ZeRO paper, Young's least loss."""

import pytest
import torch

from course_lib.training.parallel_costs import bytes_per_gpu, checkpoint_interval, ring_all_reduce, share_lost


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_a_ring_gives_everybody_the_sum_for_less_than_two_vectors(n):
    vectors = [torch.randn(n * 4) for _ in range(n)]
    before = [one.clone() for one in vectors]
    result = ring_all_reduce(vectors)
    for each in result.vectors:
        torch.testing.assert_close(each, sum(before))
    assert result.n_sent == 2 * (n - 1) * 4
    assert all(torch.equal(a, b) for a, b in zip(vectors, before, strict=True))


def test_memory_is_that_of_figure_1_of_the_zero_paper():
    """7.5 billion parameters on 64 GPUs: 120, 31.4, 16.6 and 1.9 GB."""
    got = [round(bytes_per_gpu(7.5e9, 64, stage) / 1e9, 1) for stage in range(4)]
    assert got == [120.0, 31.4, 16.6, 1.9]


def test_youngs_interval_loses_least():
    best = checkpoint_interval(60, 3600)
    losses = {t: share_lost(t, 60, 3600) for t in (best * 0.9, best, best * 1.1)}
    assert min(losses, key=lambda t: losses[t]) == best
    assert checkpoint_interval(60, 4 * 3600) == pytest.approx(2 * best)


@pytest.mark.parametrize("sizes", [(4, 4, 4), (3, 3, 6)])
def test_vectors_that_cannot_be_cut_alike_are_refused(sizes):
    with pytest.raises(ValueError, match="one length that 3 divides"):
        ring_all_reduce([torch.ones(size) for size in sizes])


@pytest.mark.parametrize(("n_gpus", "stage"), [(8, 4), (0, 1)])
def test_a_stage_or_a_number_of_gpus_that_there_is_not_is_refused(n_gpus, stage):
    with pytest.raises(ValueError, match=f"got {stage} and {n_gpus}"):
        bytes_per_gpu(1e9, n_gpus, stage)


def test_times_that_are_not_positive_are_refused():
    with pytest.raises(ValueError, match="got 0 and 5"):
        checkpoint_interval(0, 5)
