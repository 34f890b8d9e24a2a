"""BertViz views of any model of the course: head, model and neuron.

Source: Vig (2019), https://arxiv.org/abs/1906.05714. BertViz writes out a number for every line it draws,
so the numbers are rounded to three decimals first: less than half the bytes, nothing to see.
"""

from collections.abc import Sequence
from types import SimpleNamespace

from IPython.display import HTML
from jaxtyping import Float
from torch import Tensor

from course_lib.models.attention import HeadRecord

MOST_LINES = 20_000  # a model view draws layers · heads · tokens² lines; more than this and the page stalls


def rounded(numbers: Float[Tensor, "*any"]) -> Float[Tensor, "*any"]:
    """Round to three decimals; in double precision, so that they print with three and not seventeen."""
    return numbers.double().round(decimals=3)


def head_view(records: Sequence[HeadRecord], tokens: Sequence[str]) -> HTML:
    """Return lines from each query to what it attends to, one layer at a time, one colour a head."""
    from bertviz import head_view

    return head_view([rounded(r.weights) for r in records], list(tokens), html_action="return")


def model_view(records: Sequence[HeadRecord], tokens: Sequence[str]) -> HTML:
    """Return every head of every layer at a glance.

    Raises:
        ValueError: if there would be more than 20,000 lines to draw.
    """
    from bertviz import model_view

    n_lines = sum(r.weights.numel() for r in records)
    if n_lines > MOST_LINES:
        raise ValueError(f"a model view may draw {MOST_LINES:,} lines, got {n_lines:,}: use a shorter sentence.")
    return model_view([rounded(r.weights) for r in records], list(tokens), display_mode="light", html_action="return")


def neuron_view(records: Sequence[HeadRecord], tokens: Sequence[str], layer: int = 0, head: int = 0) -> HTML:
    """Return query times key, number by number, for the chosen token, layer and head."""
    from bertviz.neuron_view import show

    drawn = [{"attn": rounded(r.weights), "queries": rounded(r.query), "keys": rounded(r.key)} for r in records]
    model = type("Recorded", (), {"eval": lambda self: None, "__call__": lambda self, token_ids: (None, drawn)})()
    tokenizer = SimpleNamespace(tokenize=lambda _: list(tokens), convert_tokens_to_ids=lambda pieces: [0] * len(pieces))
    text = " ".join(tokens)
    return show(model, "gpt2", tokenizer, text, display_mode="light", layer=layer, head=head, html_action="return")
