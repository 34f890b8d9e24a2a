"""Entailment on SNLI: what the second sentence alone gives away, and what reading both adds.

The pairs are the published development part, split by premise; the published training
part of 550,000 pairs is not among the course's data. The small BERT of the set's own has
read the training part with masked words; that is done once for all seeds.
About 40 seconds a seed on one core. Needs the data: COURSE_DATA, or a network.
"""

from collections.abc import Iterator, Sequence
from functools import cache

import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.corpus import load
from course_lib.corpora.records import TextPair
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.pairs import CrossEncoder, pair_loss
from course_lib.finetuning.pretrain import pretrained_on
from course_lib.finetuning.word_overlap import hypothesis_only, most_frequent, overlap_and_words
from course_lib.metrics.classification import accuracy
from course_lib.models.bert import Bert
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.tokenizer import Tokenizer

SEEDS = range(5)
DATA = "snli"
N_STEPS = 80
LONGEST = 64


def run(seed: int, size: int | None = None, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield each system's accuracy on test; what has no chance in it, only with seed 0."""
    data = load(DATA)
    train, test = list(data["train"][:size]), list(data["test"][:size])
    targets = [one.label for one in test]
    if seed == 0:
        simple = {
            "majority": most_frequent,
            "second sentence alone": hypothesis_only,
            "overlap and words": overlap_and_words,
        }
        for system, guess in simple.items():
            yield Result(DATA, system, "accuracy", accuracy(guess(train, test), targets), seed)
    systems = {
        "town's BERT": town(),
        "own, random weights": own(0, size),
        "own, pretrained": own(3 * n_steps, size),
    }
    for system, (bert, tokenizer) in systems.items():
        guesses = tuned(bert, tokenizer, train, n_steps, seed).predict(test)
        yield Result(DATA, system, "accuracy", accuracy(guesses, targets), seed)


def tuned(bert: Bert, tokenizer: Tokenizer, train: Sequence[TextPair], n_steps: int, seed: int) -> CrossEncoder:
    """Return a cross-encoder, trained from a copy of the encoder."""
    torch.manual_seed(seed)
    copied = Bert(bert.config)
    copied.load_state_dict(bert.state_dict())
    labels = sorted({one.label for one in train})
    model = CrossEncoder(copied, tokenizer, labels)
    fine_tune(model, train, model.lay_out_labelled, pair_loss, n_steps=n_steps, learning_rate=5e-4, seed=seed)
    return model


def town() -> tuple[Bert, Tokenizer]:
    """Return the town's BERT and its tokenizer."""
    pretrained, tokenizer = load_with_tokenizer(checkpoint("town_bert"))
    bert = pretrained.bert
    assert isinstance(bert, Bert)
    return bert, tokenizer


@cache
def own(n_steps: int, size: int | None) -> tuple[Bert, Tokenizer]:
    """Return a small BERT with the vocabulary of SNLI, pretrained for so many steps."""
    train = load(DATA)["train"][:size]
    texts = sorted({text for one in train for text in (one.first, one.second)})
    model, tokenizer = pretrained_on(texts, n_steps, context_length=LONGEST)
    return model.bert, tokenizer
