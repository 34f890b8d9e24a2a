"""N-gram models beside `nltk.lm` on the town's text: to count, and to score.

NLTK's Lidstone scores a token four times as fast: it looks at the longest context only, and does not check that the
token is known. Ours looks at all contexts, so that all models share one function, in which only `combine` differs.
"""

import pytest
from benchmarks.sidebyside import line, ratio

SETUP = """
from nltk.lm import KneserNeyInterpolated, Lidstone
from nltk.util import everygrams
from course_lib.corpora.corpus import load
from course_lib.models.kneser_ney import KneserNey
from course_lib.models.ngram import AddK
from course_lib.tokenizers.words import WordTokenizer

words = WordTokenizer.train("a", lower_case=True).tokens(load("town/text").text[:300_000])
vocabulary = list(dict.fromkeys(words))
held_out = words[:{n_scored}]

def ours():
    return {ours}

def theirs():
    model = {theirs}
    model.fit([everygrams(words, max_len=3)], vocabulary)
    return model

def places():
    return ((word, tuple(held_out[max(0, i - 2) : i])) for i, word in enumerate(held_out))

def our_scores(model):
    return [model.probability(word, context) for word, context in places()]

def their_scores(model):
    return [model.unmasked_score(word, context) for word, context in places()]

our_model, their_model = ours(), theirs()
"""
ADD_K = {"ours": "AddK(words, 3, k=0.1)", "theirs": "Lidstone(0.1, 3)", "n_scored": 5000}
KNESER_NEY = {
    "ours": "KneserNey(words, 3, discounts=[0.0, 0.1, 0.1])",
    "theirs": "KneserNeyInterpolated(3)",
    "n_scored": 20,
}


def test_counting():
    compared = ratio(SETUP.format(**ADD_K), "ours()", "theirs()", rounds=3)
    print(line("trigrams of 300 kB counted", compared))
    assert compared.ratio > 7


@pytest.mark.parametrize(("sizes", "at_least"), [(ADD_K, 0.13), (KNESER_NEY, 60)], ids=["add-k", "Kneser-Ney"])
def test_scoring(sizes, at_least):
    compared = ratio(SETUP.format(**sizes), "our_scores(our_model)", "their_scores(their_model)", rounds=3)
    print(line(f"{sizes['n_scored']:,} tokens scored, {sizes['ours']}", compared))
    assert compared.ratio > at_least
