"""Which source word does a target word belong to? Read off cross-attention, and scored.

Both sides are cut into units: a model's tokens, joined where one alone is no whole
character. A unit's attention is the sum over its source tokens, the mean over its target
tokens.
The row of a target word can be read at two steps: when it is written, or one step later,
when the decoder has it as input (Chen et al. 2020, https://arxiv.org/abs/2004.14837, find
the second better in their models of six layers).
Tested by tests/applications/translation/test_alignment.py.
Left out: links of several source words to one target word; alignments by erasing words.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import torch
from jaxtyping import Float
from torch import Tensor

from course_lib.applications.translation.told import Told, name_of
from course_lib.applications.translation.translator import Translator, characters_of
from course_lib.applications.translation.word_model import Link
from course_lib.corpora.town.teller import Mention, Sentence
from course_lib.models.attention import record_attention
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.translation_task import END

Span = tuple[int, int]  # of characters: the first, and after the last
Step = Literal["written", "read"]


@dataclass(frozen=True)
class Units:
    """The units of a text: what they say, where they stand, and of which tokens."""

    words: list[str]
    spans: list[Span]
    tokens: list[list[int]]


@dataclass(frozen=True)
class Alignment:
    """What the cross-attention of each head did while a target was written.

    Attributes:
        source, target: the units; the source's last one is the end of the text.
        weights: a row for each target unit, a column for each source unit.
    """

    source: Units
    target: Units
    weights: Float[Tensor, "layer head target source"]

    def links(self, layer: int | None = None, head: int | None = None) -> list[Link]:
        """Return for each target unit the source unit with the most weight.

        None takes the mean over layers, or over heads. The end of the source may win:
        then there is no link.
        """
        weights = self.weights[None].mean(1) if layer is None else self.weights[layer : layer + 1]
        table = weights[0].mean(0) if head is None else weights[0, head]
        best = table.argmax(dim=1).tolist()
        last = len(self.source.words) - 1
        return [Link(place, s) for place, s in enumerate(best) if s != last]


def units_of(tokenizer: Tokenizer, text: str, end: bool = False) -> Units:
    """Return the units of a text; with `end`, one more for the end of the text.

    Raises:
        ValueError: if the text is empty.
    """
    ids = tokenizer.encode(text)
    if not ids:
        raise ValueError("text must not be empty, got ''.")
    spans: list[Span] = []
    tokens: list[list[int]] = []
    for number, (start, stop) in enumerate(characters_of(tokenizer, ids)):
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(stop, spans[-1][1]))
            tokens[-1].append(number)
        else:
            spans.append((start, stop))
            tokens.append([number])
    whole = tokenizer.decode(ids)
    words = [whole[start:stop].strip() for start, stop in spans]
    if end:
        words, spans, tokens = [*words, "</s>"], [*spans, (-1, -1)], [*tokens, [len(ids)]]
    return Units(words, spans, tokens)


@torch.no_grad()
def cross_attention(translator: Translator, source: str, target: str, step: Step = "written") -> Alignment:
    """Return the cross-attention of all layers and heads for a given translation.

    Args:
        translator: with layers in the order encoder, then self- and cross-attention of
            each decoder layer, as `Bart` has.
        source: the text that is read.
        target: its translation, by the model or by anyone.
        step: "written" takes the row that predicts a token, "read" the next one.
    """
    read = units_of(translator.tokenizer, source, end=True)
    made = units_of(translator.tokenizer, target)
    source_ids = torch.tensor([[*translator.tokenizer.encode(source), END]])
    target_ids = torch.tensor([[END, *translator.tokenizer.encode(target)]])
    with record_attention(translator.model) as records:
        translator.model(source_ids, target_ids)
    n_encoder = translator.model.config.n_layers
    cross = torch.stack([one.weights[0] for one in records[n_encoder + 1 :: 2]])
    later = 1 if step == "read" else 0
    rows = [cross[:, :, [t + later for t in one]].mean(dim=2) for one in made.tokens]
    table = torch.stack(rows, dim=2)
    columns = [table[..., one].sum(dim=-1) for one in read.tokens]
    return Alignment(read, made, torch.stack(columns, dim=-1))


def true_links(told: Told, source: Units, target: Units) -> dict[int, set[int]]:
    """Return the source units that mean the same person, thing or place, by target unit.

    They are known from the mentions, and only for names that stand once on each side.
    """
    ours, theirs = own_spans(told.chinese), own_spans(told.english)
    true: dict[int, set[int]] = {}
    for name in ours.keys() & theirs.keys():
        here = within(target.spans, ours[name])
        there = set(within(source.spans, theirs[name]))
        true |= {place: there for place in here if there}
    return true


def own_spans(sentence: Sentence) -> dict[str, Span]:
    """Return where each name stands that stands once and holds no other mention."""
    found: dict[str, list[Span]] = {}
    for mention in sentence.mentions:
        name = name_of(mention)
        if name and not any(holds(mention, other) for other in sentence.mentions):
            found.setdefault(name, []).append((mention.start, mention.end))
    return {name: spans[0] for name, spans in found.items() if len(spans) == 1}


def holds(outer: Mention, inner: Mention) -> bool:
    """Return whether another mention lies within one: Sarah in "Sarah's house"."""
    return outer is not inner and outer.start <= inner.start and inner.end <= outer.end


def within(spans: Sequence[Span], wanted: Span) -> list[int]:
    """Return the units that have letters in the wanted span."""
    start, end = wanted
    return [i for i, (a, b) in enumerate(spans) if max(a, start) < min(b, end)]


class LinkScore(NamedTuple):
    """How many of the links are right, and how many of the target units have a right one."""

    precision: float
    recall: float


def score_links(
    tolds: Sequence[Told],
    tokenizer: Tokenizer,
    links_of: Callable[[Told], Sequence[Link]],
) -> LinkScore:
    """Return how good links are on the target units whose counterpart is known.

    Raises:
        ValueError: if no counterpart is known, or no unit is linked.
    """
    right = linked = n = 0
    for told in tolds:
        source = units_of(tokenizer, told.source, end=True)
        target = units_of(tokenizer, told.target)
        true = true_links(told, source, target)
        chosen = {link.target: link.source for link in links_of(told)}
        right += sum(chosen.get(place) in some for place, some in true.items())
        linked += len(chosen.keys() & true.keys())
        n += len(true)
    if not linked:
        raise ValueError(f"links must be on known units, got 0 on {n}.")
    return LinkScore(right / linked, right / n)


def diagonal_links(source: Units, target: Units) -> list[Link]:
    """Return links by place alone, the baseline: as far on in the source as in the target."""
    n, m = len(source.words) - 1, len(target.words)
    return [Link(place, place * n // m) for place in range(m)]
