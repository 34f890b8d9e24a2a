"""The live figure plants what the library plants, and its verdicts are what was measured."""

import numpy as np
import pytest
from in_node import imported, needs_node, run

from course_lib.applications.trust import planted
from course_lib.live.planted_bias.widget import ROWS, PlantedBias

MODULE = "planted_bias/widget.js"
STRENGTHS = [0.0, 0.5, 1.0]
PLAIN = {"sailor": [0.5, 0.74, 0.98], "nurse": [0.49, 0.26, 0.02], "baker": [0.5, 0.47, 0.51]}
SWAPPED = {"sailor": [0.5, 0.52, 0.55], "nurse": [0.5, 0.48, 0.44], "baker": [0.5, 0.5, 0.52]}


@needs_node
def test_javascript_and_python_plant_the_same_truth():
    settings = [(job, strength) for job in ROWS for strength in STRENGTHS]
    found = run(imported("truth, ROWS", MODULE) + "answer([ROWS, ...given.map((one) => truth(...one))]);", settings)
    assert found[0] == ROWS
    assert np.allclose(found[1:], [planted.truth(*one) for one in settings])
    figure = PlantedBias(STRENGTHS, PLAIN, SWAPPED)
    figure.place = 1
    assert [figure.truth(job) for job in ROWS] == [planted.truth(job, 0.5) for job in ROWS]


@needs_node
def test_the_verdicts_by_hand():
    script = (
        imported("verdict, odds", MODULE)
        + """
        const [plain, swapped] = given;
        answer([
          verdict({ ...plain, sailor: 0.74 }, 0.5, false, 0.8, false),
          verdict(plain, 1, false, 0.8, true),
          verdict(swapped, 0.5, true, 0.8, false),
          verdict(swapped, 1, true, 0.8, true),
          verdict({ ...swapped, nurse: 0.3 }, 1, true, 0.8, true),
          odds(0.8), odds(0.2), odds(0.9999),
        ]);
    """
    )
    last = [{job: one[-1] for job, one in some.items()} for some in (PLAIN, SWAPPED)]
    nothing, first, wait, second, far, *said = run(script, last)
    assert nothing == ""
    assert first.startswith("✓ Task 1 reached: at strength 1 the model finds she 49.0 to 1")
    assert "full strength" in wait
    assert not wait.startswith("✓")
    assert second.startswith("✓ Task 2 reached")
    assert "0.06" in second
    assert "0.20 away" in far
    assert said == ["4.0 to 1", "4.0 to 1", "over 999 to 1"]


def test_the_preference_is_that_of_the_present_model():
    figure = PlantedBias(STRENGTHS, PLAIN, SWAPPED)
    assert figure.preference("sailor") == 0.5
    figure.place, figure.swaps = 2, True
    assert figure.preference("nurse") == 0.44


def test_the_still_picture_has_a_line_for_each_job():
    lines = PlantedBias(STRENGTHS, PLAIN, SWAPPED).still().lines
    assert [np.asarray(line.get_ydata()).tolist() for line in lines] == [*PLAIN.values()]


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_drawn_is_refused():
    with pytest.raises(ValueError, match="at least 2 strengths, got 1"):
        PlantedBias([0.0], PLAIN, SWAPPED)
    with pytest.raises(ValueError, match=r"each job must have 3 preferences, got .*'nurse': 3, 'baker': 0"):
        PlantedBias(STRENGTHS, PLAIN, {"sailor": [1, 1, 1], "nurse": [1, 1, 1]})
    with pytest.raises(ValueError, match=r"from 0 to 1, got 1\.5"):
        PlantedBias(STRENGTHS, PLAIN | {"baker": [1.5, 0, 0]}, SWAPPED)
