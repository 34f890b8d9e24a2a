"""Temperature, top-k and top-p on a trained model's next token: bend it, cut it, draw.

The page holds the whole distribution of each prompt: the logarithm of every token's
probability in thousandths, two bytes a token. The draws come from a small generator of
chance that page and Python share (mulberry32, by Tommy Ettinger, public domain), so that
both draw the same.
Tested by tests/live/test_sampling.py. Left out: min-p, penalties for repetition.
"""

import base64
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
import traitlets
from jaxtyping import Float
from matplotlib.axes import Axes
from torch import Tensor, nn

from course_lib.decoding.sampling import sampling_distribution
from course_lib.live.figure import LiveFigure
from course_lib.live.in_page.source import SAMPLING_MODULES, joined
from course_lib.plots.bars import draw_bars
from course_lib.tokenizers.tokenizer import Tokenizer

N_SHOWN = 8  # bars; the rest of the vocabulary shares one
N_DRAWS = 20
UNIT = 1000  # a logarithm travels as a whole number of thousandths
LOWEST = -32.0  # e⁻³² is as good as nothing
MOST_PROMPTS = 16


class Sampling(LiveFigure):
    """What a model expects after each of a few prompts, and how it is made into a choice.

    Args:
        model: a trained language model.
        tokenizer: the one it was trained with.
        prompts: texts to go on from; a token or more each.

    Raises:
        ValueError: if there is no prompt, or more than 16.
    """

    _esm = joined(*SAMPLING_MODULES, Path(__file__).with_name("widget.js"))
    _css = Path(__file__).with_name("widget.css")
    prompts = traitlets.List(traitlets.Unicode()).tag(sync=True)
    vocabulary = traitlets.List(traitlets.Unicode()).tag(sync=True)
    # for each prompt: thousandths of ln p of every token, two bytes each, in base 64
    logs = traitlets.List(traitlets.Unicode()).tag(sync=True)
    prompt = traitlets.Int(0).tag(sync=True)
    temperature = traitlets.Float(1.0).tag(sync=True)
    top_k = traitlets.Int(0).tag(sync=True)  # 0: all
    top_p = traitlets.Float(1.0).tag(sync=True)
    seed = traitlets.Int(0).tag(sync=True)  # of the draws; 0: none so far

    alt = (
        "Bars: the probability of the eight likeliest next tokens after the first prompt, "
        "and of all others together. In the live figure sliders set temperature, top-k "
        "and top-p, and a button draws twenty tokens."
    )

    def __init__(
        self,
        model: nn.Module,
        tokenizer: Tokenizer,
        prompts: Sequence[str],
    ) -> None:
        if not 1 <= len(prompts) <= MOST_PROMPTS:
            must = f"there must be 1 to {MOST_PROMPTS} prompts"
            raise ValueError(f"{must}, got {len(prompts)}.")
        self._rows = torch.stack([next_logs(model, tokenizer, one) for one in prompts])
        super().__init__(
            prompts=list(prompts),
            vocabulary=[shown(tokenizer, one) for one in range(tokenizer.vocab_size)],
            logs=[packed(row) for row in self._rows],
        )

    def settings(self) -> dict[str, Any]:
        """Return the present setting, for `sampling_distribution`."""
        some = {"temperature": self.temperature, "top_k": self.top_k or None}
        return some | {"top_p": self.top_p}

    def distribution(self) -> Float[Tensor, " vocab"]:
        """Return the probability of each token at the present setting."""
        row = self._rows[self.prompt][None]
        return sampling_distribution(row, **self.settings())[0]

    def ranked(self) -> list[int]:
        """Return all tokens, the likeliest for the model first."""
        return self._rows[self.prompt].argsort(descending=True, stable=True).tolist()

    def draws(self) -> list[int]:
        """Return the tokens that the present seed draws; none if it is 0."""
        if not self.seed:
            return []
        ranks, probabilities = self.ranked(), self.distribution().double()
        running = probabilities[ranks].cumsum(dim=0)
        chance = [number * float(running[-1]) for number in chances(self.seed, N_DRAWS)]
        places = torch.searchsorted(running, torch.tensor(chance).double(), right=True)
        last = int((probabilities[ranks] > 0).nonzero()[-1])
        return [ranks[min(int(place), last)] for place in places]

    def still(self) -> Axes:
        first = self.ranked()[:N_SHOWN]
        heights = self.distribution()[first].tolist()
        return draw_bars(
            {"probability": [*heights, 1 - sum(heights)]},
            [*(self.vocabulary[token] for token in first), "others"],
            title=f"After “{self.prompts[self.prompt]}”",
            xlabel="next token",
            ylabel="probability",
        )

    def counts(self) -> Counter[str]:
        """Return how often each token was drawn."""
        return Counter(self.vocabulary[token] for token in self.draws())


@torch.no_grad()
def next_logs(model: nn.Module, tokenizer: Tokenizer, prompt: str) -> Float[Tensor, " v"]:
    """Return ln p of each token after the prompt, in whole thousandths."""
    logits = model(torch.tensor([tokenizer.encode(prompt)]))[0, -1]
    logs = logits.log_softmax(dim=-1).clamp(min=LOWEST)
    return (logs * UNIT).round() / UNIT


def packed(logs: Float[Tensor, " v"]) -> str:
    """Return thousandths as text, two bytes a number."""
    whole = (logs * UNIT).round().numpy().astype("<i2")
    return base64.b64encode(np.ascontiguousarray(whole).tobytes()).decode()


def shown(tokenizer: Tokenizer, token_id: int) -> str:
    """Return a token as the figure writes it: spaces and ends of lines can be seen."""
    text = tokenizer.decode([token_id])
    return text.replace(" ", "␣").replace("\n", "↵") or "∅"


def chances(seed: int, n: int) -> list[float]:
    """Return n numbers from 0 to 1, the same as the page's for this seed (mulberry32).

    >>> [round(one, 4) for one in chances(1, 2)]
    [0.6271, 0.0027]
    """
    state, found = seed, []
    for _ in range(n):
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        mixed = state
        mixed = ((mixed ^ (mixed >> 15)) * (mixed | 1)) & 0xFFFFFFFF
        other = ((mixed ^ (mixed >> 7)) * (mixed | 61)) & 0xFFFFFFFF
        mixed ^= (mixed + other) & 0xFFFFFFFF
        found.append(((mixed ^ (mixed >> 14)) & 0xFFFFFFFF) / 2**32)
    return found
