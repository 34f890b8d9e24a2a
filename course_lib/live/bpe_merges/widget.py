"""Train byte-pair encoding on a sentence of your own, and watch it grow merge by merge."""

from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.plots.figure import COLORS, new_axes
from course_lib.tokenizers.bpe_training import Pair, joined, merge_pair
from course_lib.tokenizers.byte_level import byte_alphabet, split_like_gpt2, to_visible_bytes

MOST_CHARACTERS = 200


class Stage(NamedTuple):
    """The sentence after some merges: the last merge and how often it occurred, the tokens and their ids."""

    merge: Pair | None
    times: int
    tokens: list[str]
    token_ids: list[int]


class BpeMerges(LiveFigure):
    """The merges that a byte-level BPE learns from one sentence.

    Args:
        sentence: the text to begin with.
        goal: the token that the first task asks for, with Ġ for a space.
        first_pair: the pair that the second task asks a sentence of the reader's own to begin with.

    Raises:
        ValueError: if the sentence is empty or too long, the goal is never reached, or the pair is already the first.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    sentence = traitlets.Unicode().tag(sync=True)
    step = traitlets.Int(0).tag(sync=True)
    goal = traitlets.Unicode().tag(sync=True)
    first_pair = traitlets.List(traitlets.Unicode()).tag(sync=True)

    alt = (
        "A falling line: the number of tokens of the sentence after each merge. In the live figure a box takes any "
        "sentence, buttons step through the merges, and the tokens stand below as boxes with their ids."
    )

    def __init__(self, sentence: str, goal: str, first_pair: Pair) -> None:
        if not 0 < len(sentence) <= MOST_CHARACTERS:
            raise ValueError(f"the sentence must have 1 to {MOST_CHARACTERS} characters, got {len(sentence)}.")
        super().__init__(sentence=sentence, goal=goal, first_pair=list(first_pair))
        stages = self.stages()
        if not any(goal in stage.tokens for stage in stages):
            raise ValueError(f"the goal must become a token of the sentence at some step, {goal!r} never does.")
        if len(stages) > 1 and stages[1].merge == tuple(first_pair):
            raise ValueError(f"first_pair must not be the sentence's first merge already, got {first_pair}.")

    def stages(self) -> list[Stage]:
        """Return the sentence after 0, 1, 2, … merges, as the library's functions make them."""
        words = [tuple(to_visible_bytes(word)) for word in split_like_gpt2(self.sentence)]
        ids = {token: token_id for token_id, token in enumerate(sorted(byte_alphabet()))}
        stages: list[Stage] = []
        merge: Pair | None = None
        times = 0
        while True:
            tokens = [token for word in words for token in word]
            stages.append(Stage(merge, times, tokens, [ids[token] for token in tokens]))
            pairs = [pair for word in words for pair in pairwise(word)]
            if not pairs:
                return stages
            merge = min(set(pairs), key=lambda pair: (-pairs.count(pair), ids[pair[0]], ids[pair[1]]))
            times = pairs.count(merge)
            token = joined(merge)
            ids.setdefault(token, len(ids))
            words = [merge_pair(word, merge, token) for word in words]

    def still(self) -> Axes:
        numbers = [len(stage.tokens) for stage in self.stages()]
        axes = new_axes("Each merge leaves fewer tokens", "merges", "tokens of the sentence")
        axes.plot(range(len(numbers)), numbers, color=COLORS[0], drawstyle="steps-post")
        axes.set_ylim(0, numbers[0] * 1.05)
        return axes
