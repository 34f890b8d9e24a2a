"""The same question in a bank of thousands: TF-IDF, bi-encoders, and a cross-encoder on the first ten of one.

The bank holds the right question and its near one, which swaps its people. The finder learns with the other questions
of its batch as wrong choices. From its weights two go on for as many steps: a bi-encoder that has the batch's near ones
as wrong choices too, and a cross-encoder that chooses among the right one, the near one, two of the finder's mistakes
and two questions by chance. About 3 minutes a seed on one core.
"""

import copy
from collections.abc import Iterator, Sequence
from functools import partial
from typing import NamedTuple

import torch
from torch import Tensor

from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.records import TextPair
from course_lib.corpora.town.tasks.question_bank import Asked, question_bank
from course_lib.experiments.results import Result
from course_lib.finetuning.contrastive import in_batch_loss
from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.pairs import CrossEncoder, choice_loss
from course_lib.finetuning.search import nearest, rerank
from course_lib.finetuning.sentence_vectors import SentenceEncoder
from course_lib.finetuning.tf_idf import TfIdf
from course_lib.metrics.retrieval import mean_over_queries, recall_at_k, reciprocal_rank

SEEDS = range(5)
DATA = "question bank"
N_TRAIN, N_BANK, N_QUERIES = 3000, 1500, 300
OTHER, SAME = "another", "same"
N_FIRST, N_STEPS = 150, 600  # of the finder; of each of the two that go on from it
CURVE = (0.15, 0.3, 0.5, 0.75, 1.0)  # of N_STEPS: where the loss is stored
TEMPERATURE = 0.05
N_HARD, N_EASY, N_AMONG = 2, 2, 20  # wrong questions for a choice: from the finder's first, and from all


class Choice(NamedTuple):
    """A question, and others of which the first asks the same."""

    question: str
    candidates: tuple[str, ...]


def run(seed: int, size: int | None = None, n_steps: int | None = None) -> Iterator[Result]:
    """Yield how well each system finds the right question; what has no chance in it, only with seed 0."""
    asked = question_bank(N_TRAIN + N_BANK)
    train, held_out = asked[:N_TRAIN][:size], asked[N_TRAIN:][:size]
    bank = [one.second for one in held_out] + [one.near for one in held_out]
    queries = [one.first for one in held_out][:N_QUERIES]
    finder = SentenceEncoder.from_pretrained(checkpoint("town_bert"))
    if seed == 0:
        words = TfIdf(bank)
        yield from scored("TF-IDF", seed, words.vectors(queries) @ words.vectors(bank).T)
        yield from scored("BERT before training", seed, finder.encode(queries) @ finder.encode(bank).T)
    fine_tune(finder, train, list, in_batch, n_steps=n_steps or N_FIRST, learning_rate=1e-3, seed=seed)
    similarities = finder.encode(queries) @ finder.encode(bank).T
    yield from scored("bi-encoder", seed, similarities)

    harder = copy.deepcopy(finder)
    losses = fine_tune(harder, train, list, with_near_ones, n_steps=n_steps or N_STEPS, seed=seed)
    yield from curve("bi-encoder, near ones", seed, losses)
    yield from scored("bi-encoder, near ones", seed, harder.encode(queries) @ harder.encode(bank).T)

    judge, losses = cross_encoder(finder, train, n_steps or N_STEPS, seed)
    yield from curve("cross-encoder on its ten", seed, losses)
    odds = rerank(similarities, partial(log_odds, judge, queries, bank), k=10)
    yield from scored("cross-encoder on its ten", seed, odds)

    def together(query: int, rows: Sequence[int]) -> Tensor:
        return similarities[query, list(rows)] / TEMPERATURE + log_odds(judge, queries, bank, query, rows)

    yield from scored("both on its ten", seed, rerank(similarities, together, k=10))


def in_batch(model: SentenceEncoder, asked: Sequence[Asked]) -> Tensor:
    """Return the loss with the other questions of the batch as wrong choices."""
    first, second = model.vectors([one.first for one in asked]), model.vectors([one.second for one in asked])
    return in_batch_loss(first, second, TEMPERATURE)


def with_near_ones(model: SentenceEncoder, asked: Sequence[Asked]) -> Tensor:
    """Return the loss with all near ones of the batch as further wrong choices."""
    first = model.vectors([one.first for one in asked])
    second = model.vectors([one.second for one in asked] + [one.near for one in asked])
    return in_batch_loss(first, second, TEMPERATURE)


def cross_encoder(
    start: SentenceEncoder,
    train: Sequence[Asked],
    n_steps: int,
    seed: int,
) -> tuple[CrossEncoder, list[float]]:
    """Return a cross-encoder that has learned to choose, and its losses; it starts from an encoder's weights."""
    torch.manual_seed(seed)
    model = CrossEncoder(copy.deepcopy(start.bert), start.tokenizer, (OTHER, SAME))
    made = choices(train, start, seed)
    return model, fine_tune(model, made, list, choosing, n_steps=n_steps, batch_size=8, seed=seed)


def choices(asked: Sequence[Asked], finder: SentenceEncoder, seed: int) -> list[Choice]:
    """Return for each question its second wording, its near one, mistakes of the finder, and others by chance."""
    chance = torch.Generator().manual_seed(seed)
    first, second = (finder.encode([getattr(one, name) for one in asked]) for name in ("first", "second"))
    found = nearest(first, second, k=min(N_AMONG + 1, len(asked))).rows.tolist()
    made = []
    for i, (one, rows) in enumerate(zip(asked, found, strict=True)):
        wrong = [row for row in rows if row != i]
        hard = [wrong[j] for j in torch.randperm(len(wrong), generator=chance)[:N_HARD].tolist()]
        away = torch.randint(1, len(asked), (N_EASY,), generator=chance).tolist()
        easy = [(i + j) % len(asked) for j in away]
        made.append(Choice(one.first, (one.second, one.near, *(asked[j].second for j in hard + easy))))
    return made


def choosing(model: CrossEncoder, batch: Sequence[Choice]) -> Tensor:
    """Return the loss of choosing the right one."""
    pairs = [TextPair(one.question, text, SAME) for one in batch for text in one.candidates]
    logits = model(model.lay_out(pairs))
    return choice_loss((logits[:, 1] - logits[:, 0]).view(len(batch), -1))


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


def curve(system: str, seed: int, losses: Sequence[float]) -> Iterator[Result]:
    """Yield the mean loss of the 30 steps before each of some steps."""
    for share in CURVE:
        end = max(1, round(share * len(losses)))
        some = losses[max(0, end - 30) : end]
        yield Result(DATA, system, f"loss at step {round(share * N_STEPS)}", sum(some) / len(some), seed)


def scored(system: str, seed: int, similarities: Tensor) -> Iterator[Result]:
    """Yield the measures of a ranking; row i of the bank is right for query i, and its near one in the second half."""
    rankings = similarities.argsort(dim=1, descending=True, stable=True).tolist()
    right = [{i} for i in range(len(rankings))]
    for k in (1, 10):
        found = mean_over_queries(recall_at_k, rankings, right, k=k)
        yield Result(DATA, system, f"recall@{k}", found, seed)
    yield Result(DATA, system, "MRR", mean_over_queries(reciprocal_rank, rankings, right), seed)
    near = [ranking[0] == i + similarities.shape[1] // 2 for i, ranking in enumerate(rankings)]
    yield Result(DATA, system, "near one first", sum(near) / len(near), seed)
