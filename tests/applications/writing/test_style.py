"""Rewriting for a friend: the rules, the judge, the scores, and the stored adapter."""

import pytest

from course_lib.applications.writing.style import best_kept, by_model, by_rules, pairs, with_words
from course_lib.applications.writing.style_adapter import FOLDER, rewriter
from course_lib.applications.writing.style_scores import invents, keeps, style_scores, tone_judge
from course_lib.models.model_files import read_json


def test_the_rules_replace_whole_phrases_only():
    assert by_rules("I am unable to come. I remain here.") == "I can't come. I remain here."
    assert by_rules("Dearest Iamb") == "Dearest Iamb"


def test_splits_do_not_share_messages():
    train, test = ({one.formal for one in pairs(split, 150)} for split in ("train", "test"))
    assert not train & test


def test_the_judge_of_tone_knows_the_town():
    some = pairs("test", 80)
    texts = [one.formal for one in some] + [one.informal for one in some]
    assert tone_judge().accuracy(texts, ["formal"] * 80 + ["informal"] * 80) > 0.98


def test_scores_of_the_town_and_of_a_copy():
    some = pairs("test", 30)
    told = style_scores([one.informal for one in some], some)
    assert (told.kept, told.invented, round(told.bleu)) == (1, 0, 100)
    assert told.meant > 0.9
    assert told.good > 0.85
    copied = style_scores([one.formal for one in some], some)
    assert copied.kept == 1
    assert copied.informal < 0.1
    assert copied.invented == 0
    assert not keeps("Thanks for the maps", pairs("test", 1)[0])
    assert invents("See you on Monday", "See you on Friday")


def test_of_candidates_the_one_with_most_facts_is_kept():
    assert best_kept(["a", "b 9", "9 b"], ["9", "b"]) == "b 9"


def test_the_stored_adapter_rewrites():
    model, tokenizer = rewriter()
    some = pairs("test", 20)
    found = style_scores(by_model(model, tokenizer, [one.formal for one in some]), some)
    assert found.informal > 0.9
    one = some[0]
    assert keeps(with_words(model, tokenizer, one, bonus=30.0), one)
    assert (FOLDER / "lora.safetensors").stat().st_size < 200_000
    assert read_json(FOLDER / "card.json")["steps"] > 0


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_scored_is_refused():
    with pytest.raises(ValueError, match="a rewriting for each of 1 or more messages, got 1 for 2"):
        style_scores(["a"], pairs("test", 2))
    with pytest.raises(ValueError, match="got 'held out'"):
        pairs("held out", 1)
