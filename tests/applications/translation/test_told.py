"""Sentences with their world are those of the data set's split, and can be told anew."""

import pytest

from course_lib.applications.translation.told import name_of, stands_alone, told_sentences
from course_lib.corpora.town.tasks.sets import town_task


def test_they_are_of_the_split_and_not_of_the_training_part():
    data = town_task("translation", size=1500)
    train = {one.source for one in data["train"]}
    test = {one.source: one.target for one in data["test"]}
    told = told_sentences(40)
    assert not train & {one.source for one in told}
    known = [one for one in told if one.source in test]
    assert len(known) > 20
    assert sum(test[one.source] == one.target for one in known) > 0.9 * len(known)


def test_nobody_speaks_and_everybody_has_a_name():
    for one in told_sentences(40, "dev"):
        assert stands_alone(one)
        assert '"' not in one.source
        assert all(mention.form not in ("pronoun", "description") for mention in one.english.mentions)


def test_another_telling_has_other_words_and_is_the_same_each_time():
    told = told_sentences(30)
    assert [one.retold(1) for one in told] == [one.retold(1) for one in told]
    assert sum(one.retold(1) != one.retold(2) for one in told) > 15


def test_both_languages_share_names():
    told = told_sentences(1)[0]
    ours, theirs = ({name_of(one) for one in side.mentions} for side in (told.english, told.chinese))
    assert ours & theirs


@pytest.mark.parametrize(("n", "split", "message"), [(0, "test", "positive, got 0"), (1, "tset", "'tset'")])
def test_what_is_not_there_is_refused(n, split, message):
    with pytest.raises(ValueError, match=message):
        told_sentences(n, split)
