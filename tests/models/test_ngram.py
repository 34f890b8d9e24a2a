"""N-gram models against `nltk.lm` and by hand, on words, Chinese characters and ids."""

import math
import time

import pytest
import torch
from nltk.lm import MLE, KneserNeyInterpolated, Lidstone
from nltk.lm import StupidBackoff as NltkStupidBackoff
from nltk.util import everygrams

from course_lib.corpora.python_text import python_reference
from course_lib.models.back_off import Interpolated, StupidBackoff
from course_lib.models.kneser_ney import KneserNey, estimate_discount
from course_lib.models.ngram import AddK, MaximumLikelihood

ALL = (MaximumLikelihood, AddK, Interpolated, StupidBackoff, KneserNey)
SMOOTHED = (AddK, Interpolated, KneserNey)


def random_text(seed, n_tokens=97, n_types=6):
    """A text whose first tokens stand elsewhere too: NLTK's Kneser-Ney breaks where they do not (see below)."""
    letters = torch.randint(0, n_types, (n_tokens,), generator=torch.Generator().manual_seed(seed))
    text = [("猫", "🐈", "a", "b", "的", "c")[letter] for letter in letters]
    return [*text, *text[:6]]


def nltk_model(model, text, order, vocabulary):
    model.fit([list(everygrams(text, max_len=order))], vocabulary)
    return model


def contexts_of(text, order):
    return {tuple(text[i : i + n]) for n in range(order) for i in range(len(text) - n + 1)}


@pytest.mark.parametrize("order", [1, 2, 3, 4])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_every_probability_equals_nltks(order, seed):
    text = random_text(seed)
    vocabulary = sorted({*text, "never", "<UNK>"})  # NLTK counts <UNK> as one word more
    known = [word for word in vocabulary if word != "<UNK>"]
    pairs = [
        (MaximumLikelihood(text, order, vocabulary), MLE(order)),
        (AddK(text, order, vocabulary, k=0.3), Lidstone(0.3, order)),
        (StupidBackoff(text, order, vocabulary), NltkStupidBackoff(0.4, order)),
    ]
    if order > 1:
        discounts = [0.0, *[0.2] * (order - 1)]
        pairs.append((KneserNey(text, order, vocabulary, discounts), KneserNeyInterpolated(order, discount=0.2)))
    for ours, theirs in pairs:
        nltk_model(theirs, text, order, known)
        assert len(theirs.vocab) == len(vocabulary)
        for context in [*contexts_of(text, order), ("never",) * (order - 1)]:
            whole = ours.distribution(context)
            for place, word in enumerate(vocabulary):
                expected = theirs.unmasked_score(word, context)
                assert ours.probability(word, context) == pytest.approx(expected, abs=1e-12)
                assert float(whole[place]) == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("order", [1, 2, 3, 5])
def test_smoothed_probabilities_sum_to_one_after_every_context_and_none_is_zero(order):
    for seed in range(4):
        text = random_text(seed)[:60]
        models = [model(text, order, [*text, "never"]) for model in SMOOTHED]
        for model in models:
            for context in [*contexts_of(text, order), ("never",), ("a", "never"), tuple(text[5:40])]:
                p = model.distribution(context)
                assert float(p.sum()) == pytest.approx(1, abs=1e-12)
                assert (p > 0).all()


def test_maximum_likelihood_sums_to_one_after_what_it_saw_and_to_zero_elsewhere():
    model = MaximumLikelihood("abcab", 3)
    assert model.distribution("ab").tolist() == [0, 0, 1]
    assert model.distribution("ba").tolist() == [0, 0, 0]
    assert model.distribution("").tolist() == [0.4, 0.4, 0.2]


def test_add_k_by_hand():
    model = AddK("abab", 2, k=2.0)  # b followed a twice
    assert model.probability("b", "a") == pytest.approx((2 + 2) / (2 + 2 * 2))
    assert model.probability("a", "a") == pytest.approx(2 / 6)


def test_an_interpolation_by_hand():
    model = Interpolated("abab", 2, "abc", weight=0.6)
    a = 0.6 * 2 / 4 + 0.4 / 3
    assert model.probability("a") == pytest.approx(a)
    assert model.probability("a", "b") == pytest.approx(0.6 * 1 + 0.4 * a)
    assert model.probability("a", "c") == pytest.approx(a)  # c was never seen


def test_an_interpolation_with_a_weight_of_one_is_maximum_likelihood_and_with_zero_uniform():
    text = random_text(7)
    assert torch.equal(
        Interpolated(text, 3, weight=1).distribution(text[:2]), MaximumLikelihood(text, 3).distribution(text[:2])
    )
    assert Interpolated("abac", 2, weight=0).distribution("a").tolist() == pytest.approx([1 / 3] * 3)


def test_stupid_backoff_gives_up_a_token_for_two_fifths_and_does_not_sum_to_one():
    model = StupidBackoff("abac", 2)
    assert model.distribution("a").tolist() == pytest.approx([0.4 * 2 / 4, 1 / 2, 1 / 2])
    assert float(model.distribution("a").sum()) > 1
    with pytest.raises(ValueError, match=r"sum to 1.*do not; use KneserNey"):
        model.perplexity("ab")


def test_kneser_ney_by_hand_prefers_what_follows_many_words():
    text = ["in", "san", "francisco", "by", "san", "francisco", "to", "san", "francisco", "a", "cat", "by", "cat"]
    model = KneserNey(text, 2, discounts=[0.5, 0.75])
    # 10 different bigrams; 6 of the 7 words are seen after another: cat after a and by, francisco after san only
    cat, francisco = ((n - 0.5 + 0.5 * 6 / 7) / 10 for n in (2, 1))
    assert model.probability("cat") == pytest.approx(cat)
    assert model.probability("francisco") == pytest.approx(francisco)
    assert model.probability("francisco", ["san"]) == pytest.approx((3 - 0.75 + 0.75 * 1 * francisco) / 3)
    assert MaximumLikelihood(text, 1).probability("francisco") > MaximumLikelihood(text, 1).probability("cat")


def test_kneser_ney_agrees_with_chen_and_goodman_written_as_a_recursion():
    text = random_text(5)[:70]
    model = KneserNey(text, 3, [*text, "never"])

    def count(ngram, order):
        if len(ngram) == order:
            return sum(tuple(text[i : i + order]) == ngram for i in range(len(text) - order + 1))
        return sum(count((token, *ngram), len(ngram) + 1) > 0 for token in model.vocabulary)

    def discount(n):
        grams = {tuple(text[i : i + n]) for i in range(len(text) - n + 1)}
        counts = [count(gram, 3) for gram in grams]
        return counts.count(1) / (counts.count(1) + 2 * counts.count(2))

    discounts = [model.discounts[0], discount(2), discount(3)]
    assert model.discounts[1:] == pytest.approx(discounts[1:])

    def p(token, context):
        followers = [count((*context, other), 3) for other in model.vocabulary]
        lower = p(token, context[1:]) if context else 1 / len(model.vocabulary)
        if not sum(followers):
            return lower
        taken = discounts[len(context)]
        n_types = sum(one > 0 for one in followers)
        return (max(count((*context, token), 3) - taken, 0) + taken * n_types * lower) / sum(followers)

    for context in [(), ("a",), ("猫", "a"), ("never", "b"), tuple(text[-2:]), tuple(text[:2])]:
        expected = [p(token, context) for token in model.vocabulary]
        assert model.distribution(context).tolist() == pytest.approx(expected, abs=1e-12)


def test_where_nltks_kneser_ney_leaves_the_paper():
    once, twice = list("xabcabcb"), list("abcabdabe")
    broken = nltk_model(KneserNeyInterpolated(3, discount=0.2), once, 3, once)
    with pytest.raises(ZeroDivisionError):  # x, the first token, has no predecessor
        broken.unmasked_score("a", ("x",))
    assert float(KneserNey(once, 3, discounts=[0, 0.2, 0.2]).distribution("x").sum()) == pytest.approx(1)
    text = list("abcbdacb")  # b follows a at the beginning only, c follows it elsewhere too
    theirs = nltk_model(KneserNeyInterpolated(3, discount=0.2), text, 3, text)
    assert sum(theirs.unmasked_score(word, ("a",)) for word in "abcd") > 1.01
    assert float(KneserNey(text, 3, discounts=[0, 0.2, 0.2]).distribution("a").sum()) == pytest.approx(1)
    theirs = nltk_model(KneserNeyInterpolated(2), twice, 2, [*twice, "never"])
    assert theirs.unmasked_score("never", ()) == 0
    assert KneserNey(twice, 2, [*twice, "never"]).probability("never") > 0


def test_discounts_are_estimated_from_counts_of_one_and_two():
    model = KneserNey("ababacadae", 2)
    # bigrams: ab 2, ba 2, ac, ca, ad, da, ae 1
    assert model.discounts[1] == pytest.approx(5 / (5 + 2 * 2))
    assert estimate_discount({}) == 0.75


def test_perplexity_equals_nltks():
    text, held_out = random_text(1), random_text(2)[:31]
    ours = AddK(text, 3, sorted({*text, "<UNK>"}), k=0.5)
    theirs = nltk_model(Lidstone(0.5, 3), text, 3, sorted(set(text)))
    ngrams = [tuple(held_out[max(0, i - 2) : i + 1]) for i in range(len(held_out))]
    assert ours.perplexity(held_out) == pytest.approx(theirs.perplexity(ngrams))
    assert math.exp(ours.loss(held_out)) == pytest.approx(ours.perplexity(held_out))


def test_a_token_of_probability_zero_makes_the_perplexity_infinite():
    assert MaximumLikelihood("abab", 2).perplexity("aa") == math.inf


def test_a_fair_die_has_perplexity_six():
    assert AddK([1, 2, 3, 4, 5, 6], 1).perplexity([3, 1, 1, 6]) == pytest.approx(6)


def test_ids_and_words_give_the_same_model():
    text = random_text(3)
    words = list(dict.fromkeys(text))
    ids = [words.index(word) for word in text]
    for model in ALL:
        assert torch.equal(model(text, 3).distribution(text[:2]), model(ids, 3, range(6)).distribution(ids[:2]))


def test_only_the_last_tokens_of_a_context_count():
    text = random_text(4)
    for model in (one(text, 3) for one in ALL):
        assert torch.equal(model.distribution(text[:9]), model.distribution(text[7:9]))
        assert model.probability("a", text[:9]) == model.probability("a", text[7:9])


def test_generation_draws_from_the_distribution_and_repeats_with_the_seed():
    text = random_text(6)
    model = KneserNey(text, 2)
    drawn = model.generate(1500, torch.Generator().manual_seed(1), ["a"])
    assert len(drawn) == 1500
    assert drawn[:50] == model.generate(50, torch.Generator().manual_seed(1), ["a"])
    assert drawn[:50] != model.generate(50, torch.Generator().manual_seed(2), ["a"])
    after_a = [word for before, word in zip(["a", *drawn], drawn, strict=False) if before == "a"]
    for place, word in enumerate(model.vocabulary):
        share = after_a.count(word) / len(after_a)
        assert share == pytest.approx(float(model.distribution(["a"])[place]), abs=0.08)


def test_a_text_that_ends_where_nothing_was_seen_to_follow_cannot_go_on():
    with pytest.raises(ValueError, match=r"nothing follows \['c'\], seen 0 times; smooth"):
        MaximumLikelihood("abc", 2).generate(3, torch.Generator().manual_seed(1), "a")


def test_a_text_of_one_token_makes_every_token_equally_likely_but_for_it():
    assert KneserNey("a", 3, "ab").distribution().tolist() == [0.5, 0.5]
    assert AddK("a", 3, "ab").distribution().tolist() == pytest.approx([2 / 3, 1 / 3])


def test_a_hundred_thousand_tokens_are_counted_and_ten_thousand_scored_in_seconds():
    train, held_out = python_reference().split()
    token_ids, scored = list(map(ord, train[:100_000])), list(map(ord, held_out[:10_000]))
    vocabulary = {*token_ids, *scored}
    start = time.process_time()
    models = [model(token_ids, 5, vocabulary) for model in (AddK, KneserNey)]
    counted = time.process_time()
    perplexities = [model.perplexity(scored) for model in models]
    assert counted - start < 2 * 2
    assert time.process_time() - counted < 2 * 1
    assert perplexities[1] < perplexities[0]  # Kneser-Ney, add-one


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    @pytest.mark.parametrize("model", ALL)
    @pytest.mark.parametrize("order", [0, -2])
    def test_an_order_below_one(self, model, order):
        with pytest.raises(ValueError, match=f"order must be at least 1, got {order}"):
            model("abc", order)

    @pytest.mark.parametrize("model", ALL)
    def test_an_empty_text(self, model):
        with pytest.raises(ValueError, match="at least one token, got 0"):
            model([], 2)

    def test_an_empty_text_to_score(self):
        with pytest.raises(ValueError, match="at least one token, got 0"):
            AddK("ab", 2).loss("")

    @pytest.mark.parametrize("k", [0, -0.5, float("nan")])
    def test_a_k_that_is_not_positive(self, k):
        with pytest.raises(ValueError, match=f"k must be positive and finite, got {k}"):
            AddK("ab", 2, k=k)

    @pytest.mark.parametrize("weight", [-0.1, 1.5, float("nan")])
    def test_a_weight_out_of_range(self, weight):
        with pytest.raises(ValueError, match=f"weight must be from 0 to 1, got {weight}"):
            Interpolated("ab", 2, weight=weight)

    def test_tokens_outside_the_vocabulary(self):
        message = r"vocabulary's 2, got 1 others such as 'c'.*'<unk>'"
        with pytest.raises(ValueError, match=message):
            AddK("abc", 2, "ab")
        model = AddK("ab", 2)
        for query in (
            lambda: model.probability("c", "a"),
            lambda: model.probability("a", "c"),
            lambda: model.distribution("c"),
            lambda: model.loss("ac"),
        ):
            with pytest.raises(ValueError, match=message):
                query()

    @pytest.mark.parametrize("discounts", [[0.5], [0.5, 1.5], [-0.1, 0.5]])
    def test_discounts_that_are_too_few_or_out_of_range(self, discounts):
        with pytest.raises(ValueError, match=rf"discounts must be 2 numbers from 0 to 1.*got \[{discounts[0]}"):
            KneserNey("abc", 2, discounts=discounts)
