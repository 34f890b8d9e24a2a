"""Bag of words: the least loss, as by hand and as by scikit-learn, and nothing but the words counts."""

import math
import random

import pytest
import torch
from sklearn.feature_extraction.text import CountVectorizer
from sklearn.linear_model import LogisticRegression

from course_lib.models.bag_of_words import Bag, train

EACH = Bag(min_count=1)
SAID = ["a good soup", "good, good soup", "a bad soup", "so bad", "soup"]
FELT = ["glad", "glad", "sad", "sad", "glad"]


def drawn(n_texts, alphabet, n_labels, blank):
    """Return texts of 2 to 12 words, some of which lean to a label, and the labels."""
    rng = random.Random(7)
    labels = [str(rng.randrange(n_labels)) for _ in range(n_texts)]
    texts = []
    for label in labels:
        words = rng.choices(alphabet, k=rng.randint(2, 9))
        words += [alphabet[int(label)]] * rng.randint(0, 3)
        texts.append(blank.join(rng.sample(words, len(words))))
    return texts, labels


def test_two_texts_by_hand():
    """All weights are a or -a; the loss, 2 log(1 + exp(-2a)) + 2a², is least where a = 1 / (1 + exp(2a))."""
    model = train(["good", "bad"], ["glad", "sad"], EACH)
    a = model.weights[model.vocabulary["good"], model.labels.index("glad")].item()
    assert a == pytest.approx(0.3374, abs=1e-4)
    assert a == pytest.approx(1 / (1 + math.exp(2 * a)), abs=1e-4)
    torch.testing.assert_close(model.weights, torch.tensor([[-a, a], [a, -a]]))  # bad, good
    assert model.probabilities(["good"])[0, 0].item() == pytest.approx(1 - a, abs=1e-4)
    assert model.top_words("sad", 2) == [("bad", pytest.approx(a)), ("good", pytest.approx(-a))]


@pytest.mark.parametrize(
    ("bag", "text", "counts"),
    [
        (Bag(), "Don't! No, no.", {"don't": 1, "no": 1}),
        (Bag(presence=False), "Don't! No, no.", {"don't": 1, "no": 2}),
        (Bag(n=2, presence=False), "no no no", {"no": 3, "no no": 2}),
        (Bag("zh"), "很好，好！", {"很": 1, "好": 1, "很好": 1, "好好": 1}),
        (Bag("zh", n=1, presence=False), "我有12把Tent伞。", dict.fromkeys(["我", "有", "12", "把", "tent", "伞"], 1)),
        (Bag(), "", {}),
    ],
)
def test_counts_by_hand(bag, text, counts):
    assert bag.of(text) == counts


def test_what_too_few_texts_hold_is_left_out():
    assert [*train(SAID, FELT, Bag(min_count=2)).vocabulary] == ["a", "bad", "good", "soup"]
    assert [*train(SAID, FELT, Bag(min_count=3)).vocabulary] == ["soup"]  # good stands three times, but in two texts


@pytest.mark.parametrize("n_labels", [2, 3, 5])
@pytest.mark.parametrize("penalty", [0.3, 2.0])
@pytest.mark.parametrize("presence", [True, False])
def test_english_probabilities_are_those_of_scikit_learn(n_labels, penalty, presence):
    texts, labels = drawn(211, [f"w{i}" for i in range(37)], n_labels, " ")
    theirs = CountVectorizer(token_pattern=r"\w+", min_df=3, ngram_range=(1, 2), binary=presence)
    agree(texts, labels, Bag("en", 2, presence, 3), theirs, penalty)


@pytest.mark.parametrize("n_labels", [2, 3])
def test_chinese_probabilities_are_those_of_scikit_learn(n_labels):
    texts, labels = drawn(157, "天地人你我他日月水火山石田禾", n_labels, "")
    agree(
        texts,
        labels,
        Bag("zh", min_count=2),
        CountVectorizer(analyzer="char", ngram_range=(1, 2), min_df=2, binary=True),
    )


def agree(texts, labels, bag, vectorizer, penalty=1.0):
    model = train(texts[:140], labels[:140], bag, penalty)
    counts = vectorizer.fit_transform(texts[:140])
    assert set(vectorizer.vocabulary_) == set(model.vocabulary)
    # With two labels theirs has one weight a word, the difference of our two: half the penalty for the same loss.
    strength = (2 if len(model.labels) == 2 else 1) / penalty
    theirs = LogisticRegression(C=strength, solver="lbfgs", tol=1e-9, max_iter=5000).fit(counts, labels[:140])
    expected = torch.tensor(theirs.predict_proba(vectorizer.transform(texts)), dtype=torch.float32)
    torch.testing.assert_close(model.probabilities(texts), expected, atol=1e-3, rtol=0)
    assert model.accuracy(texts, labels) == pytest.approx(theirs.score(vectorizer.transform(texts), labels), abs=0.01)


def test_without_features_each_label_is_as_probable_as_it_is_frequent():
    model = train(SAID, FELT, Bag(min_count=99))
    torch.testing.assert_close(model.probabilities(["bad", "?"]), torch.tensor([[0.6, 0.4]] * 2), atol=1e-5, rtol=0)
    assert model.predict(["so bad"]) == ["glad"]
    assert model.accuracy(SAID, FELT) == 0.6


def test_separable_texts_are_all_told_apart():
    texts, labels = drawn(60, [f"w{i}" for i in range(11)], 3, " ")
    marked = [f"{text} sign{label}" for text, label in zip(texts, labels, strict=True)]
    model = train(marked, labels, EACH, penalty=0.01)
    assert model.accuracy(marked, labels) == 1
    assert [model.top_words(label, 1)[0][0] for label in model.labels] == ["sign0", "sign1", "sign2"]


def test_neither_the_order_of_the_texts_nor_that_of_the_words_matters():
    texts, labels = drawn(90, [f"w{i}" for i in range(23)], 3, " ")
    first, second = train(texts, labels), train(texts[::-1], labels[::-1])
    assert (first.vocabulary, first.labels) == (second.vocabulary, second.labels)
    torch.testing.assert_close(first.weights, second.weights, atol=1e-3, rtol=0)
    turned = [" ".join(text.split()[::-1]) for text in texts]
    assert first.predict(texts) == first.predict(turned)


def test_the_same_texts_give_the_same_weights():
    first, second = train(SAID, FELT), train(SAID, FELT)
    assert torch.equal(first.weights, second.weights)


def test_unseen_words_count_for_nothing():
    model = train(SAID, FELT, EACH)
    torch.testing.assert_close(model.probabilities(["a good zither"]), model.probabilities(["good a"]))


def test_no_texts_have_no_labels():
    assert train(SAID, FELT).predict([]) == []


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (([], []), "0 texts and 0 labels"),
        ((SAID, FELT[:3]), "5 texts and 3 labels"),
        ((SAID[:2], FELT[:2]), "got only 'glad'"),
        ((SAID, FELT, EACH, 0.0), r"positive, got 0\.0"),
    ],
)
def test_what_cannot_be_trained_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        train(*arguments)


def test_accuracy_on_nothing_and_without_a_label_for_each_is_refused():
    model = train(SAID, FELT)
    with pytest.raises(ValueError, match="0 texts"):
        model.accuracy([], [])
    with pytest.raises(ValueError, match="5 texts and 1 labels"):
        model.accuracy(SAID, ["sad"])


@pytest.mark.parametrize(("label", "k", "message"), [("mad", 1, "glad, sad, got 'mad'"), ("sad", 5, r"\(4\), got 5")])
def test_top_words_of_another_label_or_more_than_there_are_are_refused(label, k, message):
    with pytest.raises(ValueError, match=message):
        train(SAID, FELT).top_words(label, k)


@pytest.mark.usefixtures("as_readers_call_it")
def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="one of en, zh, got 'de'"):
        Bag("de")  # type: ignore[arg-type]


@pytest.mark.parametrize("sizes", [(0, 2), (2, 0)])
def test_sizes_that_are_not_positive_are_refused(sizes):
    n, min_count = sizes
    with pytest.raises(ValueError, match=f"n = {n} and min_count = {min_count}"):
        Bag(n=n, min_count=min_count)
