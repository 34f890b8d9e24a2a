import random
import re
from collections import Counter

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.coherence import judged, sentences
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story

TOWN = Town()
ANNA, BEN = (next(one for one in TOWN.people if one.sex == sex and one.job) for sex in "fm")


def told(text):
    """The statements of a text in which A is a woman of the town and B a man."""
    names = {"A": ANNA.name.en, "B": BEN.name.en}
    return judged(re.sub(r"\b[AB]\b", lambda match: names[match[0]], text), TOWN)


def verdicts(text):
    return [one.verdict for one in told(text)]


@pytest.mark.parametrize(("language", "share"), [("en", 0.99), ("zh", 0.975)])
def test_what_the_tellers_tell_is_coherent_and_right(language, share):
    counts: Counter[str] = Counter()
    for number in range(40):
        one = story(TOWN, language, Chance("coherent", number))
        counts.update(statement.verdict for statement in judged(one.text, TOWN, language))
    assert counts["false"] == 0
    assert counts["consistent"] > share * (counts["consistent"] + counts["contradiction"]), counts
    assert counts["unknown"] < 0.4 * counts.total()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_sentences_shuffled_are_less_coherent(language):
    counts: dict[str, Counter[str]] = {name: Counter() for name in ("told", "shuffled")}
    for number in range(20):
        text = story(TOWN, language, Chance("shuffled", number)).text
        parts = sentences(text.replace("\n", " " if language == "en" else ""))
        random.Random(number).shuffle(parts)
        shuffled = (" " if language == "en" else "").join(parts)
        for name, one in (("told", text), ("shuffled", shuffled)):
            counts[name].update(statement.verdict for statement in judged(one, TOWN, language))
    assert counts["shuffled"]["contradiction"] > 4 * counts["told"]["contradiction"]


def test_what_was_not_lost_is_not_found():
    assert verdicts("A lost her kite. A found the kite.") == ["consistent", "consistent"]
    assert verdicts("A lent her kite to B. A lost her bell. A found the kite.")[-1] == "contradiction"


def test_what_was_lent_is_with_the_other():
    assert verdicts("A lent her kite to B. A lent her kite to B.") == ["consistent", "contradiction"]
    assert told("A lent her kite to B. A lent her kite to B.")[1].reason == "holder(theme) = agent did not hold"


def test_who_is_elsewhere_cannot_buy():
    here, *_ = told("A went to the park. A bought a kite.")[1:]
    assert here.verdict == "contradiction"
    assert here.reason == f"{ANNA.name.en} was in the park"


def test_the_night_takes_everybody_home():
    walks = "A went to the park.{}A went to the park."
    assert verdicts(walks.format(" ")) == ["consistent", "contradiction"]
    assert verdicts(walks.format("\n")) == ["consistent", "consistent"]


def test_an_illness_ends_once():
    assert verdicts("A fell ill with a cough.\nA recovered from the cough.") == ["consistent", "consistent"]
    assert verdicts("A recovered from the cough.") == ["contradiction"]


def test_facts_of_the_town_are_true_or_false():
    other = next(one.job for one in TOWN.people if one.job and one.job is not ANNA.job)
    assert ANNA.job
    assert verdicts(f"A was a {ANNA.job.name.en}.") == ["true"]
    assert verdicts(f"A was a {other.name.en}.") == ["false"]
    assert verdicts(f"A was {ANNA.age} years old.") == ["true"]
    assert verdicts(f"A was {ANNA.age + 1} years old.") == ["false"]


def test_a_thing_has_one_look():
    assert verdicts("A lost her red kite. A found the red kite.")[1] == "consistent"
    assert verdicts("A lost her red kite. A found the green kite.")[1] == "contradiction"


def test_a_name_within_a_name_is_another_person():
    statements = judged("Paula went to the park. Paul lent his kite to Paula. Samir thanked Samira.", TOWN)
    assert [one.section for one in statements] == ["go", "lend", "thank"]
    assert statements[1].reason == ""


def test_nobody_has_two_roles():
    (alone,) = told("A lent her kite to A.")
    assert (alone.verdict, alone.reason) == ("contradiction", "one person in two roles")
    assert verdicts("A's mother was called A.") == ["contradiction"]


def test_speech_and_strangers_are_unknown():
    assert verdicts('"I have lost my kite," A said.') == ["unknown"]
    assert verdicts("Nobody of this town went to the moon.") == ["unknown"]
    assert judged("", TOWN) == []


def test_what_could_not_be_read_is_forgotten():
    assert verdicts("A lent her kite to B. A juggled the kite. A lent her kite to B.")[-1] == "consistent"


def test_sentences_keep_speech_with_who_speaks():
    assert sentences('"Is it here?" Anna asked. She left.') == ['"Is it here?" Anna asked.', "She left."]
    assert sentences("她来了。“好！”他说。") == ["她来了。", "“好！”", "他说。"]
