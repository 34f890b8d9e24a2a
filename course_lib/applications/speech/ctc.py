"""Connectionist temporal classification: train and decode without knowing where each word stands.

A path says one symbol a frame, or the blank. Collapsed, it is a label sequence: repeats
become one, then blanks go. A label's probability is the sum over all its paths.

    path  - t t - o o - o     collapsed  t o o

Source: Graves et al. (2006), https://doi.org/10.1145/1143844.1143891; the prefix search as in
Hannun et al. (2014), https://arxiv.org/abs/1408.2873.
Held equal to torch.nn.functional.ctc_loss, with gradients, by
tests/applications/speech/test_ctc.py.
Left out: pruning by a lexicon's tree; several machines.
"""

from __future__ import annotations

import itertools
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor

BLANK = 0
LOW = -1e30  # a log-probability that stands for 0: minus infinity has no gradient

Score = Callable[[tuple[int, ...], int], float]  # labels so far, the next: its log-score


def collapse(path: Sequence[int], blank: int = BLANK) -> list[int]:
    """Return the labels of a path: first repeats become one, then blanks go.

    >>> collapse([0, 3, 3, 0, 5, 5, 0, 5])
    [3, 5, 5]
    """
    once = [symbol for symbol, _ in itertools.groupby(path)]
    return [symbol for symbol in once if symbol != blank]


def paths_of(labels: Sequence[int], n_frames: int, n_symbols: int) -> Iterator[tuple[int, ...]]:
    """Yield every path that collapses to the labels, by trying all: for tiny cases only.

    Raises:
        ValueError: if there are more than a million paths to try.
    """
    if n_symbols**n_frames > 10**6:
        raise ValueError(f"at most 1,000,000 paths can be tried, got {n_symbols}^{n_frames}.")
    for path in itertools.product(range(n_symbols), repeat=n_frames):
        if collapse(path) == list(labels):
            yield path


def with_blanks(labels: Int[Tensor, "*batch label"]) -> Int[Tensor, "*batch state"]:
    """Return labels with a blank before, between and after: the states that a path walks through."""
    states = labels.new_full((*labels.shape[:-1], 2 * labels.shape[-1] + 1), BLANK)
    states[..., 1::2] = labels
    return states


def may_skip(states: Int[Tensor, "batch state"]) -> Tensor:
    """Say for each state whether a path may come from two before it, past a blank.

    Only to a label, and only if the label before is another: or a repeat would be lost.
    """
    skip = torch.zeros_like(states, dtype=torch.bool)
    skip[:, 2:] = (states[:, 2:] != BLANK) & (states[:, 2:] != states[:, :-2])
    return skip


def forward_step(
    before: Float[Tensor, "batch state"],
    emitted: Float[Tensor, "batch state"],
    skip: Tensor,
) -> Float[Tensor, "batch state"]:
    """Return log α after one more frame: stay, come from one before, or from two before.

    Args:
        before: log of the summed probability of all ways to each state, a frame ago.
        emitted: log-probability of each state's symbol in this frame.
        skip: of `may_skip`.
    """
    one = torch.nn.functional.pad(before, (1, 0), value=LOW)[:, :-1]
    two = torch.nn.functional.pad(before, (2, 0), value=LOW)[:, : before.shape[1]]
    two = two.masked_fill(~skip, LOW)
    return torch.stack([before, one, two]).logsumexp(dim=0) + emitted


def forward_table(
    log_probs: Float[Tensor, "batch frame vocab"],
    labels: Int[Tensor, "batch label"],
) -> Float[Tensor, "frame batch state"]:
    """Return log α for every frame and state: the forward algorithm."""
    states = with_blanks(labels)
    emitted = log_probs.gather(2, states[:, None].expand(-1, log_probs.shape[1], -1))
    skip = may_skip(states)
    first = torch.full_like(emitted[:, 0], LOW)
    alpha = torch.cat([emitted[:, 0, :2], first[:, 2:]], dim=1)
    table = [alpha]
    for frame in range(1, log_probs.shape[1]):
        alpha = forward_step(alpha, emitted[:, frame], skip)
        table.append(alpha)
    return torch.stack(table)


def ctc_loss(
    log_probs: Float[Tensor, "batch frame vocab"],
    labels: Int[Tensor, "batch label"],
    n_frames: Int[Tensor, " batch"],
    n_labels: Int[Tensor, " batch"],
) -> Float[Tensor, " batch"]:
    """Return minus the log-probability of each label sequence, in nats; infinity if no path has it.

    Args:
        log_probs: of each symbol in each frame, symbol 0 the blank; padded.
        labels: padded at their ends with anything but the blank.
        n_frames: frames that count.
        n_labels: labels that count, 1 or more.

    Raises:
        ValueError: if a length is less than 1, or more than there is.
    """
    for what, lengths, size in (("frames", n_frames, log_probs.shape[1]), ("labels", n_labels, labels.shape[1])):
        low, high = int(lengths.min()), int(lengths.max())
        if low < 1 or high > size:
            raise ValueError(f"the numbers of {what} must be between 1 and {size}, got {low} to {high}.")
    rows = torch.arange(len(labels))
    last = forward_table(log_probs, labels)[n_frames - 1, rows]
    ends = torch.stack([last[rows, 2 * n_labels], last[rows, 2 * n_labels - 1]])
    total = ends.logsumexp(dim=0)
    return torch.where(total > LOW / 2, -total, torch.inf)


def greedy(log_probs: Float[Tensor, "frame vocab"]) -> list[int]:
    """Return the labels of the single most probable path."""
    return collapse(log_probs.argmax(dim=-1).tolist())


def prefix_beam(
    log_probs: Float[Tensor, "frame vocab"],
    width: int = 8,
    score: Score | None = None,
    floor: float = -12.0,
) -> list[int]:
    """Return the most probable label sequence that is found, adding up the paths of each prefix.

    For each prefix two numbers are kept: the probability of its paths that end in a blank,
    and of those that end in its last label. A repeat needs a blank between.

    Args:
        width: prefixes kept after each frame.
        score: added where a label is appended, such as a language model's weighted
            log-probability; once more at the end, with the blank for the label.
        floor: symbols less probable than this (in nats) are not tried in a frame.

    Raises:
        ValueError: if the width is not positive.
    """
    if width < 1:
        raise ValueError(f"the width must be positive, got {width}.")
    beam: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, LOW)}
    bonus: dict[tuple[int, ...], float] = {(): 0.0}
    for frame in log_probs.tolist():
        found: dict[tuple[int, ...], list[float]] = defaultdict(lambda: [LOW, LOW])
        for prefix, (blank, label) in beam.items():
            total = add(blank, label)
            for symbol, log_prob in enumerate(frame):
                if symbol == BLANK:
                    found[prefix][0] = add(found[prefix][0], total + log_prob)
                    continue
                repeated = bool(prefix) and prefix[-1] == symbol
                if repeated:
                    found[prefix][1] = add(found[prefix][1], label + log_prob)
                if log_prob < floor:
                    continue
                longer = (*prefix, symbol)
                if longer not in bonus:
                    bonus[longer] = bonus[prefix] + (score(prefix, symbol) if score else 0.0)
                found[longer][1] = add(found[longer][1], (blank if repeated else total) + log_prob)
        ranked = sorted(found, key=lambda one: -(add(*found[one]) + bonus[one]))
        beam = {prefix: (found[prefix][0], found[prefix][1]) for prefix in ranked[:width]}
    ends = {one: add(*beam[one]) + bonus[one] + (score(one, BLANK) if score else 0.0) for one in beam}
    best, _ = max(ends.items(), key=lambda pair: pair[1])
    return list(best)


def add(first: float, second: float) -> float:
    """Return the logarithm of the sum of two numbers, from their logarithms.

    >>> round(math.exp(add(math.log(0.25), math.log(0.5))), 6)
    0.75
    """
    high, low = max(first, second), min(first, second)
    return high + math.log1p(math.exp(low - high))


def best_path(log_probs: Float[Tensor, "frame vocab"], labels: Sequence[int]) -> list[int]:
    """Return the most probable path of the labels: when each was said (forced alignment).

    Raises:
        ValueError: if there are too few frames for the labels.
    """
    states = with_blanks(torch.tensor([list(labels)], dtype=torch.long))
    skip, emitted = may_skip(states), log_probs[:, states[0]]
    alpha = torch.full((1, states.shape[1]), LOW)
    alpha[0, :2] = emitted[0, :2]
    came = []
    for frame in emitted[1:]:
        one = torch.nn.functional.pad(alpha, (1, 0), value=LOW)[:, :-1]
        two = torch.nn.functional.pad(alpha, (2, 0), value=LOW)[:, : alpha.shape[1]].masked_fill(~skip, LOW)
        alpha, back = torch.stack([alpha, one, two]).max(dim=0)
        came.append(back[0])
        alpha = alpha + frame
    state = states.shape[1] - 1 - int(alpha[0, -2:].flip(0).argmax())
    if alpha[0, state] < LOW / 2:
        raise ValueError(f"{len(log_probs)} frames must be enough for the labels, got {len(labels)} of them.")
    path = [state]
    for back in reversed(came):
        path.append(path[-1] - int(back[path[-1]]))
    return [int(states[0, one]) for one in reversed(path)]
