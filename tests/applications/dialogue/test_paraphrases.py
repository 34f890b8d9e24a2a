"""Words that nobody foresaw."""

from collections import Counter

import pytest

from course_lib.applications.dialogue.paraphrases import PARAPHRASES, share_understood
from course_lib.applications.dialogue.understanding import Heard, Rules
from course_lib.corpora.town.genres.desk_records import INTENTS
from course_lib.corpora.town.phrases import phrases


def test_each_wish_has_two():
    assert Counter(act for _, act in PARAPHRASES) == dict.fromkeys(set(INTENTS) - {"goodbye"}, 2)


def test_none_is_a_phrase_of_the_town():
    bank = {line for lines in phrases("service_desk", "en").values() for line in lines}
    assert not bank & {text for text, _ in PARAPHRASES}


def test_the_rules_are_lost_there():
    assert share_understood(Rules()) < 0.3


def test_a_reader_that_knows_the_answers_has_all():
    class Oracle:
        def read(self, text: str, asked: str = "") -> Heard:
            return Heard(dict(PARAPHRASES)[text])

    assert share_understood(Oracle()) == 1.0


def test_nothing_to_read_is_refused():
    with pytest.raises(ValueError, match="got 0"):
        share_understood(Rules(), [])
