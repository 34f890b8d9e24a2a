"""The live figure counts paths as the library does, in JavaScript and in Python, and its task can be reached."""

import json
import math

import numpy as np
import pytest
import torch

from course_lib.applications.speech.ctc import collapse, paths_of
from course_lib.live.ctc_path.widget import CtcPath
from tests.in_node import imported, needs_node, run

IMPORTS = imported("collapse, pathProbability, labelProbability, countPaths, bestPath", "ctc_path/widget.js")


def drawn(seed):
    """Return a figure with other probabilities, and a text that some path reads."""
    generator = torch.Generator().manual_seed(seed)
    probs = torch.rand(3 + seed % 4, 3, generator=generator, dtype=torch.float64)
    probs = probs / probs.sum(dim=1, keepdim=True)
    path = torch.randint(0, 3, (len(probs),), generator=generator).tolist()
    text = CtcPath().reads(path) or "T"
    return CtcPath(probs=probs.tolist(), target=text), path


@needs_node
def test_javascript_and_python_agree():
    figures = [drawn(seed) for seed in range(16)]
    given = [[one.probs, one.labels(one.target), path] for one, path in figures]
    found = run(
        IMPORTS
        + """answer(given.map(([probs, labels, path]) => ({
            reads: collapse(path),
            path: pathProbability(probs, path),
            label: labelProbability(probs, labels),
            count: countPaths(probs.length, labels),
            best: bestPath(probs, labels),
        })));""",
        given,
    )
    for (figure, path), js in zip(figures, found, strict=True):
        labels = figure.labels(figure.target)
        assert js["reads"] == collapse(path)
        assert js["path"] == pytest.approx(figure.path_probability(path))
        assert js["label"] == pytest.approx(figure.label_probability(figure.target))
        assert js["count"] == len(list(paths_of(labels, len(figure.probs), 3)))
        assert js["best"] == figure.best(figure.target)


def test_the_probability_of_a_text_is_that_of_all_its_paths():
    figure = CtcPath()
    paths = paths_of(figure.labels("TOO"), 7, 3)
    assert figure.label_probability("TOO") == pytest.approx(sum(map(figure.path_probability, paths)))


def test_the_best_path_is_not_the_best_text():
    """What the figure is for: greedy reads TO, and TOO is more probable."""
    figure = CtcPath()
    assert figure.greedy() == "TO"
    assert figure.label_probability("TOO") > 1.5 * figure.label_probability("TO")
    assert figure.reads(figure.best("TOO")) == "TOO"


def test_it_starts_with_blanks_alone():
    figure = CtcPath()
    assert figure.reads(figure.path) == ""
    assert figure.path_probability(figure.path) == pytest.approx(math.prod(row[0] for row in figure.probs))


def test_the_still_picture_shows_the_probabilities():
    figure = CtcPath()
    axes = figure.still()
    assert np.asarray(axes.images[0].get_array()).shape == (3, 7)
    assert "TO" in axes.get_title(loc="left")


def test_the_state_is_small():
    figure = CtcPath()
    state = {name: getattr(figure, name) for name in ("symbols", "probs", "target", "path")}
    assert len(json.dumps(state)) < 2000


def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match="3 probabilities"):
        CtcPath(probs=[[0.5, 0.6, 0.1]])
    with pytest.raises(ValueError, match="got 'TA'"):
        CtcPath(target="TA")
