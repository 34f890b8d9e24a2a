"""The live figure of pass@k computes what the library computes, and refuses what cannot be."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from in_node import imported, needs_node, run

from course_lib.live.pass_at_k.widget import PassAtK
from course_lib.metrics.pass_at_k import pass_at_k

SETTINGS = [(n, c, k) for n in (1, 2, 7, 30) for c in range(n + 1) for k in {1, 2, n // 2, n} if 1 <= k <= n]
MODULE = "pass_at_k/widget.js"


@needs_node
def test_javascript_and_python_compute_the_same():
    script = imported("passAtK, naive", MODULE) + "answer(given.map((one) => [passAtK(...one), naive(...one)]));"
    for (n, c, k), (exact, rough) in zip(SETTINGS, run(script, SETTINGS), strict=True):
        assert exact == pytest.approx(pass_at_k(n, c, k), abs=1e-12)
        assert rough == pytest.approx(1 - (1 - c / n) ** k, abs=1e-12)


@needs_node
def test_draws_are_different_places_and_hit_as_often_as_the_formula_says():
    script = imported("draw, chance, holdsRight", MODULE)
    script += """
        const random = chance(5);
        const all = Array.from({ length: 4000 }, () => draw(9, 4, random));
        answer([all.every((one) => new Set(one).size === 4 && one.every((i) => i >= 0 && i < 9)),
                all.filter((one) => holdsRight(one, 2)).length / 4000]);
    """
    different, share = run(script)
    assert different
    assert share == pytest.approx(pass_at_k(9, 2, 4), abs=0.03)


@needs_node
def test_the_same_seed_draws_the_same():
    script = imported("draw, chance", MODULE) + "answer([1, 1, 2].map((seed) => draw(30, 9, chance(seed))));"
    first, second, other = run(script)
    assert first == second != other


@needs_node
def test_the_tasks_answer_by_hand():
    """Of 10 programs 2 are right: 1 - C(8, k) / C(10, k) passes 0.8 at k = 6, with 13/15."""
    script = (
        imported("smallestK", MODULE) + "answer([smallestK(10, 2, 0.8), smallestK(10, 0, 0.8), smallestK(4, 4, 1)]);"
    )
    assert run(script) == [6, 0, 1]
    assert pass_at_k(10, 2, 5) < 0.8 < pass_at_k(10, 2, 6) == pytest.approx(13 / 15)


@needs_node
def test_settings_stay_in_range():
    script = imported("inRange", MODULE) + "answer([inRange(5, 9, 7), inRange(99, 3, 2), inRange(0, -1, 0)]);"
    assert run(script) == [[5, 5, 5], [30, 3, 2], [1, 0, 1]]


def test_the_figure_says_what_the_library_says():
    figure = PassAtK(12, 3, 4)
    assert figure.estimate() == pass_at_k(12, 3, 4)
    assert figure.naive() == pytest.approx(1 - 0.75**4)
    assert figure.start == [12, 3, 4]


def test_the_still_picture_has_both_curves():
    axes = PassAtK(10, 2).still()
    exact, rough = (np.asarray(line.get_ydata()).tolist() for line in axes.get_lines())
    assert exact[0] == pytest.approx(rough[0]) == pytest.approx(0.2)
    assert all(a > b for a, b in zip(exact[1:], rough[1:], strict=True))
    plt.close("all")


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_is_refused():
    with pytest.raises(ValueError, match="from 1 to 30, got 31"):
        PassAtK(31)
    with pytest.raises(ValueError, match=r"between 0 and n_samples = 5, got 6\."):
        PassAtK(5, 6)
    with pytest.raises(ValueError, match="between 1 and n_samples = 5, got 6"):
        PassAtK(5, 2, 6)
