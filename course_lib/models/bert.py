"""BERT: an encoder that reads a text in both directions, pretrained to fill gaps and to tell what follows what.

Source: Devlin et al. (2019), sections 3 and 3.1, https://arxiv.org/abs/1810.04805.
Held equal to Hugging Face's `BertModel`, `BertForPreTraining` and `BertForMaskedLM` by tests/models/test_bert.py.
Left out: other activations than GELU, an output layer of its own, BERT as a decoder. Its objectives are in
course_lib/objectives: masked.py and next_sentence.py.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Bool, Float, Int
from torch import Tensor, nn

from course_lib.models import hub
from course_lib.models.gpt import check_length, check_mask, check_token_ids, start_small
from course_lib.models.transformer import Encoder, FeedForward, for_heads, stack_sizes
from course_lib.models.weight_names import Rule, to_ours, to_theirs

LAYER = "bert.encoder.layer.*"
RULES = [  # what our parameters are called in a folder of Hugging Face
    Rule("bert.token_embedding", "bert.embeddings.word_embeddings"),
    Rule("bert.position_embedding", "bert.embeddings.position_embeddings"),
    Rule("bert.segment_embedding", "bert.embeddings.token_type_embeddings"),
    Rule("bert.norm", "bert.embeddings.LayerNorm"),
    Rule(
        "bert.encoder.layers.*.attention.query_key_value",
        tuple(f"{LAYER}.attention.self.{part}" for part in ("query", "key", "value")),
    ),
    Rule("bert.encoder.layers.*.attention.output", f"{LAYER}.attention.output.dense"),
    Rule("bert.encoder.layers.*.around_attention.norm", f"{LAYER}.attention.output.LayerNorm"),
    Rule("bert.encoder.layers.*.feed_forward.expand", f"{LAYER}.intermediate.dense"),
    Rule("bert.encoder.layers.*.feed_forward.shrink", f"{LAYER}.output.dense"),
    Rule("bert.encoder.layers.*.around_feed_forward.norm", f"{LAYER}.output.LayerNorm"),
    Rule("bert.pooler", "bert.pooler.dense"),
    Rule("masked_head.dense", "cls.predictions.transform.dense"),
    Rule("masked_head.norm", "cls.predictions.transform.LayerNorm"),
    Rule("masked_head.bias", "cls.predictions.bias"),
    Rule("next_sentence_head", "cls.seq_relationship"),
]
IGNORED = [  # the embedding and bias once more; 0, 1, 2, …; heads of other tasks
    "cls.predictions.decoder",
    "bert.embeddings.position_ids",
    "classifier",
    "qa_outputs",
]


@dataclass(frozen=True)
class BertConfig:
    """The sizes of a `Bert`. `n_segments`: how many texts one sequence may hold, numbered from 0."""

    vocab_size: int
    context_length: int = 64
    d_model: int = 128
    n_heads: int = 4
    n_layers: int = 3
    d_ff: int = 512
    n_segments: int = 2
    dropout: float = 0.0
    norm_eps: float = 1e-12


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
        for part in self.encoder.modules():
            if isinstance(part, FeedForward):
                part.dropout.p = 0.0  # BERT drops from what is added, not within
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
        check_token_ids(token_ids, self.config.vocab_size)
        return self.token_embedding(token_ids)

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
    def from_pretrained(cls, name_or_folder: str | Path, *, new_heads: bool = False) -> "Bert":
        """Return the encoder of a folder in Hugging Face's layout, or of a name on its hub, ready for use.

        Args:
            name_or_folder: of any BERT: its heads for tasks are not read.
            new_heads: whether to draw a pooler where the folder has none, as that of a `BertForMaskedLM`.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no BERT, has no pooler, or its files are damaged.
        """
        config, tensors = read_folder(name_or_folder)
        heads = ("masked_head.", "next_sentence_head.")
        encoder = {name.removeprefix("bert."): one for name, one in tensors.items() if not name.startswith(heads)}
        return hub.build(cls, config, complete(encoder, cls, config, ("pooler",), new_heads))

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        tensors = {f"bert.{name}": one for name, one in self.state_dict().items()}
        hub.save(folder, config_to_theirs(self.config, "BertModel"), to_theirs(tensors, RULES))


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
    """The scores of each token, and of "the second text follows" (column 0) and "it does not" (column 1).

    The columns are in BERT's own order; the targets of objectives/next_sentence.py are in the other: 1 - targets.
    """

    tokens: Float[Tensor, "batch seq vocab"]
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
    ) -> PretrainingLogits:
        """Return the logits of both heads. The arguments and errors are those of `Bert`."""
        hidden = self.bert(token_ids, segment_ids, mask)
        return PretrainingLogits(
            self.token_logits(hidden),
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
    def from_pretrained(cls, name_or_folder: str | Path, *, new_heads: bool = False) -> "BertForPretraining":
        """Return the model of a folder in Hugging Face's layout, or of a name on its hub, ready for use.

        Args:
            name_or_folder: of a BERT.
            new_heads: whether to draw heads that the folder lacks; one of a `BertForMaskedLM` lacks the pooler and
                the next-sentence head, whose answers then mean nothing before they are trained.

        Raises:
            HubError: if it is not to be found.
            ValueError: if it is no BERT, lacks a head, or its files are damaged.
        """
        config, tensors = read_folder(name_or_folder)
        heads = ("bert.pooler", "masked_head", "next_sentence_head")
        return hub.build(cls, config, complete(tensors, cls, config, heads, new_heads))

    def save_pretrained(self, folder: str | Path) -> None:
        """Write the model so that transformers and `from_pretrained` can read it."""
        hub.save(folder, config_to_theirs(self.config, "BertForPreTraining"), to_theirs(self.state_dict(), RULES))


def read_folder(name_or_folder: str | Path) -> tuple[BertConfig, dict[str, Tensor]]:
    """Return the sizes of a BERT in a folder or on the hub, and its tensors under the names of `BertForPretraining`."""
    folder = hub.find(name_or_folder)
    config = config_from_theirs(hub.read_config(folder, "bert"))
    tensors = {}
    for name, tensor in hub.read_weights(folder).items():  # the first published files call norms otherwise
        tensors[name.replace("Norm.gamma", "Norm.weight").replace("Norm.beta", "Norm.bias")] = tensor
    return config, to_ours(tensors, RULES, base="bert.", ignored=IGNORED)


def complete(
    tensors: dict[str, Tensor],
    kind: Callable[[BertConfig], nn.Module],
    config: BertConfig,
    heads: tuple[str, ...],
    new_heads: bool,
) -> dict[str, Tensor]:
    """Return the tensors, and newly drawn ones for heads that are missing, if that is wanted.

    Raises:
        ValueError: if heads are missing, and it is not.
    """
    missing = [head for head in heads if f"{head}.bias" not in tensors]
    is_bert = any(name.endswith("token_embedding.weight") for name in tensors)
    if not missing or not is_bert:  # of what is no BERT, `build` says what it lacks
        return tensors
    if not new_heads:
        raise ValueError(
            f"the weights must hold {', '.join(missing)}, and do not; "
            "with new_heads=True, what is missing starts from random weights."
        )
    starts = tuple(f"{head}." for head in missing)
    return tensors | {name: one for name, one in kind(config).state_dict().items() if name.startswith(starts)}


def config_from_theirs(config: dict) -> BertConfig:
    """Return the sizes that a config.json of BERT says.

    Raises:
        ValueError: if it asks for something that `Bert` does not do.
    """
    supported: dict[str, list] = {
        "hidden_act": ["gelu"],
        "position_embedding_type": [None, "absolute"],
        "is_decoder": [False],
        "add_cross_attention": [False],
        "tie_word_embeddings": [True],
    }
    hub.check_supported(config, supported)
    dropouts = {config.get(name, 0.1) for name in ("hidden_dropout_prob", "attention_probs_dropout_prob")}
    if len(dropouts) > 1:
        raise ValueError(f"hidden_dropout_prob and attention_probs_dropout_prob must be equal, got {sorted(dropouts)}.")
    return BertConfig(
        vocab_size=config["vocab_size"],
        context_length=config["max_position_embeddings"],
        d_model=config["hidden_size"],
        n_heads=config["num_attention_heads"],
        n_layers=config["num_hidden_layers"],
        d_ff=config["intermediate_size"],
        n_segments=config.get("type_vocab_size", 2),
        dropout=dropouts.pop(),
        norm_eps=config.get("layer_norm_eps", 1e-12),
    )


def config_to_theirs(config: BertConfig, architecture: str) -> dict:
    """Return what config.json must say for this model."""
    return {
        "architectures": [architecture],
        "model_type": "bert",
        "vocab_size": config.vocab_size,
        "max_position_embeddings": config.context_length,
        "hidden_size": config.d_model,
        "num_attention_heads": config.n_heads,
        "num_hidden_layers": config.n_layers,
        "intermediate_size": config.d_ff,
        "type_vocab_size": config.n_segments,
        "hidden_act": "gelu",
        "layer_norm_eps": config.norm_eps,
        **dict.fromkeys(("hidden_dropout_prob", "attention_probs_dropout_prob"), config.dropout),
        "pad_token_id": None,
    }


def check_segment_ids(segment_ids: Tensor, shape: torch.Size, n_segments: int) -> None:
    """Refuse segment ids that do not say of each token which text it belongs to."""
    if segment_ids.shape != shape:
        raise ValueError(
            f"there must be one segment id for each token, {tuple(shape)}, got {tuple(segment_ids.shape)}."
        )
    lowest, highest = (int(one) for one in segment_ids.aminmax())
    if lowest < 0 or highest >= n_segments:
        raise ValueError(
            f"segment ids must lie between 0 and n_segments - 1 = {n_segments - 1}, got {lowest} to {highest}: "
            "0 is the first text, 1 the second, and padding may have either."
        )


def check_padding(mask: Tensor | None) -> None:
    """Refuse padding before a text: its first token, [CLS], must be the first of the sequence."""
    if mask is not None and not mask[:, 0].all():
        n_bad = int((~mask[:, 0]).sum())
        raise ValueError(f"padding must follow the text, got {n_bad} of {len(mask)} sequences that begin with padding.")
