"""The exercises on language models, beyond what every exercise must keep."""

import itertools
import math

from course_lib.exercises.diagnosis import diagnose
from course_lib.exercises.language_models import (
    bits_per_character,
    chain_rule,
    interpolation_bugs,
    kneser_ney_bigram,
    mass_of_the_unseen,
    perplexity,
    stupid_back_off_lines,
)
from course_lib.metrics.perplexity import bits_per_character as bits_of_the_library
from course_lib.metrics.perplexity import perplexity as perplexity_of_the_library
from course_lib.models.back_off import StupidBackoff
from course_lib.models.kneser_ney import KneserNey
from course_lib.models.ngram import MaximumLikelihood, count_ngrams


def test_of_all_orders_of_the_right_lines_one_is_right_and_every_other_is_named() -> None:
    exercise = stupid_back_off_lines.exercise
    found = {"".join(order): diagnose(exercise, "".join(order)).status for order in itertools.permutations("ABCD")}
    assert [order for order, status in found.items() if status == "passed"] == ["DACB"]
    assert {status for order, status in found.items() if order != "DACB"} == {"mistake"}


def test_the_lines_in_order_score_as_the_library_does() -> None:
    exercise = stupid_back_off_lines.exercise
    text = list("abbabaabcacbcad")  # its last letter stands nowhere else
    counts = {(): len(text), **count_ngrams(text, 1), **count_ngrams(text, 2), **count_ngrams(text, 3)}
    model = StupidBackoff(text, 3)
    for word, *context in itertools.product("abcd", repeat=3):
        got = exercise.run("DACB", {"word": word, "context": tuple(context), "counts": counts})
        assert math.isclose(got, model.probability(word, context))


def test_the_sentence_by_hand_is_what_maximum_likelihood_gives() -> None:
    lines = ["<s> we saw the old dog </s>", "<s> the dog saw the cat </s>", "<s> the cat saw us </s>"]
    model = MaximumLikelihood(" ".join(lines).split(), 2)
    words = ["<s>", "the", "dog", "saw", "us", "</s>"]
    p = math.prod(model.probability(word, [before]) for before, word in itertools.pairwise(words))
    assert math.isclose(p, chain_rule.exercise.answer())


def test_predictions_may_be_rounded_as_the_question_says() -> None:
    assert diagnose(chain_rule.exercise, 1 / 36).status == "passed"
    assert diagnose(chain_rule.exercise, 0.0278).status == "passed"
    assert diagnose(mass_of_the_unseen.exercise, 0.975).status == "passed"
    assert "0.97" not in diagnose(mass_of_the_unseen.exercise, 0.5).message


def test_each_pair_of_bugs_left_in_the_interpolation_is_refused() -> None:
    for start, multiplied, normalised in itertools.product((0.0, 1.0), (True, False), ("all", "used")):
        found = diagnose(interpolation_bugs.exercise, interpolation_bugs.with_bugs(start, multiplied, normalised))
        right = (start, multiplied, normalised) == (0.0, False, "used")
        assert found.status == ("passed" if right else "mistake")


def test_solutions_agree_with_the_library() -> None:
    p = [0.5, 0.2, 0.9]
    assert math.isclose(perplexity.my_perplexity(p), perplexity_of_the_library(-sum(map(math.log, p)) / 3))
    assert math.isclose(bits_per_character.my_bits_per_character(2.5, 7, 31), bits_of_the_library(2.5, 7, 31))
    text = ["in", "san", "francisco", "by", "san", "francisco", "to", "the", "cat", "by", "the", "cat"]
    model = KneserNey(text, 2, discounts=[0.0, 0.6])
    for word, before in itertools.product(model.vocabulary, repeat=2):
        ours = kneser_ney_bigram.my_kneser_ney(str(word), str(before), text, 0.6)
        assert math.isclose(ours, model.probability(word, [before]), abs_tol=1e-12)
