"""Paraphrase or not, in Chinese, where both kinds share nearly all words: PAWS-X.

The pairs are the published development part, split by the first sentence. The small BERT
of the set's own has read the training part with masked words, once for all seeds.
About 30 seconds a seed on one core. Needs the data: COURSE_DATA, or a network.
"""

from collections.abc import Iterator
from functools import cache

import torch

from course_lib.corpora.corpus import load
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.pairs import CrossEncoder, pair_loss
from course_lib.finetuning.pretrain import pretrained_on
from course_lib.finetuning.word_overlap import most_frequent, overlap_and_words
from course_lib.metrics.classification import accuracy
from course_lib.models.bert import Bert
from course_lib.tokenizers.tokenizer import Tokenizer

SEEDS = range(5)
DATA = "pawsx_zh"
LABELS = ("different", "paraphrase")
N_STEPS, LONGEST = 60, 128


def run(seed: int, size: int | None = None, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield each system's accuracy on test; what has no chance in it, only with seed 0."""
    data = load(DATA)
    train, test = list(data["train"][:size]), list(data["test"][:size])
    targets = [one.label for one in test]
    if seed == 0:
        simple = {
            "majority": most_frequent(train, test),
            "overlap and words": overlap_and_words(train, test, "zh"),
        }
        for system, guesses in simple.items():
            yield Result(DATA, system, "accuracy", accuracy(guesses, targets), seed)
    for system, before in {"own, random weights": 0, "own, pretrained": n_steps}.items():
        torch.manual_seed(seed)
        model = CrossEncoder(*own(before, size), LABELS)
        fine_tune(model, train, model.lay_out_labelled, pair_loss, n_steps=n_steps, learning_rate=5e-4, seed=seed)
        yield Result(DATA, system, "accuracy", accuracy(model.predict(test), targets), seed)


def own(n_steps: int, size: int | None) -> tuple[Bert, Tokenizer]:
    """Return a copy of a small BERT with the characters of PAWS-X, pretrained for so many steps."""
    bert, tokenizer = pretrained(n_steps, size)
    copied = Bert(bert.config)
    copied.load_state_dict(bert.state_dict())
    return copied, tokenizer


@cache
def pretrained(n_steps: int, size: int | None) -> tuple[Bert, Tokenizer]:
    train = load(DATA)["train"][:size]
    texts = sorted({text for one in train for text in (one.first, one.second)})
    model, tokenizer = pretrained_on(texts, n_steps, vocab_size=3500, context_length=LONGEST)
    return model.bert, tokenizer
