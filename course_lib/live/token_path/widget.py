"""Follow one token through a trained GPT: where it looks, how its vector grows, what it would predict at each stage.

What each stage would predict is found by the logit lens: the model's own last two steps, final norm and output layer,
applied too early. Source: nostalgebraist (2020), Interpreting GPT: the logit lens, LessWrong.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
import traitlets
from jaxtyping import Float, Int
from matplotlib.axes import Axes
from torch import Tensor

from course_lib.live.figure import LiveFigure
from course_lib.models.attention import record_attention
from course_lib.models.gpt import GPT
from course_lib.plots.bars import draw_bars
from course_lib.tokenizers.characters import CharacterTokenizer
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.tokenizers.words import WordTokenizer

AnyTokenizer = Tokenizer | CharacterTokenizer | WordTokenizer
N_GUESSES = 5
MOST_TOKENS = 20
SHADES = 255  # attention weights travel as whole numbers, 0 to this


class TokenPath(LiveFigure):
    """The path of each token of a few texts through a model, from its embedding to its guess of the next token.

    Args:
        model: a trained GPT.
        tokenizer: the one it was trained with.
        texts: a few short texts, of 2 to 20 tokens each.

    Raises:
        ValueError: if there is no text, or one has too few or too many tokens.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    # for each text and token
    tokens = traitlets.List(traitlets.List(traitlets.Unicode())).tag(sync=True)
    # for each stage: its name, and the layer whose attention it shows, or -1
    stages = traitlets.List(traitlets.Unicode()).tag(sync=True)
    layer_of_stage = traitlets.List(traitlets.Int()).tag(sync=True)
    # for each text, token and stage: the vector's length, and that of what was added last
    lengths = traitlets.List(traitlets.List(traitlets.List(traitlets.Float()))).tag(sync=True)
    added = traitlets.List(traitlets.List(traitlets.List(traitlets.Float()))).tag(sync=True)
    # ... the best guesses, their logits, and the log of the sum of exp over all logits
    guesses = traitlets.List(traitlets.List(traitlets.List(traitlets.List(traitlets.Unicode())))).tag(sync=True)
    logits = traitlets.List(traitlets.List(traitlets.List(traitlets.List(traitlets.Float())))).tag(sync=True)
    totals = traitlets.List(traitlets.List(traitlets.List(traitlets.Float()))).tag(sync=True)
    # ... of the token that really comes next: its logit, and its rank among all
    right = traitlets.List(traitlets.List(traitlets.List(traitlets.List(traitlets.Float())))).tag(sync=True)
    # for each text, layer and head: the rows of the lower triangle, one after the other
    attention = traitlets.List(traitlets.List(traitlets.List(traitlets.List(traitlets.Int())))).tag(sync=True)
    text = traitlets.Int(0).tag(sync=True)
    token = traitlets.Int(0).tag(sync=True)
    stage = traitlets.Int(0).tag(sync=True)

    alt = (
        "Bars: the probability of the token that really comes next, read off at each stage of the model, from the "
        "embedding to the final norm. In the live figure you choose a text, a token and a stage, and see where the "
        "token looks and what it would predict."
    )

    def __init__(self, model: GPT, tokenizer: AnyTokenizer, texts: Sequence[str]) -> None:
        ids = [tokenizer.encode(text) for text in texts]
        if not ids:
            raise ValueError("there must be at least 1 text, got 0.")
        for text, some in zip(texts, ids, strict=True):
            if not 2 <= len(some) <= MOST_TOKENS:
                raise ValueError(f"a text must have 2 to {MOST_TOKENS} tokens, got {len(some)}: {text!r}.")
        paths = [path(model, torch.tensor(some)) for some in ids]
        tokens = [[tokenizer.decode([token_id]) for token_id in some] for some in ids]
        n_layers = len(model.blocks)
        super().__init__(
            tokens=tokens,
            stages=stage_names(n_layers),
            layer_of_stage=[-1, *(number // 2 if number % 2 == 0 else -1 for number in range(2 * n_layers)), -1],
            attention=[one["attention"] for one in paths],
            **{name: [one[name] for one in paths] for name in ("lengths", "added", "logits", "totals", "right")},
            guesses=[
                [[[tokenizer.decode([best]) for best in stage] for stage in token] for token in one["guesses"]]
                for one in paths
            ],
        )
        self.text, self.token = self.where_it_takes_longest()

    def where_it_takes_longest(self) -> tuple[int, int]:
        """Return the text and token whose right guess takes the lead latest, of those the model gets right.

        Tokens in the middle of a word come last.
        """
        places = [(text, token) for text, some in enumerate(self.tokens) for token in range(len(some) - 1)]

        def how_late(place: tuple[int, int]) -> tuple[bool, int]:
            text, token = place
            stage = self.first_stage(text, token) or 0
            return stage > 0 and not self.tokens[text][token + 1][0].isalnum(), stage

        return max(places, key=how_late)

    def first_stage(self, text: int, token: int) -> int | None:
        """Return the stage from which on the right token is the first guess, or None if it is not so at the end."""
        ranks = [rank for _, rank in self.right[text][token]]
        wrong = [stage for stage, rank in enumerate(ranks) if rank > 1]
        first = wrong[-1] + 1 if wrong else 0
        return first if first < len(ranks) else None

    def probabilities(self, text: int, token: int) -> list[float]:
        """Return the probability of the right token at each stage."""
        logits = torch.tensor([logit for logit, _ in self.right[text][token]])
        return (logits - torch.tensor(self.totals[text][token])).exp().tolist()

    def still(self) -> Axes:
        some = self.tokens[self.text]
        n_layers = (len(self.stages) - 2) // 2
        short = ["embed", *(f"{part} {i + 1}" for i in range(n_layers) for part in ("attn", "ffn")), "norm"]
        return draw_bars(
            {"probability": self.probabilities(self.text, self.token)},
            short,
            title=f"When does “{some[self.token]}” know that “{some[self.token + 1]}” follows?",
            xlabel="stage",
            ylabel="probability of the right token",
        )


def stage_names(n_layers: int) -> list[str]:
    """Return the names of the stages of a GPT.

    >>> stage_names(1)
    ['embedding + position', 'block 1: attention', 'block 1: feed-forward', 'final norm']
    """
    blocks = [f"block {i + 1}: {part}" for i in range(n_layers) for part in ("attention", "feed-forward")]
    return ["embedding + position", *blocks, "final norm"]


@torch.no_grad()
def residual_stream(model: GPT, token_ids: Int[Tensor, " seq"]) -> Float[Tensor, "stage seq d_model"]:
    """Return each token's vector at each stage: embedded, after every attention and network, after the final norm."""
    positions = model.position_embedding(torch.arange(len(token_ids)))
    x = model.embed(token_ids[None]) + positions
    stages = [x]
    block: Any
    for block in model.blocks:
        x = x + block.attention(block.norm_1(x), causal=True)
        stages.append(x)
        x = x + block.feed_forward(block.norm_2(x))
        stages.append(x)
    return torch.cat([*stages, model.final_norm(x)])


@torch.no_grad()
def lens(model: GPT, stream: Float[Tensor, "stage seq d_model"]) -> Float[Tensor, "stage seq vocab"]:
    """Return the logits that each stage would give if the model ended there."""
    return torch.cat([model.logits(model.final_norm(stream[:-1])), model.logits(stream[-1:])])


@torch.no_grad()
def path(model: GPT, token_ids: Int[Tensor, " seq"]) -> dict[str, list[Any]]:
    """Return what the figure shows of one text, as plain numbers; the last token has no next one to be right about."""
    stream = residual_stream(model, token_ids)
    logits = lens(model, stream)[:, :-1]
    with record_attention(model) as records:
        model(token_ids[None])
    wanted = token_ids[1:].expand(len(stream), -1)[..., None]
    right = logits.gather(-1, wanted)
    rank = 1 + (logits > right).sum(dim=-1)
    best = logits.topk(N_GUESSES)
    steps = torch.cat([stream[:1], stream[1:-1] - stream[:-2], torch.zeros_like(stream[:1])])
    lower = torch.ones(len(token_ids), len(token_ids), dtype=torch.bool).tril()

    def by_token(numbers: Tensor, digits: int = 2) -> list[Any]:
        return rounded(numbers.transpose(0, 1).tolist(), digits)

    return {
        "lengths": by_token(stream.norm(dim=-1)),
        "added": by_token(steps.norm(dim=-1)),
        "guesses": best.indices.transpose(0, 1).tolist(),
        "logits": by_token(best.values, 3),
        "totals": by_token(logits.logsumexp(dim=-1), 3),
        "right": [
            [list(pair) for pair in zip(*both, strict=True)]
            for both in zip(by_token(right[..., 0], 3), by_token(rank), strict=True)
        ],
        "attention": [
            [(SHADES * head[lower]).round().int().tolist() for head in record.weights[0]] for record in records
        ],
    }


def rounded(numbers: Any, digits: int) -> Any:
    """Round nested lists of numbers.

    >>> rounded([[1.234, 2], [3.0]], 1)
    [[1.2, 2], [3.0]]
    """
    return [rounded(one, digits) for one in numbers] if isinstance(numbers, list) else round(numbers, digits)
