"""Metrics beside sacreBLEU, rouge-score, jiwer and scikit-learn, on sentences of the town with random mistakes.

jiwer is compiled; scikit-learn works on arrays, and first checks and converts what it gets.
"""

import pytest
from benchmarks.sidebyside import line, ratio

SETUP = """
import random
import jiwer
import numpy as np
from rouge_score.rouge_scorer import RougeScorer
from sacrebleu.metrics import BLEU, CHRF
from sklearn.metrics import average_precision_score, ndcg_score, precision_recall_fscore_support
from course_lib.corpora.corpus import load
from course_lib.metrics.bleu import corpus_bleu
from course_lib.metrics.chrf import corpus_chrf
from course_lib.metrics.classification import precision_recall_f1
from course_lib.metrics.error_rates import character_error_rate, word_error_rate
from course_lib.metrics.retrieval import average_precision, mean_over_queries, ndcg_at_k
from course_lib.metrics.rouge import rouge

chance = random.Random(0)
words = load("town/text").text[:100_000].split()
references = [" ".join(words[i : i + 20]) for i in range(0, 4000, 20)]
predictions = [
    " ".join(chance.choice(words) if chance.random() < 0.2 else word for word in text.split()) for text in references
]
lists = [[text] for text in references]
scorer = RougeScorer(["rouge1", "rouge2", "rougeL", "rougeLsum"])
labels = [chance.choice("abcd") for _ in range(20_000)]
guesses = [label if chance.random() < 0.7 else chance.choice("abcd") for label in labels]
scores = np.random.default_rng(0).random((200, 100))
relevant = np.random.default_rng(1).random((200, 100)) < 0.1
relevant[:, 0] = True
rankings = [list(map(int, row)) for row in (-scores).argsort()]
wanted = [set(map(int, row.nonzero()[0])) for row in relevant]
gains = [dict.fromkeys(some, 1.0) for some in wanted]
"""
PAIRS = {
    "BLEU": ("corpus_bleu(predictions, lists)", "BLEU().corpus_score(predictions, [references])", 0.75),
    "chrF": ("corpus_chrf(predictions, lists)", "CHRF().corpus_score(predictions, [references])", 0.7),
    "ROUGE": (
        "[rouge(ours, one) for ours, one in zip(predictions, lists)]",
        "[scorer.score(one, ours) for ours, one in zip(predictions, references)]",
        0.8,
    ),
    "WER": ("word_error_rate(predictions, references)", "jiwer.wer(references, predictions)", 0.9),
    "CER": ("character_error_rate(predictions, references)", "jiwer.cer(references, predictions)", 0.3),
    "F1": (
        "precision_recall_f1(guesses, labels)",
        "precision_recall_fscore_support(labels, guesses, average='macro')",
        7.0,
    ),
    "average precision": (
        "mean_over_queries(average_precision, rankings, wanted)",
        "np.mean([average_precision_score(*row) for row in zip(relevant, scores)])",
        100.0,
    ),
    "NDCG": ("mean_over_queries(ndcg_at_k, rankings, gains, k=100)", "ndcg_score(relevant, scores)", 1.3),
}


@pytest.mark.parametrize("name", PAIRS)
def test_a_metric(name):
    ours, theirs, at_least = PAIRS[name]
    compared = ratio(SETUP, ours, theirs, rounds=5)
    print(line(f"{name}", compared))
    assert compared.ratio > at_least
