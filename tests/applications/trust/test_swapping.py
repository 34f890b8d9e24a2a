"""Rules that swap people are held to the sentences' own counterfactuals."""

import pytest

from course_lib.applications.trust.planted import sentences
from course_lib.applications.trust.swapping import swap_people, swap_pronouns, swap_words

TOLD = sentences(1500, 0.5, seed=2)


def right(swap, told):
    return sum(swap(one.words) == one.other.words for one in told) / len(told)


def test_the_whole_rule_finds_every_counterfactual():
    assert right(swap_people, TOLD) == 1.0


def test_pronouns_alone_are_right_where_no_name_stands():
    named = [one for one in TOLD if "NAME" in one.frame]
    unnamed = [one for one in TOLD if "NAME" not in one.frame]
    assert right(swap_pronouns, unnamed) == 1.0
    assert right(swap_pronouns, named) == 0.0


def test_looking_words_up_is_wrong_about_her_and_his():
    unnamed = [one for one in TOLD if "NAME" not in one.frame]
    wrong = {one.frame for one in unnamed if swap_words(one.words) != one.other.words}
    assert wrong == {"we saw the JOB and thanked [her] .", "the JOB says the lamp is [hers] ."}


@pytest.mark.parametrize("swap", [swap_pronouns, swap_people])
def test_swapping_twice_gives_the_sentence_back(swap):
    assert all(swap(swap(one.words)) == one.words for one in TOLD)
