"""A translator: texts in one language in, texts in the other out, by any way of decoding.

The layout is that of training/translation_task.py: a source ends with </s>, the decoder
begins with </s> and writes until it writes </s>.
Tested by tests/applications/translation/test_translator.py.
Left out: sources that are longer than the model's context; a batch sorted by length.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.records import Translation
from course_lib.decoding.beam import beam_search
from course_lib.decoding.generation import Model
from course_lib.decoding.greedy import greedy
from course_lib.decoding.sampling import sample
from course_lib.decoding.texts import cut_at
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer
from course_lib.training.translation_task import END, PAD, padded, pair_of

BATCH = 64  # sentences that are read at once


@dataclass
class Translator:
    """A model with its tokenizer.

    Args:
        model: an encoder-decoder, as `Bart` or T5, in its evaluation mode.
        tokenizer: the model's, with <pad> = 1 and </s> = 2.
        max_new_tokens: how long a translation may be.
    """

    model: Any
    tokenizer: Tokenizer
    max_new_tokens: int = 64

    @classmethod
    def shipped(cls, name: str) -> "Translator":
        """Return one of the course's own: `town_translation` or `town_translation_back`."""
        model, tokenizer = load_with_tokenizer(checkpoint(name))
        return cls(model.eval(), tokenizer)

    def encode(self, sources: Sequence[str]) -> tuple[Int[Tensor, "batch source"], Bool[Tensor, "batch source"]]:
        """Return the token ids of some sources, padded, and the mask of the real ones.

        Raises:
            ValueError: if there is no source.
        """
        if isinstance(sources, str) or not sources:
            raise ValueError(f"sources must be a list of one text or more, got {sources!r}.")
        room = self.model.config.context_length - 1
        rows = [[*self.tokenizer.encode(one)[:room], END] for one in sources]
        ids = pad_sequence([torch.tensor(row) for row in rows], True, PAD)
        return ids, ids != PAD

    def greedy(self, sources: Sequence[str]) -> list[str]:
        """Return translations by the likeliest token at every step."""
        return self.decoded(sources, greedy)

    def beam(self, sources: Sequence[str], n_beams: int = 4, length_penalty: float = 1.0) -> list[str]:
        """Return the likeliest of `n_beams` translations that are followed at once."""

        def best(model: Model, begin: Tensor, most: int, **given: Any) -> Tensor:
            how = partial(beam_search, n_beams=n_beams, length_penalty=length_penalty)
            return how(model, begin, most, **given).token_ids[:, 0]

        return self.decoded(sources, best)

    def sample(self, sources: Sequence[str], generator: torch.Generator, **how: Any) -> list[str]:
        """Return translations drawn by chance; `how` as for `sample`: temperature, top_p …"""

        def draw(model: Model, begin: Tensor, most: int, **given: Any) -> Tensor:
            return sample(model, begin, most, generator=generator, **given, **how)

        return self.decoded(sources, draw)

    def decoded(self, sources: Sequence[str], decode: Callable[..., Tensor]) -> list[str]:
        """Return what a way of decoding makes of the sources, a batch at a time."""
        written = []
        for start in range(0, len(sources), BATCH):
            ids, mask = self.encode(sources[start : start + BATCH])
            with torch.no_grad():
                memory = self.model.encode(ids, mask)
            given = {"memory": memory, "source_mask": mask}
            begin = torch.full((len(ids), 1), END)
            made = decode(self.model.decode, begin, self.max_new_tokens, stop_ids=[END], **given)
            written += [self.tokenizer.decode(cut_at(row[1:], END)) for row in made.tolist()]
        return written

    @torch.no_grad()
    def log_probability(self, sources: Sequence[str], targets: Sequence[str]) -> Float[Tensor, " pairs"]:
        """Return the summed log-probability, in nats, of each target given its source."""
        pairs = [Translation(*pair) for pair in zip(sources, targets, strict=True)]
        room = self.model.config.context_length
        batch = padded([pair_of(one, self.tokenizer, room) for one in pairs])
        source_ids, mask, inputs, wanted = batch
        log_probs = self.model(source_ids, inputs, mask).log_softmax(dim=-1)
        real = wanted != -100
        chosen = log_probs.gather(-1, wanted.masked_fill(~real, 0)[..., None])[..., 0]
        return (chosen * real).sum(dim=1)


def characters_of(tokenizer: Tokenizer, token_ids: Sequence[int]) -> list[tuple[int, int]]:
    """Return where each token stands in the decoded text: its first character, and the end.

    A Chinese character may be cut into several tokens; all of them stand where it does.
    """
    text, places, done = tokenizer.decode(token_ids), [], 0
    for n in range(1, len(token_ids) + 1):
        part = tokenizer.decode(token_ids[:n])
        end = len(part)
        whole = text[:end] == part
        places.append((done, max(end, done + 1)))
        done = end if whole else end - 1  # a character that is not whole yet
    return places
