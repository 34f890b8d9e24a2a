"""Fool the scorer: edit an essay, and watch a program that counts and the rubric disagree.

Tested by tests/live/test_fool_the_scorer.py.
Left out: pairs of words, which would make the page too large; own words.
"""

from dataclasses import asdict
from pathlib import Path

import traitlets
from matplotlib.axes import Axes

from course_lib.applications.education.edits import EDITS, ESSAY, FAULTS, counted, edited, rubric
from course_lib.applications.education.features import CONNECTIVES, as_rows
from course_lib.applications.education.scoring import HIGHEST, LOWEST, Counted
from course_lib.applications.education.wording import Wording
from course_lib.live.figure import LiveFigure
from course_lib.plots.figure import COLORS, new_axes


class FoolTheScorer(LiveFigure):
    """An essay with edits, scored by a linear function of counts and by the rubric.

    Args:
        scorer: made by `by_counts`.
        wording: whose words are known.
        goal: how many points the task asks for.

    Raises:
        ValueError: if the scorer counts other features, or the goal is not positive.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    essay = traitlets.List(traitlets.Unicode()).tag(sync=True)
    edits = traitlets.List(traitlets.Dict()).tag(sync=True)
    faults = traitlets.Dict().tag(sync=True)
    names = traitlets.List(traitlets.Unicode()).tag(sync=True)
    line = traitlets.Dict().tag(sync=True)
    unknown = traitlets.List(traitlets.Unicode()).tag(sync=True)  # of all words that can appear
    connectives = traitlets.List(traitlets.Unicode()).tag(sync=True)
    goal = traitlets.Float().tag(sync=True)
    chosen = traitlets.List(traitlets.Int()).tag(sync=True)

    alt = (
        "Bars: what each edit alone changes, for the program and for the rubric. Giving the missing reason "
        "and mending the grammar please the rubric; empty sentences please the program and cost points by "
        "the rubric. In the live figure the edits are switched on and off together."
    )

    def __init__(self, scorer: Counted, wording: Wording, goal: float = 2.0) -> None:
        names = list(counted(" ".join(ESSAY), wording.words))
        if list(scorer.names) != names or goal <= 0:
            must = f"the scorer must count {', '.join(names)}, and the goal be positive"
            raise ValueError(f"{must}, got {', '.join(scorer.names)} and {goal}.")
        self._words = frozenset(wording.words)
        self._ridge = scorer.ridge
        variants = [" ".join(edited({at})) for at in range(len(EDITS))] + [" ".join(ESSAY)]
        strange = {one.word for text in variants for one in wording.unknown(text)}
        ridge = scorer.ridge
        line = {name: getattr(ridge, name).tolist() for name in ("weights", "mean", "spread")}
        super().__init__(
            essay=list(ESSAY),
            edits=[asdict(one) for one in EDITS],
            faults=dict(FAULTS),
            names=names,
            line=line | {"bias": ridge.bias},
            unknown=sorted(strange),
            connectives=list(CONNECTIVES),
            goal=goal,
            chosen=[],
        )

    def counts(self) -> list[float]:
        """Return the features of the present text."""
        return list(counted(" ".join(edited(self.chosen)), self._words).values())

    def machine(self) -> float:
        """Return the program's points for the present text, on the scale of the rubric."""
        row = dict(zip(self.names, self.counts(), strict=True))
        return min(float(HIGHEST), max(float(LOWEST), float(self._ridge(as_rows([row]))[0])))

    def rubric(self) -> int:
        """Return the rubric's points for the present text."""
        return rubric(self.chosen).total

    def still(self) -> Axes:
        kept, gains = list(self.chosen), []
        for chosen in ([], *([at] for at in range(len(EDITS)))):
            self.chosen = chosen
            gains.append((self.machine(), self.rubric()))
        self.chosen = kept
        axes = new_axes("What each edit alone changes", "points", "edit")
        places = range(len(EDITS))
        for side, name in enumerate(("the program", "the rubric")):
            values = [one[side] - gains[0][side] for one in gains[1:]]
            axes.barh([at + 0.4 * side for at in places], values, 0.38, label=name, color=COLORS[side])
        axes.set_yticks([at + 0.2 for at in places], [one.name for one in EDITS])
        axes.invert_yaxis()
        axes.legend()
        return axes
