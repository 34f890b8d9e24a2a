"""Warping against the definition written as loops; both baselines know a stretched copy of what they heard."""

import pytest
import torch

from course_lib.applications.speech.baselines import Means, Warped, stretched, warped_distances
from course_lib.applications.speech.sound import joined, tone
from course_lib.applications.speech.training import Utterance


def as_loops(query, template):
    """Return the cost of the cheapest way, by the definition."""
    n, m = len(query), len(template)
    table = [[float("inf")] * m for _ in range(n)]
    for i in range(n):
        for j in range(m):
            ways = [table[i - 1][j] if i else None, table[i][j - 1] if j else None]
            ways.append(table[i - 1][j - 1] if i and j else None)
            before = 0.0 if i == j == 0 else min(one for one in ways if one is not None)
            table[i][j] = before + (query[i] - template[j]).norm().item()
    return table[-1][-1] / (n + m)


def test_warping_agrees_with_the_definition_written_as_loops():
    generator = torch.Generator().manual_seed(0)
    query = torch.randn(6, 4, generator=generator)
    templates, lengths = torch.randn(3, 7, 4, generator=generator), torch.tensor([7, 5, 2])
    expected = [as_loops(query, one[:n]) for one, n in zip(templates, lengths.tolist(), strict=True)]
    torch.testing.assert_close(warped_distances(query, templates, lengths), torch.tensor(expected))


def test_a_slow_copy_costs_nothing():
    query = torch.tensor([[1.0], [2.0], [5.0]])
    slow = query.repeat_interleave(2, dim=0)
    assert warped_distances(query, slow[None], torch.tensor([6])).item() == pytest.approx(0, abs=1e-3)


def sweep(low, high, seconds):
    return joined([tone(low, seconds), tone(high, seconds)])


@pytest.mark.parametrize("make", [Means, Warped])
def test_a_word_is_known_when_it_is_said_more_slowly(make):
    examples = [
        Utterance(sweep(a, b, seconds), (word,))
        for word, a, b in (("up", 300, 1500), ("down", 1500, 300))
        for seconds in (0.2, 0.25)
    ]
    listener = make(examples)
    assert listener.listen(sweep(300, 1500, 0.35)) == ["up"]
    assert listener.listen(sweep(1500, 300, 0.15)) == ["down"]


def test_stretching_keeps_the_ends():
    bands = torch.arange(8.0).reshape(4, 2)
    long = stretched(bands, 9)
    assert long.shape == (9, 2)
    torch.testing.assert_close(long[[0, -1]], bands[[0, -1]])


@pytest.mark.parametrize("make", [Means, Warped])
def test_no_examples_are_refused(make):
    with pytest.raises(ValueError, match="got 0"):
        make([])
