"""A map of words: ask any word for its neighbours, and walk an analogy step by step."""

import base64
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import torch
import traitlets
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.embeddings.vectors import WordVectors
from course_lib.live.figure import LiveFigure
from course_lib.plots.scatter import draw_scatter

KINDS = 8  # as many marks as the map can tell apart
Plane = Float[Tensor, "words 2"]


class WordMap(LiveFigure):
    """Words as points of a plane, with their whole vectors in the page, each number in one byte.

    Args:
        vectors: the vectors, those of other words among them.
        kinds: the words of the map, each with its kind, which gives its mark.
        question: the words a, b and c of "a is to b as c is to …" at the start.
        goal: the word to which the task asks the reader to find an analogy.

    Raises:
        ValueError: if a word of the map, the question or the goal has no vector or no kind, or there are more than
            eight kinds.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    words = traitlets.List(traitlets.Unicode()).tag(sync=True)
    kinds = traitlets.List(traitlets.Unicode()).tag(sync=True)
    places = traitlets.List(traitlets.List(traitlets.Float())).tag(sync=True)  # x and y of each word, from 0 to 1
    coded = traitlets.Unicode().tag(sync=True)  # the directions, a signed byte a number, in base64
    chosen = traitlets.Unicode().tag(sync=True)
    question = traitlets.List(traitlets.Unicode()).tag(sync=True)
    goal = traitlets.Unicode().tag(sync=True)

    alt = (
        "A map of words as points, words of a kind near each other. In the live figure a touch on a word lists its "
        "nearest neighbours, and an analogy is walked in three steps."
    )

    def __init__(
        self, vectors: WordVectors, kinds: Mapping[str, str], question: tuple[str, str, str], goal: str
    ) -> None:
        if unknown := vectors.missing([*kinds, *question, goal]):
            raise ValueError(f"every word of the map must have a vector, {unknown[0]!r} has none.")
        if strange := [word for word in (*question, goal) if word not in kinds]:
            raise ValueError(f"the question's words and the goal must be on the map, {strange[0]!r} is not.")
        if len(set(kinds.values())) > KINDS:
            raise ValueError(f"there may be {KINDS} kinds of words, got {len(set(kinds.values()))}.")
        directions = vectors.directions[[vectors.row(word) for word in kinds]]
        bytes_of_words = (127 * directions / directions.abs().max()).round().to(torch.int8).numpy()
        super().__init__(
            words=list(kinds),
            kinds=list(kinds.values()),
            coded=base64.b64encode(bytes_of_words.tobytes()).decode(),
            question=list(question),
            chosen=question[2],
            goal=goal,
        )
        self.places = tsne(self.vectors().directions).tolist()

    def vectors(self) -> WordVectors:
        """Return the vectors as the page has them: whole numbers from -127 to 127."""
        numbers = np.frombuffer(base64.b64decode(self.coded), dtype=np.int8).reshape(len(self.words), -1)
        return WordVectors(self.words, torch.from_numpy(numbers.astype(np.float32)))

    def still(self) -> Axes:
        return draw_scatter(
            self.places,
            self.words,
            self.kinds,
            title="Words of the town: neighbours lie together",
            xlabel="t-SNE, first axis",
            ylabel="t-SNE, second axis",
            every=8,
        )


def tsne(directions: Float[Tensor, "words d_vector"]) -> Plane:
    """Return a plane in which near words stay near; how far apart the groups lie means nothing.

    Source: van der Maaten and Hinton (2008), Visualizing Data using t-SNE, JMLR 9.
    """
    from sklearn.manifold import TSNE

    perplexity = min(15, (len(directions) - 1) / 3)
    method = TSNE(perplexity=perplexity, metric="cosine", init="random", random_state=0)
    plane = torch.from_numpy(method.fit_transform(directions.numpy())).double()
    low, high = plane.min(0).values, plane.max(0).values
    return (0.5 + 0.94 * (plane - (low + high) / 2) / float((high - low).max())).round(decimals=4)
