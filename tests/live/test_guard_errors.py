"""The live figure of a guard counts what the library counts, and refuses what cannot be."""

import numpy as np
import pytest
import torch
from in_node import imported, needs_node, run

from course_lib.applications.trust.guard import rates
from course_lib.live.guard_errors.widget import RARE, GuardErrors

MODULE = "guard_errors/widget.js"


def draw(seed, n=40):
    """Return scores, some of them equal, and truths that go with them."""
    generator = torch.Generator().manual_seed(seed)
    scores = (torch.rand(n, generator=generator) * 20).round() / 20
    truth = torch.rand(n, generator=generator) < 0.2 + 0.6 * scores
    return [round(one, 4) for one in scores.tolist()], truth.tolist()


@needs_node
def test_javascript_and_python_count_alike():
    settings, expected = [], []
    for seed, threshold in enumerate((0.0, 0.35, 0.5, 0.72, 0.95, 1.0)):
        figure = GuardErrors(*draw(seed))
        figure.threshold, figure.in_thousand = threshold, RARE[seed]
        settings.append([figure.scores, figure.dangerous, threshold, figure.in_thousand / 1000])
        found = figure.rates()
        expected.append([found.misses, found.false_alarms, figure.real_alarms()])
    script = (
        imported("rates, realAlarms", MODULE)
        + """
        answer(given.map(([scores, dangerous, threshold, share]) => {
          const found = rates(scores, dangerous, threshold);
          return [found.misses, found.falseAlarms, realAlarms(found, share)];
        }));
    """
    )
    assert np.allclose(run(script, settings), expected)


@needs_node
def test_what_the_first_task_asks_for_is_found():
    scores, truth = [0.9, 0.8, 0.6, 0.5, 0.2], [True, False, True, True, False]
    script = imported("leastAlarms, RARE", MODULE)
    script += "answer([RARE, ...[0, 0.4, 1].map((most) => leastAlarms(...given, most))]);"
    assert run(script, [scores, truth]) == [[*RARE], 0.5, 0.5, 0.0]
    assert rates(scores, truth, 0.5).false_alarms == 0.5


def test_the_still_picture_shows_both_curves_and_the_threshold():
    figure = GuardErrors(*draw(3))
    misses, alarms, line = (np.asarray(one.get_ydata()) for one in figure.still().lines)
    assert (np.diff(misses) >= 0).all()
    assert (np.diff(alarms) <= 0).all()
    assert misses[50] == pytest.approx(figure.rates().misses)
    assert alarms[50] == pytest.approx(figure.rates().false_alarms)
    assert len(line) == 2


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="1 to 2,000 requests, each with a score and the truth, got 2 and 1"):
        GuardErrors([0.1, 0.2], [True])
    with pytest.raises(ValueError, match=r"from 0 to 1, got 0\.1 to 1\.5"):
        GuardErrors([0.1, 1.5], [True, False])
    with pytest.raises(ValueError, match="both kinds, got only True"):
        GuardErrors([0.1, 0.5], [True, True])
