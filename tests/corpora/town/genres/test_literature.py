"""Abstracts of trials: the numbers in the text decide the answer, and nothing else does."""

import hashlib
import math
import re
from collections import Counter

import pytest

from course_lib.corpora.records import Decision
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.literature import LABELS, interval, literature_question
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases
from course_lib.models.bag_of_words import Bag, train

PINNED = "9806458bad12eea3"
TOWN = Town(0)
ASKED = {
    language: [literature_question(TOWN, language, Chance(0, "lit", i)) for i in range(900)] for language in LANGUAGES
}
EACH = [one for language in LANGUAGES for one in ASKED[language]]


def test_the_same_seed_writes_the_same_abstracts():
    made = [literature_question(Town(3), language, Chance(3, i)).text for language in LANGUAGES for i in range(20)]
    assert hashlib.sha256("\n".join(made).encode()).hexdigest()[:16] == PINNED


def test_the_facts_and_the_answer_are_the_same_in_both_languages():
    for english, chinese in zip(ASKED["en"], ASKED["zh"], strict=True):
        assert english.trial == chinese.trial
        assert (english.label, english.combination) == (chinese.label, chinese.combination)
        assert isinstance(english, Decision)


def read(one):
    """Return gap, low, high and margin as a reader finds them in the passages."""
    number = r"(-?\d+\.\d)"
    if one.language == "en":
        gap = re.search(number + " points", one.passages[2])
        ends = re.search(f"(?:interval|CI)(?: of| from)? {number} to {number}", one.passages[2])
        margin = re.findall(r"(\d+) points", one.passages[1])
    else:
        gap = re.search(number + "个百分点", one.passages[2])
        ends = re.search(f"区间[从]?{number}[至到]{number}", one.passages[2])
        margin = re.findall(r"(\d+)个百分点", one.passages[1])
    assert gap
    assert ends
    return float(gap[1]), float(ends[1]), float(ends[2]), int(margin[-1])


def test_the_answer_follows_from_the_numbers_that_the_text_prints():
    for one in EACH:
        gap, low, high, margin = read(one)
        assert low <= gap <= high
        answer = "yes" if low > 0 and gap >= margin else "no" if high < margin and low <= 0 else "maybe"
        assert answer == one.label, one.text


def test_the_printed_interval_is_that_of_the_counts():
    for one in EACH[:300]:
        (a, b), (n, m) = one.trial.events, one.trial.sizes
        assert all(str(number) in one.passages[2] for number in (a, b))
        error = 1.96 * math.sqrt(a * (n - a) / n**3 + b * (m - b) / m**3)
        assert read(one)[1:3] == pytest.approx(
            (100 * (a / n - b / m - error), 100 * (a / n - b / m + error)), abs=0.051
        )


def test_an_interval_by_hand():
    assert interval((50, 50), (100, 100)) == (0.0, -13.9, 13.9)  # 1.96 * sqrt(2 * 0.25 / 100) = 0.1386


def test_answers_are_balanced_and_the_conclusion_is_not_in_the_passages():
    counts = Counter(one.label for one in ASKED["en"])
    assert {*counts} == {*LABELS}
    assert min(counts.values()) > 0.25 * len(ASKED["en"])
    for one in EACH:
        assert len(one.passages) == 3
        assert not re.search(r"conclu|结论|significan|显著", "".join(one.passages))
        assert one.question.endswith(("?", "吗？", "？"))
    combinations = Counter(one.combination for one in ASKED["en"])
    assert len(combinations) > 60
    assert max(combinations.values()) < 0.04 * len(ASKED["en"])


def test_the_rows_of_both_banks_stand_for_the_same_things():
    english, chinese = (phrases("literature", language) for language in LANGUAGES)
    assert [row.split("|")[2] for row in english["trials"]] == [row.split("|")[2] for row in chinese["trials"]]
    for section in english:
        if section == "people" or section.startswith("outcomes"):
            assert len(english[section]) == len(chinese[section])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_template_is_used(language):
    together = "\n".join(one.text + "\n" + one.explanation for one in ASKED[language])
    for section, lines in phrases("literature", language).items():
        for line in lines:
            longest = max(re.split(r"\{.*?\}|\|(?:\w+$)?", line), key=len)
            assert longest.lower() in together.lower(), (section, line)


def test_the_abstracts_are_clean_text():
    for one in EACH:
        whole = one.text + one.explanation
        assert not re.search(r"[{}|<>]|  | \n|\.\.|None| ,|\ba [aeio](?!n)|-0\.0\b", whole), whole
        end = ".？。?"
        assert all(passage[-1] in end for passage in (*one.passages, one.question, one.explanation))
    for one in ASKED["zh"]:
        assert not re.search(r"[ ,;:!?]|，，|。。", one.text), one.text
    assert len({word for one in ASKED["en"] for word in re.findall(r"[a-z]+", one.text.lower())}) > 400


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bag_of_words_does_not_know_the_answer(language):
    asked = ASKED[language]
    texts, labels = [re.sub(r"\d", "", one.text) for one in asked], [one.label for one in asked]
    cut = len(asked) * 2 // 3
    score = train(texts[:cut], labels[:cut], Bag(language)).accuracy(texts[cut:], labels[cut:])
    assert 0.23 < score < 0.45, score
