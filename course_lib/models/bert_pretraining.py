"""The two heads that BERT is pretrained with: they fill gaps, and tell what follows what.

Source: Devlin et al. (2019), section 3.1, https://arxiv.org/abs/1810.04805.
Held equal to Hugging Face's `BertForPreTraining` and `BertForMaskedLM` by
tests/models/test_bert.py. The objectives are in course_lib/objectives:
masked.py and next_sentence.py.
"""

from functools import partial
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.bert_weights import complete, read_folder, write_folder
from course_lib.models.text_inputs import start_small


class MaskedTokenHead(nn.Module):
    """Makes of each vector the scores of the tokens that may have stood there."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.dense = nn.Linear(config.d_model, config.d_model)
        self.norm = nn.LayerNorm(config.d_model, config.norm_eps)
        self.bias = nn.Parameter(torch.zeros(config.vocab_size))

    def forward(
        self,
        hidden: Float[Tensor, "*batch d_model"],
        embedding: Float[Tensor, "vocab d_model"],
    ) -> Float[Tensor, "*batch vocab"]:
        """Return logits; the output layer is the embedding, used the other way round."""
        return F.linear(self.norm(F.gelu(self.dense(hidden))), embedding, self.bias)


class PretrainingLogits(NamedTuple):
    """The scores of each token, and of the two answers on what follows.

    Column 0 is "the second text follows", column 1 "it does not", in the order of the
    targets of objectives/next_sentence.py.
    """

    tokens: Float[Tensor, "*places vocab"]
    next_sentence: Float[Tensor, "batch 2"]


class BertForPretraining(nn.Module):
    """A `Bert` with the two heads that it is pretrained with."""

    def __init__(self, config: BertConfig) -> None:
        super().__init__()
        self.config = config
        self.bert = Bert(config)
        self.masked_head = MaskedTokenHead(config)
        self.next_sentence_head = nn.Linear(config.d_model, 2)
        self.masked_head.apply(start_small)
        start_small(self.next_sentence_head)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        segment_ids: Int[Tensor, "batch seq"] | None = None,
        mask: Bool[Tensor, "batch seq"] | None = None,
        wanted: Bool[Tensor, "batch seq"] | None = None,
    ) -> PretrainingLogits:
        """Return the logits of both heads; arguments and errors are those of `Bert`.

        Args:
            token_ids, segment_ids, mask: as for `Bert`.
            wanted: True where the tokens' scores are wanted, which come in a row then;
                None for all of them. To score the masked ones alone is cheaper.
        """
        hidden = self.bert(token_ids, segment_ids, mask)
        return PretrainingLogits(
            self.token_logits(hidden if wanted is None else hidden[wanted]),
            self.next_sentence_logits(hidden),
        )

    def token_logits(
        self,
        hidden: Float[Tensor, "*batch d_model"],
    ) -> Float[Tensor, "*batch vocab"]:
        """Return the scores of the tokens; for `hidden[masked]` alone it is cheaper."""
        return self.masked_head(hidden, self.bert.token_embedding.weight)

    def next_sentence_logits(
        self,
        hidden: Float[Tensor, "batch seq d_model"],
    ) -> Float[Tensor, "batch 2"]:
        """Return the scores of "the second text follows" and of "it does not"."""
        return self.next_sentence_head(self.bert.pool(hidden))

    @classmethod
    def from_pretrained(
        cls,
        name_or_folder: str | Path,
        *,
        new_heads: bool = False,
    ) -> "BertForPretraining":
        """Return the model of a folder or a name on the hub; errors as `read_folder`.

        Args:
            name_or_folder: of a BERT.
            new_heads: whether to draw heads that the folder lacks; one of a
                `BertForMaskedLM` lacks the pooler and the next-sentence head, whose
                answers then mean nothing before they are trained.
        """
        sizes, tensors = read_folder(name_or_folder)
        config = BertConfig(**sizes)
        heads = ("bert.pooler", "masked_head", "next_sentence_head")
        tensors = complete(tensors, partial(cls, config), heads, new_heads)
        return hub.build(cls, config, tensors)

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        write_folder(folder, self.config, "BertForPreTraining", self.state_dict())
