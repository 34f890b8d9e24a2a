"""One sentence under six objectives: what the model reads, who sees whom, where the loss is counted."""

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import torch
import traitlets
from matplotlib.axes import Axes

from course_lib.live.figure import LiveFigure
from course_lib.objectives.permuted import permutation_masks
from course_lib.objectives.span_corruption import cut_spans
from course_lib.plots.visibility import draw_visibility

OBJECTIVES = (
    "causal",
    "masked",
    "next sentence",
    "permuted",
    "denoising",
    "span corruption",
)
CLS, SEP, MASK = "[CLS]", "[SEP]", "[MASK]"
SENTINELS = ("<0>", "<1>", "<2>")
RATE, MASKED, RANDOM = 0.15, 0.8, 0.9
Words = Sequence[str]


class View(NamedTuple):
    """What an objective makes of a sentence.

    `inputs` are the tokens that are read first, `kinds` what became of each ("", "masked", "random", "kept",
    "sentinel"); `reads` are the decoder's tokens, none where there is no decoder. Rows are those who look, columns what
    may be looked at; a row's target is "" where no loss is counted.
    """

    inputs: list[str]
    kinds: list[str]
    reads: list[str]
    columns: list[str]
    sees: list[list[int]]
    targets: list[str]


class Objectives(LiveFigure):
    """Six objectives and a few sentences to try them on.

    Args:
        texts: pairs of sentences, the second of which follows the first; 4 to 10 words each.

    Raises:
        ValueError: if there are fewer than two pairs, or a sentence is too short or too long.
    """

    _esm = Path(__file__).with_name("widget.js")
    _css = Path(__file__).with_name("widget.css")
    texts = traitlets.List(traitlets.List(traitlets.List(traitlets.Unicode()))).tag(sync=True)
    objective = traitlets.Unicode(OBJECTIVES[0]).tag(sync=True)
    text = traitlets.Int(0).tag(sync=True)
    seed = traitlets.Int(1).tag(sync=True)

    alt = (
        "A triangle of squares: under the causal objective each token of a sentence may look at itself and at those "
        "before it, and each has the next token as its target. In the live figure you choose among six objectives and "
        "redraw their noise."
    )

    def __init__(self, texts: Sequence[tuple[str, str]]) -> None:
        words = [[one.split() for one in pair] for pair in texts]
        lengths = [len(one) for pair in words for one in pair]
        if len(words) < 2 or not all(4 <= n <= 10 for n in lengths):
            raise ValueError(f"there must be 2 pairs or more of sentences of 4 to 10 words, got lengths {lengths}.")
        super().__init__(texts=words)

    def view(self) -> View:
        """Return what is shown at the present setting."""
        vocabulary = sorted({word for pair in self.texts for one in pair for word in one})
        numbers = draws(self.seed, 64)
        return lay_out(self.objective, self.texts, self.text, vocabulary, numbers)

    def still(self) -> Axes:
        view = self.view()
        rows = view.reads or view.inputs
        sees = torch.tensor(view.sees, dtype=torch.bool)
        return draw_visibility(sees, rows, view.columns, view.targets, f"The {self.objective} objective")


def draws(seed: int, n: int) -> list[float]:
    """Return n numbers from 0 to 1, the same in Python and in JavaScript (the generator mulberry32)."""
    numbers, state = [], seed & 0xFFFFFFFF
    for _ in range(n):
        state = (state + 0x6D2B79F5) & 0xFFFFFFFF
        t = (state ^ state >> 15) * (state | 1) & 0xFFFFFFFF
        t ^= (t + (t ^ t >> 7) * (t | 61)) & 0xFFFFFFFF
        numbers.append((t ^ t >> 14) / 2**32)
    return numbers


def lay_out(
    objective: str,
    texts: Sequence[Sequence[Words]],
    number: int,
    vocabulary: Words,
    u: Sequence[float],
) -> View:
    """Return a sentence as an objective shows it, the chance given as numbers from 0 to 1."""
    words, following = list(texts[number][0]), list(texts[number][1])
    framed = [CLS, *words, SEP]
    n = len(words)
    match objective:
        case "causal":
            inputs = framed[:-1]
            return View(inputs, [""] * (n + 1), [], inputs, triangle(n + 1), framed[1:])
        case "masked":
            return masked(words, vocabulary, u)
        case "next sentence":
            is_next = u[0] < 0.5
            other = (number + 1 + int(u[1] * (len(texts) - 1))) % len(texts)
            second = following if is_next else list(texts[other][1])
            inputs = [*framed, *second, SEP]
            answer = "follows" if is_next else "from elsewhere"
            size = len(inputs)
            return View(
                inputs,
                [""] * size,
                [],
                inputs,
                everywhere(size, size),
                [answer] + [""] * (size - 1),
            )
        case "permuted":
            order = sorted(range(n), key=lambda i: u[i])
            n_predicted = max(1, round(n / 6))
            _, query = permutation_masks(torch.tensor([order]))
            targets = [word if i in order[n - n_predicted :] else "" for i, word in enumerate(words)]
            return View(words, [""] * n, [], words, query[0].int().tolist(), targets)
        case "denoising":
            (start, length), _ = two_spans(n, u)
            inputs = [*words[:start], MASK, *words[start + length :], SEP]
            return with_decoder(inputs, [*words, SEP], (MASK,))
        case _:
            inputs, missing = in_words(words, two_spans(n, u))
            return with_decoder([*inputs, SEP], [*missing, SEP], SENTINELS)


def masked(words: Words, vocabulary: Words, u: Sequence[float]) -> View:
    """Return the sentence with about 15 % of its words chosen, but at least one: that of the smallest throw."""
    n = len(words)
    inputs, kinds, targets = list(words), [""] * n, [""] * n
    for i in range(n):
        if u[i] >= RATE and u[i] > min(u[:n]):
            continue
        fate, targets[i] = u[n + i], words[i]
        kinds[i] = "masked" if fate < MASKED else "random" if fate < RANDOM else "kept"
        if kinds[i] == "masked":
            inputs[i] = MASK
        if kinds[i] == "random":
            inputs[i] = vocabulary[int(u[2 * n + i] * len(vocabulary))]
    framed = [CLS, *inputs, SEP]
    return View(framed, ["", *kinds, ""], [], framed, everywhere(n + 2, n + 2), ["", *targets, ""])


def two_spans(n: int, u: Sequence[float]) -> list[tuple[int, int]]:
    """Return a span of two words in the first part of n, and one of one word in what is left, kept apart."""
    first = int(u[0] * (n - 3))
    second = first + 3 + int(u[1] * (n - first - 3))
    return [(first, 2), (second, 1)]


def in_words(words: Words, spans: Sequence[tuple[int, int]]) -> tuple[list[str], list[str]]:
    """Return inputs and targets of span corruption, as words."""
    n = len(words)
    kept, missing = cut_spans(range(n), spans, sentinel_ids=range(n, n + len(SENTINELS)))
    names = [*words, *SENTINELS]
    return [names[i] for i in kept], [names[i] for i in missing]


def with_decoder(inputs: list[str], targets: list[str], stand_ins: Sequence[str]) -> View:
    """Return what an encoder-decoder sees: a row is a position of the decoder, which sees all of the source."""
    reads = [CLS, *targets[:-1]]
    kinds = ["sentinel" if token in stand_ins else "" for token in inputs]
    sees = [[1] * len(inputs) + row for row in triangle(len(reads))]
    return View(inputs, kinds, reads, inputs + reads, sees, targets)


def triangle(n: int) -> list[list[int]]:
    """Return who sees whom where each sees itself and those before."""
    return [[int(key <= query) for key in range(n)] for query in range(n)]


def everywhere(n_rows: int, n_columns: int) -> list[list[int]]:
    """Return who sees whom where all see all."""
    return [[1] * n_columns for _ in range(n_rows)]
