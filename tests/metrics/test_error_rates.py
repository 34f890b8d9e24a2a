"""Error rates against jiwer, alignments against a search through all of them."""

import random
from functools import cache

import jiwer
import pytest

from course_lib.metrics.error_rates import (
    align,
    character_error_rate,
    edit_table,
    fewest_edits,
    word_error_rate,
)

WORDS = ["the", "cat", "sat", "Cat", "今天", "🐈", "on,"]


def sentences(rng, n):
    """Return what was said, 1 to 8 words, and what was heard, 0 to 11: words lost, changed, added."""
    references = [rng.choices(WORDS, k=rng.randint(1, 8)) for _ in range(n)]
    heard = [
        [new for word in words for new in rng.choice([[word], [word], [], [rng.choice(WORDS)], [word, "oh"]])]
        for words in references
    ]
    return [" ".join(words) for words in heard], [" ".join(words) for words in references]


def test_rates_agree_with_jiwer():
    rng = random.Random(1)
    for size in [1, 2, 3, 5, 17] * 20:
        predictions, references = sentences(rng, size)
        assert word_error_rate(predictions, references) == pytest.approx(jiwer.wer(references, predictions))
        assert character_error_rate(predictions, references) == pytest.approx(jiwer.cer(references, predictions))


def test_fewest_edits_are_the_last_number_of_the_table():
    rng = random.Random(7)
    for _ in range(3000):
        one, other = ("".join(rng.choices("ab今🐈", k=rng.randint(0, 9))) for _ in range(2))
        assert fewest_edits(one, other) == edit_table(one, other)[-1][-1]
    long, longer = ("".join(rng.choices("abc", k=n)) for n in (150, 173))  # more than the bits of a machine's word
    assert fewest_edits(long, longer) == edit_table(long, longer)[-1][-1]
    assert fewest_edits(WORDS, WORDS[1:]) == 1


def test_spaces_around_and_between_agree_with_jiwer():
    predictions, references = ["  the  cat ", "a b"], ["the cat", " a  b"]
    assert word_error_rate(predictions, references) == jiwer.wer(references, predictions) == 0
    expected = jiwer.cer(references, predictions)
    assert character_error_rate(predictions, references) == pytest.approx(expected) == 2 / 11


def test_the_counts_of_an_alignment_add_up_as_jiwers_do():
    rng = random.Random(2)
    for heard, said in zip(*sentences(rng, 200), strict=True):
        ours, theirs = align(said.split(), heard.split()), jiwer.process_words(said, heard)
        wrong = {kind: ours.count(kind) for kind in ("substitution", "deletion", "insertion")}
        assert ours.n_edits == sum(wrong.values()) == theirs.substitutions + theirs.deletions + theirs.insertions
        assert wrong["deletion"] - wrong["insertion"] == theirs.deletions - theirs.insertions
        assert ours.count("same") + wrong["substitution"] + wrong["deletion"] == len(said.split())


def test_an_alignment_tells_both_texts_and_each_step_is_what_it_says():
    rng = random.Random(3)
    for heard, said in zip(*sentences(rng, 200), strict=True):
        edits = align(said.split(), heard.split()).edits
        assert [edit.reference for edit in edits if edit.kind != "insertion"] == said.split()
        assert [edit.predicted for edit in edits if edit.kind != "deletion"] == heard.split()
        for kind, reference, predicted in edits:
            assert (kind == "same") == (reference == predicted)
            assert (kind == "insertion", kind == "deletion") == (not reference, not predicted)


def test_the_table_agrees_with_trying_all_ways():
    @cache
    def fewest(one, other):
        if not one or not other:
            return len(one) + len(other)
        keep = fewest(one[1:], other[1:]) + (one[0] != other[0])
        return min(keep, fewest(one[1:], other) + 1, fewest(one, other[1:]) + 1)

    rng = random.Random(4)
    for _ in range(100):
        one, other = ("".join(rng.choices("ab猫", k=rng.randrange(8))) for _ in range(2))
        assert edit_table(one, other)[-1][-1] == fewest(one, other)


def test_kitten_to_sitting_by_hand():
    alignment = align("kitten", "sitting")
    kinds = [edit.kind[:3] for edit in alignment.edits]
    assert kinds == ["sub", "sam", "sam", "sam", "sub", "sam", "ins"]


def test_the_printed_alignment_stands_in_columns_though_chinese_is_twice_as_wide():
    said, heard = ["今天", "天气", "很", "好", "ok"], ["今天", "天汽", "好", "啊", "ok"]
    assert str(align(said, heard)).splitlines() == [
        "reference 今天 天气 很 好 ok",
        "predicted 今天 天汽 好 啊 ok",
        "               S    S  S",
    ]
    assert str(align(["天气", "好"], ["好"])).splitlines() == [
        "reference 天气 好",
        "predicted **** 好",
        "          D",
    ]


def test_more_errors_than_words_give_a_rate_above_one():
    assert word_error_rate(["a b c d"], ["x"]) == 4
    assert word_error_rate([""], ["a b"]) == 1
    assert align([], []).edits == ()


def test_an_empty_reference_among_others_counts_what_was_made_up():
    assert word_error_rate(["uh", "a b"], ["", "a b c"]) == pytest.approx(2 / 3)
    assert word_error_rate(["uh", "a b"], ["", "a b c"]) == jiwer.wer(["", "a b c"], ["uh", "a b"])


def test_what_is_not_defined_is_refused():
    for rate in (word_error_rate, character_error_rate):
        with pytest.raises(ValueError, match="at least one token, got 2 empty texts"):
            rate(["a", ""], ["", "  "])
        with pytest.raises(ValueError, match="got 2 predictions and 1 references"):
            rate(["a", "b"], ["a"])
        with pytest.raises(ValueError, match="references must be a list of texts, got one text, 'a b'"):
            rate(["a", "b", "c"], "a b")
