"""Drawing until a rule holds, and its cost."""

from random import Random

import pytest

from course_lib.applications.writing.rejection import Drawn, draw_until, expected_draws


def test_the_bound_holds():
    texts = iter("abcdefg")
    assert draw_until(lambda: next(texts), lambda text: False, most=4) == Drawn(None, 4)
    assert next(texts) == "e"


@pytest.mark.parametrize("most", [3, 30])
def test_the_mean_number_of_draws_is_as_expected(most):
    chance = Random(0)
    counts = [
        draw_until(lambda: "yes" if chance.random() < 0.3 else "no", lambda text: text == "yes", most).n_draws
        for _ in range(4000)
    ]
    assert sum(counts) / len(counts) == pytest.approx(expected_draws(0.3, most), rel=0.05)


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        draw_until(str, bool, most=0)
    with pytest.raises(ValueError, match=r"at most 1, got 1\.5"):
        expected_draws(1.5)
