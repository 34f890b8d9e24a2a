"""The same question in a bank of thousands: TF-IDF, a bi-encoder, and a cross-encoder on its first ten.

The bank holds the right question and one that swaps its people. The cross-encoder starts
from the bi-encoder's weights, and learns from pairs that the bi-encoder gets wrong.
About 50 seconds a seed on one core.
"""

import copy
from collections.abc import Callable, Iterator, Sequence
from functools import partial

import torch
from torch import Tensor, nn

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.records import TextPair
from course_lib.corpora.town.tasks.question_bank import Asked, question_bank
from course_lib.experiments.results import Result
from course_lib.finetuning.contrastive import hardest_negatives, in_batch_loss
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.pairs import CrossEncoder, pair_loss
from course_lib.finetuning.search import rerank
from course_lib.finetuning.sentence_vectors import SentenceEncoder
from course_lib.finetuning.tf_idf import TfIdf
from course_lib.metrics.retrieval import mean_over_queries, recall_at_k, reciprocal_rank

SEEDS = range(5)
DATA = "question bank"
N_TRAIN, N_BANK, N_QUERIES = 3000, 1500, 300
OTHER, SAME = "another", "same"
N_STEPS = {"bi": 150, "cross": 250}
TEMPERATURE = 0.05


def run(seed: int, size: int | None = None, n_steps: int | None = None) -> Iterator[Result]:
    """Yield how well each system finds the right question; what has no chance in it, only with seed 0."""
    steps = {name: n_steps or n for name, n in N_STEPS.items()}
    asked = question_bank(N_TRAIN + N_BANK)
    train, held_out = asked[:N_TRAIN][:size], asked[N_TRAIN:][:size]
    bank = [one.second for one in held_out] + [one.near for one in held_out]
    queries = [one.first for one in held_out][:N_QUERIES]
    model = SentenceEncoder.from_pretrained(checkpoint("town_bert"))
    if seed == 0:
        words = TfIdf(bank)
        yield from scored("TF-IDF", seed, words.vectors(queries) @ words.vectors(bank).T)
        yield from scored("BERT before training", seed, model.encode(queries) @ model.encode(bank).T)
    fine_tune(model, train, list, in_batch, n_steps=steps["bi"], learning_rate=1e-3, seed=seed)
    similarities = model.encode(queries) @ model.encode(bank).T
    yield from scored("bi-encoder", seed, similarities)
    cross = cross_encoder(model, train, steps["cross"], seed)
    odds = rerank(similarities, partial(log_odds, cross, queries, bank), k=10)
    yield from scored("cross-encoder on its ten", seed, odds)

    def together(query: int, rows: Sequence[int]) -> Tensor:
        return similarities[query, list(rows)] / TEMPERATURE + log_odds(cross, queries, bank, query, rows)

    yield from scored("both on its ten", seed, rerank(similarities, together, k=10))


def in_batch(model: nn.Module, asked: Sequence[Asked]) -> Tensor:
    """Return the loss with the other questions of the batch as wrong choices."""
    vectors: Callable[..., Tensor] = model.vectors  # type: ignore[assignment]
    first, second = vectors([one.first for one in asked]), vectors([one.second for one in asked])
    return in_batch_loss(first, second, TEMPERATURE)


def cross_encoder(start: SentenceEncoder, train: Sequence[Asked], n_steps: int, seed: int) -> CrossEncoder:
    """Return a cross-encoder that has learned to tell a question from those that look like it."""
    torch.manual_seed(seed)
    model = CrossEncoder(copy.deepcopy(start.bert), start.tokenizer, (OTHER, SAME))
    pairs = labelled(train, start)
    fine_tune(model, pairs, model.lay_out_labelled, pair_loss, n_steps=n_steps, seed=seed)
    return model


def labelled(asked: Sequence[Asked], encoder: SentenceEncoder) -> list[TextPair]:
    """Return for each question its second wording, both ways round, its near one, and the encoder's worst mistake."""
    first, second = (encoder.encode([getattr(one, name) for one in asked]) for name in ("first", "second"))
    worst = hardest_negatives(first @ second.T, torch.eye(len(asked), dtype=torch.bool))
    pairs = []
    for one, wrong in zip(asked, worst.tolist(), strict=True):
        pairs += [TextPair(one.first, one.second, SAME), TextPair(one.second, one.first, SAME)]
        pairs += [TextPair(one.first, one.near, OTHER), TextPair(one.first, asked[wrong].second, OTHER)]
    return pairs


def log_odds(
    model: CrossEncoder,
    queries: Sequence[str],
    bank: Sequence[str],
    query: int,
    rows: Sequence[int],
) -> Tensor:
    """Return the log-odds that each of some questions of the bank is the query's."""
    logits = model.logits([TextPair(queries[query], bank[row], SAME) for row in rows])
    return logits[:, 1] - logits[:, 0]


def scored(system: str, seed: int, similarities: Tensor) -> Iterator[Result]:
    """Yield the measures of a ranking; row i of the bank is right for query i."""
    rankings = similarities.argsort(dim=1, descending=True, stable=True).tolist()
    right = [{i} for i in range(len(rankings))]
    for k in (1, 10):
        found = mean_over_queries(recall_at_k, rankings, right, k=k)
        yield Result(DATA, system, f"recall@{k}", found, seed)
    yield Result(DATA, system, "MRR", mean_over_queries(reciprocal_rank, rankings, right), seed)
