"""Notes under de-identification: a threshold, what it misses, and whom the rest still fits.

Tested by tests/live/test_deidentification.py. Left out: rules and lists, which would mark
besides; notes that can be joined.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets
from matplotlib.axes import Axes

from course_lib.applications.medicine_and_law.reidentify import (
    Facts,
    Resident,
    left_in,
)
from course_lib.applications.medicine_and_law.scored_tagger import ScoredWord
from course_lib.corpora.annotations import Span
from course_lib.corpora.town.genres.clinic_notes import PERSONAL, ClinicNote
from course_lib.live.figure import LiveFigure
from course_lib.plots.figure import COLORS, new_axes

STEPS = [0.0, 0.002, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.4]
STEPS += [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.99, 1.0]
OPTIONAL = ("AGE", "JOB", "RELATIVE")  # what the reader may leave in the notes
ENOUGH = 5  # people whom a note must fit at least


class Deidentification(LiveFigure):
    """Notes with a score for each word, the truth, and the town's register.

    Args:
        notes: of residents of the town.
        scores: of each note's words, as `ScoredTagger.scores` gives them.
        residents: whom a note may fit.

    Raises:
        ValueError: if there are no notes, not as many rows of scores, or the patient of
            one is no resident.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    notes = traitlets.List(traitlets.Dict()).tag(sync=True)
    steps = traitlets.List(traitlets.Float()).tag(sync=True)
    optional = traitlets.List(traitlets.Unicode()).tag(sync=True)
    enough = traitlets.Int(ENOUGH).tag(sync=True)
    step = traitlets.Int(STEPS.index(0.9)).tag(sync=True)
    also = traitlets.List(traitlets.Unicode()).tag(sync=True)
    shown = traitlets.Int(0).tag(sync=True)

    alt = (
        "Two curves over the threshold: names missed rise with it, false alarms fall. In the "
        "live figure a slider moves the threshold through the notes themselves: words are "
        "masked, missed names stand out, and the people whom each note still fits are counted."
    )

    def __init__(
        self,
        notes: Sequence[ClinicNote],
        scores: Sequence[Sequence[ScoredWord]],
        residents: Sequence[Resident],
    ) -> None:
        if not notes or len(notes) != len(scores):
            must = "there must be a note, and scores for each"
            raise ValueError(f"{must}, got {len(notes)} and {len(scores)}.")
        known = {one.person.full.en for one in residents}
        for note in notes:
            if note.patient not in known:
                raise ValueError(f"each patient must be a resident, got {note.patient!r}.")
        pairs = zip(notes, scores, strict=True)
        shown = [as_shown(note, words, residents) for note, words in pairs]
        super().__init__(notes=shown, steps=STEPS, optional=[*OPTIONAL], also=[])

    def counts(self, step: int | None = None) -> tuple[int, int, int]:
        """Return names missed, other identifiers left and false alarms, in all notes."""
        threshold = self.steps[self.step if step is None else step]
        missed = left = alarms = 0
        for note in self.notes:
            gone = self._gone(note, threshold)
            for (kind, _), away in zip(note["mentions"], gone, strict=True):
                missed += kind == "NAME" and not away
                left += kind != "NAME" and kind not in OPTIONAL and not away
            for one in note["words"]:
                alarms += bool(one[5] and one[4] < 0 and self._masked(one, threshold))
        return missed, left, alarms

    def fits(self, at: int) -> int:
        """Return how many residents what is left of a note fits."""
        note, threshold = self.notes[at], self.steps[self.step]
        people = {*note["people"]}
        for (_, some), away in zip(note["mentions"], self._gone(note, threshold), strict=True):
            if some is not None and not away:
                people &= {*some}
        return len(people)

    def _masked(self, word: Sequence[Any], threshold: float) -> bool:
        _, _, score, kind, *_ = word
        return score >= threshold and (kind not in OPTIONAL or kind in self.also)

    def _gone(self, note: dict[str, Any], threshold: float) -> list[bool]:
        """Return of each mention whether all its words are masked."""
        gone = [True] * len(note["mentions"])
        for one in note["words"]:
            if one[4] >= 0 and one[5] and not self._masked(one, threshold):
                gone[one[4]] = False
        return gone

    def still(self) -> Axes:
        axes = new_axes("Names missed, and words masked for nothing", "threshold", "how many")
        found = [self.counts(step) for step in range(len(self.steps))]
        for name, at, color in (("names missed", 0, COLORS[1]), ("false alarms", 2, COLORS[0])):
            line = "-" if at else "--"
            values = [one[at] for one in found]
            axes.plot(range(len(found)), values, line, color=color, label=name)
        places = [self.steps.index(one) for one in (0.0, 0.02, 0.1, 0.5, 0.9, 1.0)]
        axes.set_xticks(places, [f"{self.steps[at]:g}" for at in places])
        axes.set_yscale("symlog")
        axes.legend(frameon=False)
        return axes


def as_shown(
    note: ClinicNote,
    scored: Sequence[ScoredWord],
    residents: Sequence[Resident],
) -> dict[str, Any]:
    """Return a note as the page holds it.

    words: text, what follows, score, kind, number of its mention or -1, whether it counts.
    mentions: kind, and which residents it fits; None if it says nothing of the patient.
    people: the residents whom the note fits by its pronouns.
    """
    words = []
    ends = [*(one.start for one in scored[1:]), len(note.text)]
    for one, after in zip(scored, ends, strict=True):
        text = note.text[one.start : one.end]
        mention = next((at for at, span in enumerate(note.spans) if span.start < one.end and one.start < span.end), -1)
        gap = note.text[one.end : after]
        words.append([text, gap, round(one.score, 4), one.kind, mention, text[0].isalnum()])
    everything = [*note.spans]
    mentions = []
    for span in note.spans:
        facts = left_in(note, [one for one in everything if one is not span])
        alone = Facts(None, facts.ages, facts.job, facts.kin, facts.address, facts.names)
        mentions.append([span.label, None if alone == Facts() else places(alone, residents)])
    sex = Facts(left_in(note, everything).sex)
    title = f"{note.label}, {note.case.form}"
    return {"title": title, "words": words, "mentions": mentions, "people": places(sex, residents)}


def places(facts: Facts, residents: Sequence[Resident]) -> list[int]:
    """Return the lines of the register that the facts fit."""
    return [at for at, one in enumerate(residents) if one.fits(facts)]


def found_at(
    words: Sequence[ScoredWord],
    threshold: float,
    also: Sequence[str] = (),
) -> list[Span]:
    """Return the spans that the figure masks: each word by itself."""
    kinds = {*PERSONAL} - {*OPTIONAL} | {*also}
    return [Span(one.start, one.end, one.kind) for one in words if one.score >= threshold and one.kind in kinds]
