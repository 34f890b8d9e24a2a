"""Two ways to know a single spoken word without any training of weights.

`Means` averages all examples of a word, stretched to one length. `Warped` keeps every example and
looks for the nearest by dynamic time warping: frames may be held or skipped.
Source: Sakoe and Chiba (1978), https://doi.org/10.1109/TASSP.1978.1163055.
Held equal to the definition written as loops by tests/applications/speech/test_baselines.py.
Left out: strings of words; limits on how far the warping may go.
"""

from __future__ import annotations

from collections.abc import Sequence

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import interpolate
from torch.nn.utils.rnn import pad_sequence

from course_lib.applications.speech.sound import features
from course_lib.applications.speech.training import Utterance

FAR = 1e9


def stretched(bands: Float[Tensor, "frame band"], n_frames: int = 20) -> Float[Tensor, "n_frames band"]:
    """Return features with as many frames as wanted, read off along straight lines."""
    return interpolate(bands.T[None], size=n_frames, mode="linear", align_corners=True)[0].T


class Means:
    """The nearest mean of a word.

    Args:
        examples: each of one word.

    Raises:
        ValueError: if there are none.
    """

    def __init__(self, examples: Sequence[Utterance]) -> None:
        if not examples:
            raise ValueError("there must be an example to average, got 0.")
        words = sorted({one.words[0] for one in examples})
        self.words = words
        self.means = torch.stack(
            [
                torch.stack([stretched(features(one.wave)) for one in examples if one.words[0] == word]).mean(dim=0)
                for word in words
            ]
        )

    def listen(self, wave: Float[Tensor, " sample"]) -> list[str]:
        """Return the word whose mean is nearest."""
        distances = (self.means - stretched(features(wave))).square().sum(dim=(1, 2))
        return [self.words[int(distances.argmin())]]


class Warped:
    """The word of the nearest example, by dynamic time warping.

    Args:
        examples: each of one word.
        keep_every: uses every so many frames, to be quicker.

    Raises:
        ValueError: if there are none.
    """

    def __init__(self, examples: Sequence[Utterance], keep_every: int = 4) -> None:
        if not examples:
            raise ValueError("there must be an example to compare with, got 0.")
        self.examples, self.keep_every = examples, keep_every
        cut = [features(one.wave)[::keep_every] for one in examples]
        self.lengths = torch.tensor([len(one) for one in cut])
        self.templates = pad_sequence(cut, batch_first=True)

    def listen(self, wave: Float[Tensor, " sample"]) -> list[str]:
        """Return the word of the nearest example."""
        distances = warped_distances(features(wave)[:: self.keep_every], self.templates, self.lengths)
        return list(self.examples[int(distances.argmin())].words)


def warped_distances(
    query: Float[Tensor, "frame band"],
    templates: Float[Tensor, "example other band"],
    lengths: Tensor,
) -> Float[Tensor, " example"]:
    """Return the cost of the cheapest way for each example, by both lengths.

    A pair of frames costs their distance; a step goes on in one sound, or in both.
    """
    costs = torch.cdist(query[None], templates).transpose(0, 1)  # [frame, example, other]
    table = torch.full((templates.shape[0], templates.shape[1] + 1), FAR)
    table[:, 0] = 0.0
    for cost in costs:
        # on in both, or in the query alone
        best = torch.minimum(table[:, :-1], table[:, 1:]) + cost
        row = [best[:, 0]]
        for i in range(1, best.shape[1]):
            row.append(torch.minimum(best[:, i], row[-1] + cost[:, i]))
        table = torch.stack([torch.full_like(row[0], FAR), *row], dim=1)
    ends = table.gather(1, lengths[:, None])[:, 0]
    return ends / (len(query) + lengths)
