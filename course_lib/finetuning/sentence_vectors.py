"""Bi-encoder: each text alone becomes one vector, and two texts are compared by the cosine of their vectors.

    vector = mean of the last layer's vectors over real tokens, divided by its length

Source: Reimers and Gurevych (2019), Sentence-BERT, https://arxiv.org/abs/1908.10084.
Held equal to `SentenceTransformer` of sentence-transformers, which reads the saved folder, by
tests/finetuning/test_sentence_vectors.py.
Left out: pooling by [CLS] or by maxima, instructions before a text.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.finetuning.fine_tune import in_batches
from course_lib.models.bert import Bert
from course_lib.tokenizers.batches import Batch
from course_lib.tokenizers.saving import load, save
from course_lib.tokenizers.tokenizer import Tokenizer

SPECIAL = {f"{name}_token": f"[{name.upper()}]" for name in ("pad", "unk", "cls", "sep", "mask")}
MODULES = ("", "1_Pooling", "2_Normalize")  # folders of the three steps
STEPS = ("Transformer", "Pooling", "Normalize")


def mean_pool(
    hidden: Float[Tensor, "batch seq d_model"],
    mask: Bool[Tensor, "batch seq"],
) -> Float[Tensor, "batch d_model"]:
    """Return the mean of each text's vectors, padding left out.

    Args:
        hidden: a vector for each token.
        mask: True at real tokens.

    Raises:
        ValueError: if a text has no real token.
    """
    counts = mask.sum(dim=1, keepdim=True)
    if not counts.all():
        empty = int((counts == 0).sum())
        raise ValueError(f"each text must have a real token, got {empty} without one.")
    return (hidden * mask.unsqueeze(-1)).sum(dim=1) / counts


def cosine(
    first: Float[Tensor, "first d_model"],
    second: Float[Tensor, "second d_model"],
) -> Float[Tensor, "first second"]:
    """Return the cosine of each vector of `first` with each of `second`.

    Raises:
        ValueError: if the vectors have different sizes.
    """
    if first.shape[1] != second.shape[1]:
        sizes = f"{first.shape[1]} and {second.shape[1]}"
        raise ValueError(f"vectors must have the same size, got {sizes}.")
    return F.normalize(first, dim=1) @ F.normalize(second, dim=1).T


def mean_cosine(vectors: Float[Tensor, "text d_model"]) -> float:
    """Return the mean cosine of two different vectors: near 0 if they point everywhere, near 1 if one way.

    Raises:
        ValueError: if there are fewer than two.
    """
    n = len(vectors)
    if n < 2:
        raise ValueError(f"there must be at least two vectors, got {n}.")
    each = cosine(vectors, vectors)
    return float((each.sum() - each.trace()) / (n * (n - 1)))


class SentenceEncoder(nn.Module):
    """Turns each text, read alone, into one vector of length 1.

    Args:
        bert: the encoder; it is not copied.
        tokenizer: the encoder's.
    """

    def __init__(self, bert: Bert, tokenizer: Tokenizer) -> None:
        super().__init__()
        self.bert = bert
        self.tokenizer = tokenizer

    def lay_out(self, texts: Sequence[str]) -> Batch:
        """Return the texts as the encoder reads them; a long one loses its end."""
        length = self.bert.config.context_length
        return self.tokenizer.encode_batch(texts, pad="[PAD]", context_length=length)

    def forward(
        self,
        token_ids: Int[Tensor, "batch seq"],
        mask: Bool[Tensor, "batch seq"],
    ) -> Float[Tensor, "batch d_model"]:
        """Return one vector of length 1 for each text."""
        hidden = self.bert(token_ids, None, mask)
        return F.normalize(mean_pool(hidden, mask), dim=-1)

    def vectors(self, texts: Sequence[str]) -> Float[Tensor, "text d_model"]:
        """Return the vectors of texts, to train on."""
        batch = self.lay_out(texts)
        return self(batch.token_ids, batch.mask)

    def encode(self, texts: Sequence[str], batch_size: int = 64) -> Float[Tensor, "text d_model"]:
        """Return the vectors of texts without training: one pass through the encoder a text.

        Raises:
            ValueError: if there are no texts.
        """
        if isinstance(texts, str) or not texts:
            raise ValueError(f"texts must be a list of one text or more, got {texts!r}.")
        order = sorted(range(len(texts)), key=lambda i: len(texts[i]))  # little padding
        by_length = [texts[i] for i in order]
        parts = in_batches(self, by_length, self.lay_out, read, batch_size)
        return torch.cat(list(parts))[torch.tensor(order).argsort()]

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that `SentenceTransformer(folder)` and `from_pretrained` can read it."""
        folder = Path(folder)
        self.bert.save_pretrained(folder)
        save(self.tokenizer, folder / "tokenizer.json")
        length = self.bert.config.context_length
        kind = {"tokenizer_class": "PreTrainedTokenizerFast", "model_max_length": length}
        pooling = {
            "word_embedding_dimension": self.bert.config.d_model,
            "pooling_mode_mean_tokens": True,
        }
        types = [f"sentence_transformers.models.{step}" for step in STEPS]
        steps = [
            {"idx": i, "name": str(i), "path": path, "type": kind_of_step}
            for i, (path, kind_of_step) in enumerate(zip(MODULES, types, strict=True))
        ]
        files: dict[str, object] = {
            "tokenizer_config.json": kind | SPECIAL,
            "modules.json": steps,
            "sentence_bert_config.json": {"max_seq_length": length, "do_lower_case": False},
            "1_Pooling/config.json": pooling,
            "2_Normalize/config.json": {},
        }
        for name, says in files.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(json.dumps(says, indent=2), encoding="utf-8")

    @classmethod
    def from_pretrained(cls, folder: str | Path) -> "SentenceEncoder":
        """Return the model of a folder that `save_pretrained` wrote, or of any BERT with its tokenizer.json.

        Raises:
            HubError, ValueError: as `Bert.from_pretrained`.
        """
        return cls(Bert.from_pretrained(folder), load(Path(folder) / "tokenizer.json"))


def read(model: nn.Module, batch: Batch) -> Tensor:
    """Return the vectors of a batch."""
    return model(batch.token_ids, batch.mask)
