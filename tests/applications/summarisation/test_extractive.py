"""The oracle finds what a search over all sets finds, and the scorer learns a rule that it can see."""

from itertools import combinations

import pytest

from course_lib.applications.summarisation.extractive import (
    features,
    gain,
    mean_rouge,
    oracle,
    summaries_by,
    train_scorer,
)
from course_lib.applications.summarisation.lead import lead
from course_lib.metrics.rouge import chinese_words, rouge_l, rouge_n, words

DOCUMENT = [
    "The town woke up.",
    "Anna lost the red kite.",
    "It rained a little.",
    "Ben found the kite near the river.",
    "He told her at once.",
]


def test_the_oracle_finds_the_best_pair_here():
    reference = "Anna lost the kite. Ben found it near the river."
    bags = [words(one) for one in DOCUMENT]
    best = max(combinations(range(5), 2), key=lambda two: gain(bags[two[0]] + bags[two[1]], words(reference)))
    assert oracle(DOCUMENT, [reference], 2) == list(best) == [1, 3]


def test_the_oracle_stops_where_nothing_is_gained():
    assert oracle(DOCUMENT, ["Anna lost the red kite."], 3) == [1]
    assert oracle(DOCUMENT, ["quite other words"], 3) == []


def test_of_several_references_the_best_counts():
    assert oracle(DOCUMENT, ["nothing like it", "It rained a little."], 1) == [2]


def test_a_scorer_learns_that_lost_and_found_matter():
    documents = [
        ["The sun rose.", f"{name} lost a kite.", "It was warm.", f"{other} found a kite.", "They slept."]
        for name, other in zip("ABCDEFGHIJ", "KLMNOPQRST", strict=True)
    ]
    scorer = train_scorer(documents, [[1, 3]] * len(documents), penalty=0.1)
    assert scorer.choose(["Rain fell.", "Zoe found a kite.", "It was warm.", "Yan lost a kite."], 2) == [1, 3]
    assert {"kite", "lost"} & {name for name, _ in scorer.top(6)}


def test_the_features_say_place_length_and_rank():
    seen = features(DOCUMENT)
    assert seen[0]["<place 0>"] == seen[4]["<from the end 0>"] == seen[2]["<words 0>"] == 1
    assert all(any(name.startswith("<rank") for name in one) for one in seen)
    assert features(["他来了。", "他走了。"], chinese_words)[0]["来"] == 1


def test_mean_rouge_takes_the_best_reference():
    found = mean_rouge(["a b", "c d"], [["a b", "x"], ["y", "c z"]])
    assert found == {"1": (1 + 0.5) / 2, "2": 0.5, "L": (1 + 0.5) / 2}
    assert found["1"] == (rouge_n("a b", "a b", 1).f1 + rouge_n("c d", "c z", 1).f1) / 2
    assert found["L"] == (1 + rouge_l("c d", "c z").f1) / 2


def test_summaries_are_what_the_chooser_picks():
    assert summaries_by(lambda one: lead(one, 1), [DOCUMENT, DOCUMENT[1:]]) == [DOCUMENT[0], DOCUMENT[1]]


def test_what_does_not_go_together_is_refused():
    with pytest.raises(ValueError, match="2 documents and 1 labels"):
        train_scorer([DOCUMENT, DOCUMENT], [[0]])
    with pytest.raises(ValueError, match="1 summaries and 0"):
        mean_rouge(["a"], [])
