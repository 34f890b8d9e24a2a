"""Summaries that read nothing."""

import pytest

from course_lib.applications.summarisation.lead import at_random, extract, lead

SENTENCES = ["One.", "Two.", "Three.", "Four.", "Five."]


def test_the_lead_of_a_short_text_is_all_of_it():
    assert lead(SENTENCES[:2], 3) == [0, 1]
    assert lead(SENTENCES, 3) == [0, 1, 2]


def test_a_random_summary_depends_on_the_seed_and_on_the_text():
    draws = {tuple(at_random(SENTENCES, 2, seed)) for seed in range(40)}
    assert len(draws) == 10  # all pairs come up
    assert all(list(pair) == sorted(set(pair)) for pair in draws)
    assert at_random(SENTENCES, 2, 3) == at_random(SENTENCES, 2, 3)


def test_an_extract_is_in_the_order_of_the_text():
    assert extract(SENTENCES, [3, 0]) == "One. Four."


@pytest.mark.parametrize("choose", [lead, at_random])
def test_no_sentences_and_no_length_are_refused(choose):
    with pytest.raises(ValueError, match="n = 0"):
        choose(SENTENCES, 0)
    with pytest.raises(ValueError, match=r"a list of sentences, got 'One\. Two\.'"):
        choose("One. Two.", 1)
