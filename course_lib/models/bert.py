"""BERT: an encoder that reads a text in both directions.

Source: Devlin et al. (2019), section 3, https://arxiv.org/abs/1810.04805.
Held equal to Hugging Face's `BertModel` by tests/models/test_bert.py.
Its heads for pretraining are in bert_pretraining.py, its folders in bert_weights.py.
Left out: other activations than GELU, BERT as a decoder.
"""

from dataclasses import dataclass
from functools import partial
from pathlib import Path

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.bert_weights import complete, read_folder, write_folder
from course_lib.models.encoder import Encoder, for_heads, stack_sizes
from course_lib.models.text_inputs import check_length, check_mask, look_up, start_small
from course_lib.models.weight_names import without_heads


@dataclass(frozen=True)
class BertConfig:
    """The sizes of a `Bert`.

    `n_segments`: how many texts one sequence may hold, numbered from 0. `pad_id`: the id
    of the padding token, for whoever pads; None if that is not said.
    """

    vocab_size: int
    context_length: int = 64
    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 3
    d_ff: int = 512
    n_segments: int = 2
    dropout: float = 0.0
    norm_eps: float = 1e-12
    pad_id: int | None = None


class Bert(nn.Module):
    """Token ids in, as many vectors out, each of which has seen the whole text."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.token_embedding = nn.Embedding(config.vocab_size, config.d_model)
        self.position_embedding = nn.Embedding(config.context_length, config.d_model)
        self.segment_embedding = nn.Embedding(config.n_segments, config.d_model)
        self.norm = nn.LayerNorm(config.d_model, config.norm_eps)
        self.dropout = nn.Dropout(config.dropout)
        self.encoder = Encoder(stack_sizes(config, norm_first=False))
        self.pooler = nn.Linear(config.d_model, config.d_model)
        self.apply(start_small)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        segment_ids: Int[Tensor, "batch seq"] | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return the last layer's vector of each token: what a head for a task reads.

        Args:
            token_ids: [CLS] text [SEP], or [CLS] text [SEP] text [SEP].
            segment_ids: 0 at tokens of the first text, 1 at those of the second;
                None if there is one text only.
            mask: True at real tokens, False at the padding that follows them;
                None if all are real.

        Raises:
            ValueError: if the sequence is longer than `context_length`, an id is
                outside its range, or a text begins with padding.
        """
        return self.hidden(self.embed(token_ids), segment_ids, mask)

    def embed(
        self,
        token_ids: Int[Tensor, "batch seq"],
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return the vector of each token."""
        return look_up(self.token_embedding, token_ids)

    def hidden(
        self,
        embedded: Float[Tensor, "batch seq d_model"],
        segment_ids: Int[Tensor, "batch seq"] | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return what the encoder makes of embedded tokens."""
        check_mask(mask, *embedded.shape[:2])
        check_padding(mask)
        x = self.add_positions_and_segments(embedded, segment_ids)
        return self.encoder(x, for_heads(mask))

    def add_positions_and_segments(
        self,
        embedded: Float[Tensor, "batch seq d_model"],
        segment_ids: Int[Tensor, "batch seq"] | None = None,
    ) -> Float[Tensor, "batch seq d_model"]:
        """Return the encoder's input: token + position + segment, normalized."""
        shape, device = embedded.shape[:2], embedded.device
        check_length(shape[1], 0, self.config.context_length)
        if segment_ids is None:
            segment_ids = torch.zeros(shape, dtype=torch.long, device=device)
        check_segment_ids(segment_ids, shape, self.config.n_segments)
        position = self.position_embedding(torch.arange(shape[1], device=device))
        segment = self.segment_embedding(segment_ids)
        return self.dropout(self.norm(embedded + position + segment))

    def pool(
        self,
        hidden: Float[Tensor, "batch seq d_model"],
    ) -> Float[Tensor, "batch d_model"]:
        """Return one vector for the sequence, made of that of its first token, [CLS]."""
        return torch.tanh(self.pooler(hidden[:, 0]))

    @classmethod
    def from_pretrained(
        cls,
        name_or_folder: str | Path,
        *,
        new_heads: bool = False,
    ) -> "Bert":
        """Return the encoder of a folder or a name on the hub; errors as `read_folder`.

        Args:
            name_or_folder: of any BERT: its heads for tasks are not read.
            new_heads: whether to draw a pooler where the folder has none, as that of a
                `BertForMaskedLM`.
        """
        sizes, tensors = read_folder(name_or_folder)
        config = BertConfig(**sizes)
        encoder = without_heads(tensors, "bert.", ("masked_head.", "next_sentence_head."))
        encoder = complete(encoder, partial(cls, config), ("pooler",), new_heads)
        return hub.build(cls, config, encoder)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        tensors = {f"bert.{name}": one for name, one in self.state_dict().items()}
        write_folder(folder, self.config, "BertModel", tensors)


def check_segment_ids(segment_ids: Tensor, shape: torch.Size, n_segments: int) -> None:
    """Refuse segment ids that do not say of each token which text it belongs to."""
    if segment_ids.shape != shape:
        came = tuple(segment_ids.shape)
        raise ValueError(f"segment_ids must have the shape {tuple(shape)}, got {came}.")
    lowest, highest = (int(one) for one in segment_ids.aminmax())
    if lowest < 0 or highest >= n_segments:
        raise ValueError(
            f"segment ids must lie between 0 and n_segments - 1 = {n_segments - 1}, "
            f"got {lowest} to {highest}: 0 is the first text, 1 the second, "
            "and padding may have either."
        )


def check_padding(mask: Tensor | None) -> None:
    """Refuse padding before a text: its first token, [CLS], must begin the sequence."""
    if mask is not None and not mask[:, 0].all():
        n_bad = int((~mask[:, 0]).sum())
        raise ValueError(
            f"padding must follow the text, got {n_bad} of {len(mask)} sequences that "
            "begin with padding: pad on the right, so that [CLS] comes first."
        )
