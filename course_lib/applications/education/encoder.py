"""An encoder that reads an essay sentence by sentence, and says what each has of four kinds of faults.

    logits[sentence, criterion] = head(BERT(prompt and place, sentence))

The second segment is the sentence, the first one its prompt and whether it is the first or the last of its essay. It
learns from sentences that teachers marked, as the critic of feedback.py does; from its probabilities follow flags and,
by the rubric, points. Cut into sentences, an essay of any length fits into a BERT that reads 128 tokens.
Source of a pair as the input of BERT: Devlin et al. (2019), section 4, https://arxiv.org/abs/1810.04805.
Tested by tests/applications/education/test_encoder.py.
Left out: neighbours. A missing reason and a wrong order can't be seen in one sentence.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from jaxtyping import Float
from torch import Tensor, nn

from course_lib.applications.education.collection import pieces
from course_lib.applications.education.feedback import true_flags
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.genres.essays import Essay
from course_lib.corpora.town.genres.rubric import BY_COUNT, CRITERIA, Criterion
from course_lib.finetuning.fine_tune import fine_tune, in_batches
from course_lib.models.bert import Bert
from course_lib.models.text_inputs import start_small
from course_lib.tokenizers.batches import Batch
from course_lib.tokenizers.saving import load as load_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer

N_STEPS, BATCH_SIZE, RATE = 300, 32, 1e-3
RARE = -3.0  # the logit of a fault before training: about one sentence in twenty


class Sentence(NamedTuple):
    """A sentence to judge, and the number of its faults by criterion if they are known."""

    about: str
    text: str
    faults: tuple[int, ...] = (0,) * len(CRITERIA)


class Sentences(NamedTuple):
    """Some sentences as one batch."""

    batch: Batch
    faulty: Float[Tensor, "sentence criterion"]


def sentences_of(text: str, prompt: str) -> list[Sentence]:
    """Return the sentences of an essay with what is told about each.

    Raises:
        ValueError: if no sentence ends.
    """
    found = pieces(text)
    if not found:
        raise ValueError(f"an essay must hold a sentence that ends, got {text!r:.40}.")
    places = ["first", *["inside"] * (len(found) - 2), "last"][-len(found) :]
    return [Sentence(f"{place} {prompt}", one.text) for place, one in zip(places, found, strict=True)]


def marked(essay: Essay) -> list[Sentence]:
    """Return the sentences of an essay with the faults that teachers marked."""
    true = true_flags(essay)
    found = []
    for at, one in enumerate(sentences_of(essay.text, essay.prompt)):
        faults = tuple(sum(flag == (at, criterion) for flag in true) for criterion in CRITERIA)
        found.append(one._replace(faults=faults))
    return found


@dataclass(frozen=True)
class SentenceLayout:
    """Makes batches: call it with a list of sentences."""

    tokenizer: Tokenizer
    context_length: int = 64

    def __call__(self, sentences: Sequence[Sentence]) -> Sentences:
        texts = [(one.about, one.text) for one in sentences]
        batch = self.tokenizer.encode_batch(texts, "[PAD]", self.context_length)
        return Sentences(batch, torch.tensor([one.faults for one in sentences]).clamp(max=1).float())


class FaultFinder(nn.Module):
    """A BERT with a logit for each criterion: does the sentence have a fault of it?

    Args:
        bert: the encoder; it is not copied.
    """

    def __init__(self, bert: Bert) -> None:
        super().__init__()
        self.bert = bert
        self.head = nn.Linear(bert.config.d_model, len(CRITERIA))
        start_small(self.head)
        nn.init.constant_(self.head.bias, RARE)

    def forward(self, found: Sentences) -> Float[Tensor, "sentence criterion"]:
        """Return the logits."""
        batch = found.batch
        vectors = self.bert(batch.token_ids, batch.segments, batch.mask)
        return self.head(self.bert.pool(vectors))


def cross_entropy(model: nn.Module, found: Sentences) -> Float[Tensor, ""]:
    """Return the mean of the four yes-or-no losses of each sentence."""
    return F.binary_cross_entropy_with_logits(model(found), found.faulty)


@dataclass(frozen=True)
class EncoderScorer:
    """A fine-tuned encoder, ready to flag and to score."""

    model: FaultFinder
    layout: SentenceLayout

    @classmethod
    def untrained(cls, pretrained: bool = True, seed: int = 0) -> "EncoderScorer":
        """Return the course's BERT with a new head; without `pretrained`, with random weights."""
        torch.manual_seed(seed)
        folder = checkpoint("town_bert")
        bert = Bert.from_pretrained(folder)
        if not pretrained:
            bert = Bert(bert.config)
        return cls(FaultFinder(bert), SentenceLayout(load_tokenizer(folder / "tokenizer.json")))

    def fine_tune(self, essays: Sequence[Essay], n_steps: int = N_STEPS, seed: int = 0) -> list[float]:
        """Train on the sentences of marked essays, and return the losses."""
        sentences = [one for essay in essays for one in marked(essay)]
        how = {"batch_size": BATCH_SIZE, "learning_rate": RATE, "seed": seed}
        return fine_tune(self.model, sentences, self.layout, cross_entropy, n_steps=n_steps, **how)  # type: ignore[arg-type]

    def chances(self, texts: Sequence[str], prompts: Sequence[str]) -> list[Float[Tensor, "sentence criterion"]]:
        """Return, for each essay, how probable a fault is in each sentence."""
        rows = [sentences_of(text, prompt) for text, prompt in zip(texts, prompts, strict=True)]
        flat = [one for row in rows for one in row]
        logits = torch.cat([*in_batches(self.model, flat, self.layout, lambda model, batch: model(batch), 256)])
        return [*logits.sigmoid().split([len(row) for row in rows])]

    def flags(self, texts: Sequence[str], prompts: Sequence[str]) -> list[list[tuple[int, Criterion]]]:
        """Return, for each essay, the sentences and criteria with a fault more probable than not."""
        return [
            [(at, CRITERIA[column]) for at, column in (chance > 0.5).nonzero().tolist()]
            for chance in self.chances(texts, prompts)
        ]

    def score(self, texts: Sequence[str], prompts: Sequence[str]) -> list[float]:
        """Return the points that the rubric leaves after the expected number of faults."""
        return [expected_points(chance.sum(0).tolist()) for chance in self.chances(texts, prompts)]


def expected_points(faults: Sequence[float]) -> float:
    """Return the rubric's points for numbers of faults that need not be whole, by straight lines between its points.

    >>> expected_points([0, 1, 2, 0]), expected_points([0.5, 0, 2.5, 0])
    (17.0, 17.0)
    """
    tables = (5, 4, 3, 2, 1, 1), (5, 4, 3, 2, 1, 1), BY_COUNT, BY_COUNT
    points = 0.0
    for table, number in zip(tables, faults, strict=True):
        below = min(4, int(number))
        points += table[below] + (table[below + 1] - table[below]) * min(1.0, number - below)
    return points
