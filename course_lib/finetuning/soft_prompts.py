"""Soft prompts: vectors that no word has, before the text; they alone are trained.

The model is frozen. What moves is a matrix of k · d_model numbers, which stands before
the embedded text and takes the first k positions.

Source: Lester, Al-Rfou and Constant (2021), section 2, https://arxiv.org/abs/2104.08691.
Held equal to peft's `PromptTuning` by tests/finetuning/test_soft_prompts.py.
Left out: vectors before each layer (prefix tuning), several prompts at once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.finetuning.templates import MASK, Template
from course_lib.finetuning.texts import HasLabel
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT
from course_lib.models.text_inputs import look_up
from course_lib.tokenizers.tokenizer import Tokenizer


class SoftPrompt(nn.Module):
    """k trained vectors.

    Args:
        vectors: what they begin as: drawn (`of_chance`) or the vectors of words
            (`of_text`); copied.
    """

    def __init__(self, vectors: Float[Tensor, "k d_model"]) -> None:
        super().__init__()
        self.vectors = nn.Parameter(vectors.detach().clone())

    @classmethod
    def of_chance(cls, embedding: nn.Embedding, k: int, seed: int = 0) -> "SoftPrompt":
        """Begin with the vectors of k tokens drawn from the vocabulary."""
        chance = torch.Generator().manual_seed(seed)
        drawn = torch.randint(embedding.num_embeddings, (k,), generator=chance)
        return cls(embedding.weight[drawn])

    @classmethod
    def of_text(cls, embedding: nn.Embedding, tokenizer: Tokenizer, text: str, k: int) -> "SoftPrompt":
        """Begin with the vectors of a text's tokens, the text again if it is too short."""
        token_ids = tokenizer.encode(text)
        if not token_ids:
            raise ValueError(f"the text must have a token, got {text!r}.")
        return cls(embedding.weight[[token_ids[i % len(token_ids)] for i in range(k)]])

    def before(
        self,
        embedded: Float[Tensor, "batch seq d_model"],
    ) -> Float[Tensor, "batch longer d_model"]:
        """Return the embedded texts with the vectors before each."""
        repeated = self.vectors.expand(len(embedded), -1, -1)
        return torch.cat([repeated, embedded], dim=1)

    def mask_before(self, mask: Bool[Tensor, "batch seq"]) -> Bool[Tensor, "batch longer"]:
        """Return the mask of the longer rows: the vectors can be seen."""
        return F.pad(mask, (len(self.vectors), 0), value=True)


def prompted_logits(
    model: GPT,
    prompt: SoftPrompt,
    token_ids: Int[Tensor, "batch seq"],
) -> Float[Tensor, "batch longer vocab"]:
    """Return a causal model's logits at the vectors' positions and the tokens'.

    Raises:
        ValueError: if vectors and tokens are more than the context holds.
    """
    return model.logits(model.hidden(prompt.before(model.embed(token_ids))))


class ClozeBatch(NamedTuple):
    """Texts with a gap; a target is its label's place among the labels."""

    token_ids: Int[Tensor, "batch seq"]
    mask: Bool[Tensor, "batch seq"]  # True at real tokens
    gap: Bool[Tensor, "batch seq"]  # True at [MASK], once a row
    targets: Int[Tensor, " batch"]


class ClozeClassifier(nn.Module):
    """A masked model that fills the gap of a template, by choice with a soft prompt.

    Its logits are those of the verbaliser's words at [MASK]. All weights are the model's:
    there is no head to train.

    Args:
        model: a `BertForPretraining`.
        words: the token of each label's word.
        prompt: vectors to stand before the text; None for none.
    """

    def __init__(
        self,
        model: BertForPretraining,
        words: Sequence[int],
        prompt: SoftPrompt | None = None,
    ) -> None:
        super().__init__()
        self.model, self.words, self.prompt = model, list(words), prompt

    def forward(self, batch: ClozeBatch) -> Float[Tensor, "batch label"]:
        embedded = look_up(self.model.bert.token_embedding, batch.token_ids)
        mask, gap = batch.mask, batch.gap
        if self.prompt is not None:
            embedded, mask = self.prompt.before(embedded), self.prompt.mask_before(mask)
            gap = F.pad(gap, (len(self.prompt.vectors), 0), value=False)
        hidden = self.model.bert.hidden(embedded, None, mask)
        return self.model.token_logits(hidden[gap])[:, self.words]


class ClozeLayout:
    """Makes batches of labelled texts: each in a template, cut to leave room for it.

    Args:
        tokenizer: the model's.
        template: with {text} and [MASK].
        n_words: what is kept of a text, so that [MASK] is never cut off.
    """

    def __init__(self, tokenizer: Tokenizer, template: Template, n_words: int = 30) -> None:
        self.tokenizer, self.template, self.n_words = tokenizer, template, n_words
        answers = template.answers.values()
        self.words = [tokenizer.token_to_id(one.strip()) for one in answers]

    def __call__(self, records: Sequence[HasLabel]) -> ClozeBatch:
        kept = [" ".join(one.text.split()[: self.n_words]) for one in records]
        filled = [self.template.fill(text) for text in kept]
        batch = self.tokenizer.encode_batch(filled, "[PAD]")
        gap = batch.token_ids == self.tokenizer.token_to_id(MASK)
        labels = self.template.labels
        targets = torch.tensor([labels.index(one.label) for one in records])
        return ClozeBatch(batch.token_ids, batch.mask, gap, targets)


def cloze_loss(model: nn.Module, batch: ClozeBatch) -> Float[Tensor, ""]:
    """Return the mean cross-entropy of the right word among the verbaliser's."""
    return F.cross_entropy(model(batch), batch.targets)
