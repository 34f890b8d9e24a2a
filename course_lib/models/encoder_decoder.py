"""What T5 and BART share: an encoder reads a text, a decoder continues another one.

Tested by tests/models/test_encoder_decoder.py.
"""

from typing import Any

from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models.text_inputs import check_mask


class EncoderDecoder(nn.Module):
    """Two texts of token ids in, scores for the next token of the second one out.

    `encode` and `decode` are the model's own; both can be called alone, as decoding does.
    """

    config: Any

    def forward(
        self,
        source_ids: Int[Tensor, "batch source"],
        target_ids: Int[Tensor, "batch seq"],
        source_mask: Bool[Tensor, "batch source"] | None = None,
    ) -> Float[Tensor, "batch seq vocab"]:
        """Return logits: position i scores the target's token at position i + 1.

        Args:
            source_ids: the text to read.
            target_ids: the text to continue, which begins with the config's `start_id`;
                pad it on the right.
            source_mask: True at real tokens of the source, False at padding, on either
                side; None if all are real.

        Raises:
            ValueError: if an id is outside the vocabulary, a text is empty or longer than
                the model has positions for, or the mask does not fit.
        """
        memory = self.encode(source_ids, source_mask)
        return self.decode(target_ids, memory, source_mask)

    def encode(self, source_ids: Tensor, source_mask: Tensor | None = None) -> Tensor:
        """Return one vector for each token of the source: the decoder's memory."""
        raise NotImplementedError

    def decode(
        self,
        target_ids: Tensor,
        memory: Tensor,
        source_mask: Tensor | None = None,
    ) -> Tensor:
        """Return logits for the tokens of the target."""
        raise NotImplementedError


def check_memory(memory: Tensor, source_mask: Tensor | None, n_targets: int) -> None:
    """Refuse a memory of more or fewer texts than targets, or the mask of another one."""
    if len(memory) != n_targets:
        raise ValueError(
            f"memory must hold one source for each of the {n_targets} targets, "
            f"got {len(memory)}: repeat or drop its rows, and those of source_mask, "
            "as cache.reorder() does."
        )
    check_mask(source_mask, *memory.shape[:2])
