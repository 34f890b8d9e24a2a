"""Training and testing the recogniser: sounds with their words, batches, the loss, errors.

Tested by tests/applications/speech/test_recogniser.py.
Left out: other changes to a sound than noise.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.utils.rnn import pad_sequence

from course_lib.applications.speech.commands import Command, say
from course_lib.applications.speech.ctc import BLANK
from course_lib.applications.speech.formants import LOW_VOICE, Voice, drawn_voice
from course_lib.applications.speech.recogniser import Recogniser, RecogniserConfig, shorter
from course_lib.applications.speech.sound import add_noise, features
from course_lib.corpora.town.chance import Chance
from course_lib.metrics.error_rates import word_error_rate
from course_lib.training.loop import TrainingConfig, train

QUIET = TrainingConfig(progress=False)
Listen = Callable[[Tensor], Sequence[str]]


class Utterance(NamedTuple):
    """A sound, and the words that were said."""

    wave: Tensor
    words: tuple[str, ...]


class Batch(NamedTuple):
    """Padded sounds and labels, with how much of each counts."""

    features: Float[Tensor, "batch frame band"]
    labels: Int[Tensor, "batch label"]
    n_frames: Int[Tensor, " batch"]
    n_labels: Int[Tensor, " batch"]


def lay_out(model: Recogniser, some: Sequence[tuple[Tensor, Sequence[str]]]) -> Batch:
    """Pad features and labels to one length each; symbol 1 pads the labels."""
    labels = [torch.tensor(model.labels_of(words)) for _, words in some]
    return Batch(
        pad_sequence([bands for bands, _ in some], batch_first=True),
        pad_sequence(labels, batch_first=True, padding_value=BLANK + 1),
        shorter(torch.tensor([len(bands) for bands, _ in some])),
        torch.tensor([len(one) for one in labels]),
    )


def recogniser_loss(model: nn.Module, batch: Batch) -> Tensor:
    """Return the CTC loss a word: that of ctc.py, computed by PyTorch, which is several times quicker."""
    log_probs = model(batch.features).transpose(0, 1)
    total = F.ctc_loss(log_probs, *batch[1:], blank=BLANK, reduction="sum", zero_infinity=True)
    return total / batch.n_labels.sum()


def batches(
    model: Recogniser,
    utterances: Sequence[Utterance],
    generator: torch.Generator,
    batch_size: int = 8,
    noise: tuple[float, float] | None = None,
) -> Iterator[Batch]:
    """Yield batches without end, of sounds of like length, shuffled anew each time through.

    Args:
        noise: the range of decibels (SNR) from which each sound draws its noise; None adds none.

    Raises:
        ValueError: if there are fewer sounds than a batch takes.
    """
    if len(utterances) < batch_size:
        raise ValueError(f"there must be a batch of {batch_size} sounds at least, got {len(utterances)}.")
    clean = [(features(one.wave), one.words) for one in utterances]
    while True:
        order = torch.randperm(len(clean), generator=generator).tolist()
        order = sorted(order[: len(order) // batch_size * batch_size], key=lambda i: len(clean[i][0]))
        for group in torch.randperm(len(order) // batch_size, generator=generator).tolist():
            chosen = order[group * batch_size : (group + 1) * batch_size]
            yield lay_out(model, [noisy(utterances[i], clean[i], noise, generator) for i in chosen])


def noisy(
    one: Utterance,
    clean: tuple[Tensor, Sequence[str]],
    noise: tuple[float, float] | None,
    generator: torch.Generator,
) -> tuple[Tensor, Sequence[str]]:
    """Return the features and words of a sound, with noise of a drawn strength if there is to be any."""
    if noise is None:
        return clean
    low, high = noise
    decibels = low + (high - low) * torch.rand(1, generator=generator).item()
    return features(add_noise(one.wave, decibels, generator)), one.words


def trained(
    words: Sequence[str],
    utterances: Sequence[Utterance],
    n_steps: int = 600,
    seed: int = 0,
    learning_rate: float = 1e-2,
    noise: tuple[float, float] | None = None,
    d_model: int = 48,
) -> Recogniser:
    """Return a recogniser of these words, trained on the sounds.

    Raises:
        ValueError: as for `RecogniserConfig` and `batches`.
    """
    with torch.random.fork_rng():
        torch.manual_seed(seed)
        model = Recogniser(RecogniserConfig(tuple(words), d_model))
    generator = torch.Generator().manual_seed(seed)
    stream = batches(model, utterances, generator, noise=noise)
    train(model, stream, n_steps, learning_rate, loss=recogniser_loss, config=QUIET)
    return model.eval()


def said(
    n: int,
    draw: Callable[[Chance], Command],
    voice: Voice | None = LOW_VOICE,
    seed: int = 0,
) -> list[Utterance]:
    """Return n commands, spoken by the formant synthesiser.

    Args:
        draw: what is said.
        voice: None draws another voice for each.

    Raises:
        ValueError: if n is not positive.
    """
    if n < 1:
        raise ValueError(f"n must be positive, got {n}.")
    generator = torch.Generator().manual_seed(seed)
    chance = Chance("said", seed)
    found = []
    for _ in range(n):
        words = draw(chance).words
        found.append(Utterance(say(words, voice or drawn_voice(generator), generator), words))
    return found


def errors(listen: Listen, utterances: Sequence[Utterance], decibels: float | None = None, seed: int = 0) -> float:
    """Return the word error rate on the sounds, with noise if wanted.

    Raises:
        ValueError: if there are no sounds.
    """
    generator = torch.Generator().manual_seed(seed)
    waves = [one.wave if decibels is None else add_noise(one.wave, decibels, generator) for one in utterances]
    heard = [" ".join(listen(wave)) for wave in waves]
    return word_error_rate(heard, [" ".join(one.words) for one in utterances])


def share_right(listen: Listen, utterances: Sequence[Utterance]) -> float:
    """Return the share of sounds whose words are all heard rightly, and no other.

    Raises:
        ValueError: if there are no sounds.
    """
    if not utterances:
        raise ValueError("there must be a sound to hear, got 0.")
    return sum(list(listen(one.wave)) == list(one.words) for one in utterances) / len(utterances)
