"""n-grams against loops."""

import random

import pytest

from course_lib.metrics.ngrams import ngrams, shared


@pytest.mark.parametrize("n", [1, 2, 3, 5])
def test_agrees_with_a_count_written_as_a_loop(n):
    rng = random.Random(n)
    for size in range(9):
        tokens = rng.choices(["猫", "cat", "🐈"], k=size)
        expected: dict[tuple[str, ...], int] = {}
        for i in range(size - n + 1):
            gram = tuple(tokens[i : i + n])
            expected[gram] = expected.get(gram, 0) + 1
        assert ngrams(tokens, n) == expected
        joined = "".join(rng.choices("猫c🐈", k=size))
        assert sorted(ngrams(joined, n).elements()) == sorted(joined[i : i + n] for i in range(size - n + 1))


def test_shared_n_grams_count_as_often_as_both_have_them():
    ours, theirs = ngrams("aabbbc", 1), ngrams("abbdd", 1)
    assert shared(ours, theirs) == (1 + 2, 6, 5)
    assert shared(ours, ours) == (6, 6, 6)
    assert shared(ours, ngrams("", 1)) == (0, 6, 0)


def test_runs_of_nothing_are_refused():
    with pytest.raises(ValueError, match="n must be at least 1, got 0"):
        ngrams("abc", 0)
