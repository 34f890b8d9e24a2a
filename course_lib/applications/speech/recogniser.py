"""A small recogniser: mel bands in, words out, trained by CTC.

    features [frame band] → two convolutions, each halving the frames → GRU, both ways → log-probabilities

One symbol is one word, or the blank; a frame that leaves the convolutions covers 40 ms.
Source: the form is that of Graves, Mohamed and Hinton (2013), https://arxiv.org/abs/1303.5778, with
convolutions before it.
Tested by tests/applications/speech/test_recogniser.py.
Left out: parts of words, so that a word that was not trained cannot be heard.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from course_lib.applications.speech.ctc import greedy
from course_lib.applications.speech.sound import N_BANDS, features

HERE = Path(__file__).parent


@dataclass(frozen=True)
class RecogniserConfig:
    """Sizes.

    Args:
        words: what can be heard, in the order of the symbols 1, 2, …; 0 is the blank.
        d_model: channels of the convolutions, and width of the GRU in each direction.

    Raises:
        ValueError: if there are no words, or one twice.
    """

    words: tuple[str, ...]
    d_model: int = 48
    n_bands: int = N_BANDS

    def __post_init__(self) -> None:
        if not self.words or len(set(self.words)) < len(self.words):
            raise ValueError(
                f"there must be words, each once; got {len(self.words)}, {len(set(self.words))} different."
            )


class Recogniser(nn.Module):
    """Hears words in a sound."""

    def __init__(self, config: RecogniserConfig) -> None:
        super().__init__()
        self.config, width = config, config.d_model
        self.convolutions = nn.Sequential(
            nn.Conv1d(config.n_bands, width, kernel_size=5, stride=2, padding=2),
            nn.ReLU(),
            nn.Conv1d(width, width, kernel_size=5, stride=2, padding=2),
            nn.ReLU(),
        )
        self.gru = nn.GRU(width, width, batch_first=True, bidirectional=True)
        self.output = nn.Linear(2 * width, len(config.words) + 1)

    def forward(
        self,
        bands: Float[Tensor, "batch frame band"],
    ) -> Float[Tensor, "batch short vocab"]:
        """Return the log-probability of every symbol in every fourth frame."""
        x = self.convolutions(bands.transpose(1, 2)).transpose(1, 2)
        return self.output(self.gru(x)[0]).log_softmax(dim=-1)

    @torch.no_grad()
    def log_probs(self, wave: Float[Tensor, " sample"]) -> Float[Tensor, "short vocab"]:
        """Return the log-probabilities for one sound."""
        return self(features(wave)[None])[0]

    def listen(self, wave: Float[Tensor, " sample"]) -> list[str]:
        """Return the words of the most probable path."""
        return self.words_of(greedy(self.log_probs(wave)))

    def words_of(self, labels: Sequence[int]) -> list[str]:
        """Return the words of labels."""
        return [self.config.words[label - 1] for label in labels]

    def labels_of(self, words: Sequence[str]) -> list[int]:
        """Return the labels of words.

        Raises:
            ValueError: if one cannot be heard.
        """
        if unknown := [word for word in words if word not in self.config.words]:
            raise ValueError(f"a word must be one of the {len(self.config.words)} that are known, got {unknown[0]!r}.")
        return [self.config.words.index(word) + 1 for word in words]


def shorter(n_frames: Int[Tensor, " batch"]) -> Int[Tensor, " batch"]:
    """Return how many frames the two convolutions leave: a quarter, rounded up.

    >>> shorter(torch.tensor([8, 9])).tolist()
    [2, 3]
    """
    return (n_frames + 3) // 4


def save(model: Recogniser, folder: Path) -> None:
    """Write weights in 16 bits and the words, into a folder that is there."""
    weights = {name: one.half().contiguous() for name, one in model.state_dict().items()}
    save_file(weights, str(folder / "model.safetensors"))
    config = {"words": model.config.words, "d_model": model.config.d_model}
    (folder / "config.json").write_text(json.dumps(config, indent=2) + "\n", encoding="utf-8")


def stored(name: str = "desk_recogniser") -> Recogniser:
    """Return a trained recogniser that lies beside this module.

    Raises:
        ValueError: if there is none of that name.
    """
    folder = HERE / name
    if not (folder / "config.json").exists():
        raise ValueError(f"there must be a folder {name} with config.json beside recogniser.py, got none.")
    config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    model = Recogniser(RecogniserConfig(tuple(config["words"]), config["d_model"]))
    weights = load_file(str(folder / "model.safetensors"))
    model.load_state_dict({name: one.float() for name, one in weights.items()})
    return model.eval()


def card(name: str = "desk_recogniser") -> dict[str, Any]:
    """Return what is known of a stored recogniser: data, command, errors.

    Raises:
        ValueError: if there is none of that name.
    """
    path = HERE / name / "card.json"
    if not path.exists():
        raise ValueError(f"there must be a card in {name}, got none.")
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
