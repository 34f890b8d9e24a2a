"""Ask, and see what each word of the question is worth in each passage: BM25 with its two knobs.

Tested by tests/live/test_passage_search.py. Left out: a reader; the cited sentence is the one of
the best passage that holds the most of the question's idf.
"""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import traitlets
from matplotlib.axes import Axes

from course_lib.applications.question_answering.bm25 import BM25
from course_lib.applications.question_answering.hybrid import ranking
from course_lib.live.figure import LiveFigure
from course_lib.plots.figure import COLORS, new_axes

N_SHOWN = 5


class Cited(NamedTuple):
    """A sentence, and the row of the passage that it stands in."""

    row: int
    sentence: str


class PassageSearch(LiveFigure):
    """A handful of passages, a question, and BM25's score of each passage word by word.

    Args:
        passages: what is searched.
        questions: to choose from; the first one is asked at the start.
        goal: the row of the passage that answers the first question.
        k1: at the start.
        b: at the start.

    Raises:
        ValueError: if there are fewer than five passages, no questions, or goal is no row.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    passages = traitlets.List(traitlets.Unicode()).tag(sync=True)
    questions = traitlets.List(traitlets.Unicode()).tag(sync=True)
    question = traitlets.Unicode().tag(sync=True)
    goal = traitlets.Int().tag(sync=True)
    k1 = traitlets.Float().tag(sync=True)
    b = traitlets.Float().tag(sync=True)

    alt = (
        "Bars: the BM25 scores of the five best passages for the first question, each cut into "
        "what the question's words add. In the live figure one asks other questions and turns "
        "k1 and b, and the order of the passages follows."
    )

    def __init__(
        self,
        passages: Sequence[str],
        questions: Sequence[str],
        goal: int,
        k1: float = 1.2,
        b: float = 0.0,
    ) -> None:
        if len(passages) < N_SHOWN or not questions:
            must = f"there must be {N_SHOWN} passages and a question at least"
            raise ValueError(f"{must}, got {len(passages)} and {len(questions)}.")
        if not 0 <= goal < len(passages):
            must = f"goal must be a row of the {len(passages)} passages"
            raise ValueError(f"{must}, got {goal}.")
        super().__init__(
            passages=list(passages),
            questions=list(questions),
            question=questions[0],
            goal=goal,
            k1=k1,
            b=b,
        )

    def search(self) -> BM25:
        """Return the library's BM25 at the present setting."""
        return BM25(self.passages, k1=self.k1, b=self.b)

    def words(self) -> list[str]:
        """Return the question's words, each once."""
        return list(dict.fromkeys(self.search().terms(self.question)))

    def best(self) -> list[int]:
        """Return the rows of the best passages."""
        return ranking(self.search().scores(self.question)[None], N_SHOWN)[0]

    def parts(self, row: int) -> list[float]:
        """Return what each word adds to a passage's score."""
        search = self.search()
        said = search.terms(self.question)
        return [said.count(word) * search.part(word, row) for word in self.words()]

    def cited(self) -> Cited:
        """Return the sentence of the best passage whose words of the question have the most idf."""
        search, row = self.search(), self.best()[0]
        sentences = re.split(r"(?<=[.?!]) ", self.passages[row])
        worth = [sum(search.idf(word) for word in self.words() if word in search.terms(one)) for one in sentences]
        return Cited(row, sentences[worth.index(max(worth))])

    def still(self) -> Axes:
        axes = new_axes(f"“{self.question}”", "BM25 score", "passage")
        rows = self.best()
        left = [0.0] * len(rows)
        for place, word in enumerate(self.words()):
            widths = [self.parts(row)[place] for row in rows]
            if any(widths):
                color = COLORS[place % len(COLORS)]
                axes.barh(range(len(rows)), widths, left=left, label=word, color=color, edgecolor="white")
                left = [a + b for a, b in zip(left, widths, strict=True)]
        axes.set_yticks(range(len(rows)), [str(row) for row in rows])
        axes.invert_yaxis()
        axes.legend(frameon=False)
        return axes
