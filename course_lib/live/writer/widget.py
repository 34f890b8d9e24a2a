"""The town's GPT writes in the page: see what each token was drawn from.

The page computes what `GPT` computes, from the same file of weights, in JavaScript that
is to be read beside the library (course_lib/live/in_page/). The model is fetched when
the reader asks for it, not before. `Writer.write` writes the same text in Python.
Tested by tests/live/test_writer.py. Left out: min-p, texts longer than the model's
context.
"""

from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
import traitlets
from jaxtyping import Float, Int
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.checkpoints.shipped import checkpoint
from course_lib.decoding.generation import generate
from course_lib.decoding.processors import penalize_repetition
from course_lib.decoding.sampling import sampling_distribution
from course_lib.live.figure import LiveFigure
from course_lib.live.in_page.files import page_files, send_file
from course_lib.live.in_page.source import MODEL_MODULES, joined
from course_lib.live.sampling.widget import chances, shown
from course_lib.models.gpt import GPT
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.plots.bars import draw_bars
from course_lib.training.causal_task import END

HERE = Path(__file__).parent
MODULES = (
    *("story.js", "parts.js", "tasks.js", "bars.js"),
    *("text.js", "controls.js", "widget.js"),
)
N_SHOWN = 8  # in the still picture
OPENINGS = (
    "Tom lost his key.",
    "One morning, Rosa lost her key.",
    "It was a cold day. Ivan",
    "Kate and Ben went to the bridge.",
    "Dear Sir or Madam,",
    "Customer: Hello.",
)


class Writer(LiveFigure):
    """A shipped GPT that goes on from an opening, in the reader's browser.

    Args:
        name: a model of `course_lib.checkpoints` that is a GPT.
        openings: texts to choose from; the first one is there at the start.

    Raises:
        ValueError: if there is no such model, it is no GPT, or there is no opening.
    """

    _esm = joined(*MODEL_MODULES, *(HERE / module for module in MODULES))
    _css = HERE / "widget.css"
    checkpoint = traitlets.Unicode().tag(sync=True)
    files = traitlets.Dict().tag(sync=True)  # path: its number of bytes, and its version
    openings = traitlets.List(traitlets.Unicode()).tag(sync=True)
    opening = traitlets.Unicode().tag(sync=True)
    temperature = traitlets.Float(1.0).tag(sync=True)  # 0: always the likeliest
    top_k = traitlets.Int(0).tag(sync=True)  # 0: all
    top_p = traitlets.Float(1.0).tag(sync=True)
    penalty = traitlets.Float(1.0).tag(sync=True)
    seed = traitlets.Int(1).tag(sync=True)

    alt = (
        "Bars: the probability of the eight likeliest tokens after the first opening, "
        "and of all others together. In the live figure the model writes on, and each "
        "token shows what it was drawn from."
    )

    def __init__(
        self,
        name: str = "town_gpt",
        openings: Sequence[str] = OPENINGS,
    ) -> None:
        if not openings:
            raise ValueError("there must be at least 1 opening, got 0.")
        model, self._tokenizer = load_with_tokenizer(checkpoint(name))
        if not isinstance(model, GPT):
            kind = type(model).__name__
            raise ValueError(f"the page can compute a GPT, got {name!r}, a {kind}.")
        self._model = model.eval()
        super().__init__(
            checkpoint=name,
            files=page_files(name),
            openings=list(openings),
            opening=openings[0],
        )
        self.on_msg(send_file)

    def distribution(self, logits: Float[Tensor, "1 vocab"]) -> Float[Tensor, " vocab"]:
        """Return each token's probability at the present temperature, top-k and top-p."""
        if not self.temperature:
            return F.one_hot(logits.argmax(dim=-1), logits.shape[-1])[0].float()
        top_k = self.top_k or None
        return sampling_distribution(logits, self.temperature, top_k, self.top_p)[0]

    def prompt(self) -> Int[Tensor, "1 seq"]:
        """Return the opening as the model reads it: after the end of another text."""
        end = self._tokenizer.token_to_id(END)
        return torch.tensor([[end, *self._tokenizer.encode(self.opening)]])

    def write(self, n: int) -> str:
        """Return what the page writes: the opening and n tokens, fewer if it ends."""
        end = self._tokenizer.token_to_id(END)
        numbers = iter(chances(self.seed, n))

        def process(logits: Tensor, so_far: Tensor) -> Tensor:
            return penalize_repetition(logits, so_far, self.penalty)

        def choose(logits: Tensor) -> Tensor:
            return torch.tensor([draw(self.distribution(logits), next(numbers))])

        given = (self._model, self.prompt(), n, choose)
        token_ids = generate(*given, process=process, stop_ids=[end])[0].tolist()
        return self._tokenizer.decode([one for one in token_ids if one != end])

    @torch.no_grad()
    def still(self) -> Axes:
        probabilities = self._model(self.prompt())[0, -1].softmax(dim=-1)
        best = probabilities.topk(N_SHOWN)
        heights = best.values.tolist()
        names = (shown(self._tokenizer, token) for token in best.indices.tolist())
        return draw_bars(
            {"probability": [*heights, 1 - sum(heights)]},
            [*names, "others"],
            title=f"What the model expects after “{self.opening}”",
            xlabel="next token",
            ylabel="probability",
        )


def draw(probabilities: Float[Tensor, " vocab"], chance: float) -> int:
    """Return the token in whose share of the line from 0 to 1 the chance falls.

    On the line the likeliest token stands first.
    """
    falling, order = probabilities.double().sort(descending=True, stable=True)
    running = falling.cumsum(dim=0)
    at = chance * float(running[-1])
    place = int(torch.searchsorted(running, at, right=True))
    return int(order[min(place, int((falling > 0).sum()) - 1)])
