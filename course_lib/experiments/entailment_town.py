"""Entailment about the town, where the hypothesis alone tells nothing: who reads, who counts words.

About 30 seconds a seed on one core.
"""

from collections.abc import Iterator

import torch

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.tasks.fair_entailment import LABELS, fair_entailment
from course_lib.experiments.results import Result
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.pairs import CrossEncoder, pair_loss
from course_lib.finetuning.sentence_vectors import SentenceEncoder
from course_lib.finetuning.word_overlap import hypothesis_only, most_frequent, overlap_and_words
from course_lib.metrics.classification import accuracy

SEEDS = range(5)
DATA = "fair entailment"
N_TRAIN, N_TEST = 6000, 600
N_STEPS = 320


def run(seed: int, size: int | None = None, n_steps: int = N_STEPS) -> Iterator[Result]:
    """Yield each system's accuracy on test; what has no chance in it, only with seed 0."""
    pairs = fair_entailment(N_TRAIN + N_TEST)
    train, test = pairs[:N_TRAIN][:size], pairs[N_TRAIN:][:size]
    targets = [one.label for one in test]
    if seed == 0:
        simple = {
            "majority": most_frequent,
            "hypothesis alone": hypothesis_only,
            "overlap and words": overlap_and_words,
        }
        for system, guess in simple.items():
            yield Result(DATA, system, "accuracy", accuracy(guess(train, test), targets), seed)
    base = SentenceEncoder.from_pretrained(checkpoint("town_bert"))
    torch.manual_seed(seed)
    model = CrossEncoder(base.bert, base.tokenizer, LABELS)
    losses = fine_tune(model, train, model.lay_out_labelled, pair_loss, n_steps=n_steps, learning_rate=5e-4, seed=seed)
    for share in (0.25, 0.5, 1.0):  # where the loss stood: it hardly moves at first
        end = max(1, int(share * n_steps))
        some = losses[max(0, end - 20) : end]
        yield Result(DATA, "cross-encoder", f"loss at step {int(share * N_STEPS)}", sum(some) / len(some), seed)
    yield Result(DATA, "cross-encoder", "accuracy", accuracy(model.predict(test), targets), seed)
