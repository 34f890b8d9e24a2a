"""Metrics refuse bad input in words: what must hold, what came, what to do.

One row a mistake: what is called, and what the message must say, numbers included. Signatures are not checked here, as
they are not when a reader calls.
"""
# The arguments' types are wrong on purpose, nearly everywhere:
# mypy: ignore-errors

import pytest
import torch
from bad_input.tables import NAN, ids, rows

from course_lib.metrics import (
    agreement,
    bleu,
    calibration,
    chrf,
    classification,
    diversity,
    error_rates,
    pass_at_k,
    perplexity,
    reading,
    retrieval,
    rouge,
    significance,
    spans,
)

pytestmark = pytest.mark.usefixtures("as_readers_call_it")


COMPARING = {
    "accuracy": classification.accuracy,
    "confusion matrix": classification.confusion_matrix,
    "F1": classification.precision_recall_f1,
    "kappa": agreement.cohen_kappa,
    "weighted kappa": agreement.quadratic_weighted_kappa,
    "pearson": agreement.pearson,
    "spearman": agreement.spearman,
    "entities": spans.entity_scores,
    "words": error_rates.word_error_rate,
    "characters": error_rates.character_error_rate,
    "reading": reading.reading_scores,
    "BLEU": bleu.corpus_bleu,
    "chrF": chrf.corpus_chrf,
    "calibration": calibration.expected_calibration_error,
    "bootstrap": significance.paired_bootstrap,
    "permutation": significance.permutation_test,
}


@pytest.mark.parametrize("metric", COMPARING.values(), ids=COMPARING)
class TestEveryMetricThatCompares:
    def test_nothing(self, metric):
        with pytest.raises(ValueError, match=r"at least one (prediction|item), got 0"):
            metric([], [])

    def test_lengths_that_differ(self, metric):
        with pytest.raises(ValueError, match=r"got 3( predictions)? and 2"):
            metric(["a", "b", "c"], ["a", "b"])

    def test_one_text_for_a_list(self, metric):
        with pytest.raises(ValueError, match="got one text, 'ab': put it in a list"):
            metric("ab", "ab")

    @pytest.mark.parametrize("items", [torch.tensor([1, 0]), None, iter("ab")])
    def test_what_is_no_list(self, metric, items):
        with pytest.raises(ValueError, match=f"must be a list, got {type(items).__name__}"):
            metric(items, items)


@pytest.mark.parametrize("metric", [bleu.corpus_bleu, chrf.corpus_chrf])
@rows(
    ("no references", lambda metric: metric(["a", "b"], [["a"], []]), r"references, got \[\] for number 1"),
    ("one text", lambda metric: metric(["a"], ["a"]), "references, got 'a' for number 0"),
    ("tokens", lambda metric: metric(["a", ["b"]], [["a"], ["b"]]), "texts, got list for number 1; join its tokens"),
    ("tokens of a reference", lambda metric: metric(["a"], [[["a"]]]), "number 0 must be texts, got list"),
)
def test_a_metric_of_translations_refuses(metric, call, message):
    with pytest.raises(ValueError, match=message):
        call(metric)


@rows(
    ("labels of two kinds", lambda: classification.confusion_matrix(["a", 1], ["a", 1]), "one kind.*got int, str"),
    ("a label left out", lambda: classification.confusion_matrix(["a"], ["a"], ["b"]), "got 1 labels without 'a'"),
    ("an average", lambda: classification.precision_recall_f1(["a"], ["a"], "mean"), "got 'mean'"),
    ("no variation", lambda: agreement.pearson([1, 1], [1, 2]), "got 1 of x and 2 of y"),
    ("a value of NaN", lambda: agreement.spearman([1, 2, NAN], [1, 2, 3]), "got nan for number 2 of 3"),
    ("scores that are texts", lambda: agreement.quadratic_weighted_kappa(["a"], ["b"]), "got 'a' for number 0 of 1"),
    ("one label", lambda: agreement.cohen_kappa(["a", "a"], ["a", "a"]), "got 2 pairs of 'a'"),
    ("a tag", lambda: spans.entities(["X-PER"]), "got 'X-PER'"),
    ("a tag of nothing", lambda: spans.entities([None]), "got None"),
    ("tags", lambda: spans.entity_scores([["O"]], [["O", "O"]]), "got 1 and 2 in sentence 0"),
    ("empty references", lambda: error_rates.word_error_rate(["a"], [""]), "got 1 empty texts"),
    ("words of tokens", lambda: error_rates.word_error_rate([["a"]], [["a"]]), "got list for number 0; join"),
    ("a language", lambda: reading.f1("a", ["a"], "fr"), "one of en, zh, got 'fr'"),
    ("one answer", lambda: reading.exact_match("a", "a"), "got one text, 'a': put it in a list"),
    ("a tokenizer", lambda: bleu.corpus_bleu(["a"], [["a"]], "14a"), "13a, zh, none, got '14a'"),
    ("an order", lambda: bleu.corpus_bleu(["a"], [["a"]], max_order=0), "at least 1, got 0"),
    ("a smoothing of NaN", lambda: bleu.corpus_bleu(["a"], [["a"]], value=NAN), "infinite, got nan"),
    ("a beta of NaN", lambda: chrf.corpus_chrf(["a"], [["a"]], beta=NAN), "got 0 and nan"),
    ("no summaries", lambda: rouge.rouge("a", []), r"list of references, got \[\]"),
    ("tokens of a summary", lambda: rouge.rouge(["a"], ["a"]), "got list for number 0; join its tokens"),
    ("n-grams of nothing", lambda: rouge.rouge_n("a", "a", 0), "at least 1, got 0"),
    ("short texts", lambda: diversity.distinct_n([["a"]], 2), r"n = 2 tokens, got \[1\]"),
    ("one text alone", lambda: diversity.self_bleu(["a"]), "at least 2 texts, got 1"),
    ("a confidence", lambda: calibration.reliability([1.5], [True]), "between 0 and 1, got 1.5"),
    ("an answer that is 7", lambda: calibration.reliability([0.5], [7]), "True or False .*, got 7"),
    ("k of 0", lambda: retrieval.precision_at_k(["d"], {"d"}, 0), "k must be at least 1, got 0"),
    ("nothing to find", lambda: retrieval.recall_at_k(["d"], set(), 1), "relevant document, got 0"),
    ("a document twice", lambda: retrieval.average_precision(["d", "d"], {"d"}), "got 2, of which 1 differ"),
    ("a gain of NaN", lambda: retrieval.ndcg_at_k(["d"], {"d": NAN}, 1), "not negative, got nan among 1"),
    ("k of 4", lambda: pass_at_k.pass_at_k(3, 2, 4), "n_samples = 3, got 4: generate more"),
    ("results of no problem", lambda: pass_at_k.mean_pass_at_k([True], 1), "got True for number 0"),
    ("no values", lambda: significance.quantile([], 0.5), "got 0 values and 0.5"),
    ("a level", lambda: significance.bootstrap_interval([1], level=1.0), "between 0 and 1, got 1.0"),
    ("no resamples", lambda: significance.bootstrap_interval([1], n_resamples=0), "1 resample, got 0"),
    ("a loss of NaN", lambda: perplexity.perplexity(NAN), "0 or more, got nan; look for NaN"),
    ("a loss below 0", lambda: perplexity.perplexity(-1.0), "0 or more, got -1.0"),
    (
        "a short text",
        lambda: perplexity.held_out_loss(torch.nn.Identity(), ids(3), 3),
        "context_length = 3 tokens, got 3",
    ),
)
def test_a_metric_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()
