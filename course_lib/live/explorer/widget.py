"""The town's GPT laid open in the page: its heads, its stream, and what it says without some.

The page computes what `look_inside` computes, from the same file of weights, in JavaScript
that is to be read beside the library (course_lib/live/in_page/). Tested by
tests/live/test_explorer.py. The text, how the model is fetched and how the next token is
drawn are the Writer's. Left out: what queries and keys are, and what a head writes into
the stream.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import traitlets
from jaxtyping import Float, Int
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.decoding.processors import penalize_repetition
from course_lib.live import writer
from course_lib.live.explorer.inside import Inside, look_inside
from course_lib.live.in_page.source import MODEL_MODULES, joined
from course_lib.live.sampling.widget import chances, shown
from course_lib.live.writer.widget import Writer, draw
from course_lib.plots.bars import draw_bars

HERE = Path(__file__).parent
WRITER = Path(writer.__file__).parent
WRITERS_MODULES = ("story.js", "parts.js", "controls.js")
MODULES = (
    *("measures.js", "tokens.js", "heads.js", "stream.js", "ablation.js"),
    *("tasks.js", "view.js", "frame.js", "widget.js"),
)
MOST_TOKENS = 32
TEXTS = (
    "Rosa went to the bridge. Ivan gave Rosa the key. Then",
    "Kate and Ben went to the bridge. Kate gave",
    "Tom lost his key.",
    "Dear Sir or",
    "Customer: Hello. I want to cancel my",
    "It was a cold day. Ivan went to the bridge and lost his hat. Rosa found the",
)


class Explorer(Writer):
    """A shipped GPT laid open: choose a token, a head; switch heads off.

    Args:
        name: a model of `course_lib.checkpoints` that is a GPT.
        openings: texts to choose from; the first one is there at the start.
        layer: of the head that is chosen at the start, counted from 0.
        head: its number in its layer, counted from 0.

    Raises:
        ValueError: if there is no such model or head, it is no GPT, or there is no text.
    """

    _esm = joined(
        *("address.js", *MODEL_MODULES),
        *(WRITER / module for module in WRITERS_MODULES),
        *(HERE / module for module in MODULES),
    )
    _css: Any = "\n".join(Path(at, "widget.css").read_text(encoding="utf-8") for at in (WRITER, HERE))
    sizes = traitlets.Dict().tag(sync=True)  # of the model
    most_tokens = traitlets.Int(MOST_TOKENS).tag(sync=True)  # of the text
    place = traitlets.Int(-1).tag(sync=True)  # of the chosen token; -1: the last one
    layer = traitlets.Int().tag(sync=True)
    head = traitlets.Int().tag(sync=True)
    off: Any = traitlets.List().tag(sync=True)  # heads that are switched off: [layer, head]

    alt = (
        "Bars: the probability of the next token that wins in the end, read off the stream "
        "after the embedding and after each layer. In the live figure you choose a token and "
        "a head, see where it looks, and switch heads off."
    )

    def __init__(
        self,
        name: str = "town_gpt",
        openings: Sequence[str] = TEXTS,
        layer: int = 3,
        head: int = 2,
    ) -> None:
        super().__init__(name, openings)
        config = self._model.config
        if not (0 <= layer < config.n_layers and 0 <= head < config.n_heads):
            there = f"there are {config.n_layers} layers of {config.n_heads} heads, from 0 on"
            raise ValueError(f"{there}; got layer {layer}, head {head}.")
        self.sizes = {"n_layers": config.n_layers, "n_heads": config.n_heads}
        self.layer, self.head = layer, head

    def inside(self) -> Inside:
        """Return what the model makes of the present text, without the heads that are off."""
        off = [(layer, head) for layer, head in self.off]
        return look_inside(self._model, self.prompt()[0], off)

    def next_token(self, logits: Float[Tensor, " vocab"], token_ids: Int[Tensor, " seq"]) -> int:
        """Return the token that "Write the next token" adds to a text."""
        scores = penalize_repetition(logits[None], token_ids[None], self.penalty)
        number = len(token_ids)
        return draw(self.distribution(scores), chances(self.seed, number + 1)[number])

    def still(self) -> Axes:
        chances_of_all: Any = self.inside().lens[:, -1].softmax(dim=-1)
        winner = int(chances_of_all[-1].argmax())
        layers = (f"layer {layer}" for layer in range(len(chances_of_all) - 1))
        return draw_bars(
            {"probability": chances_of_all[:, winner].tolist()},
            ["embedding", *layers],
            title=f"When does “{shown(self._tokenizer, winner)}” appear after “…{self.opening[-20:]}”?",
            xlabel="read after",
            ylabel="probability",
        )
