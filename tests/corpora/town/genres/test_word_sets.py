import hashlib
from collections import Counter

import pytest

from course_lib.corpora.town.genres.word_sets import analogies, score, sections, similarities, taxonomy
from course_lib.corpora.town.lexicon import FOODS, JOBS, LANGUAGES, THINGS, VERBS
from course_lib.corpora.town.phrases import phrases


@pytest.mark.parametrize(("language", "least"), [("en", 10), ("zh", 7)])
def test_there_are_enough_sections_and_most_have_a_dozen_pairs(language, least):
    sizes = [len(pairs) for pairs in sections(language).values()]
    assert len(sizes) >= least
    assert sum(size >= 12 for size in sizes) >= least
    assert max(sizes) <= 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_analogy_is_two_pairs_of_one_section_with_four_different_words(language):
    pairs = {name: set(kept) for name, kept in sections(language).items()}
    for one in analogies(language):
        assert {(one.a, one.b), (one.c, one.d)} <= pairs[one.section]
        assert len({one.a, one.b, one.c, one.d}) == 4
    assert len(set(analogies(language))) == len(analogies(language)) > 2_500


def test_a_section_by_hand():
    found = {(one.a, one.b, one.c, one.d) for one in analogies("en") if one.section == "young and grown"}
    assert ("kitten", "cat", "puppy", "dog") in found
    assert ("chick", "hen", "child", "adult") in found
    assert ("boy", "man", "boy", "man") not in found


def test_english_words_are_one_token_each_and_chinese_ones_are_chinese():
    for one in analogies("en"):
        assert all(word.isalpha() and word == word.lower() for word in (one.a, one.b, one.c, one.d)), one
    for one in analogies("zh"):
        assert not any(mark.isascii() for mark in one.a + one.b + one.c + one.d), one
    assert all(word.isalpha() for word in taxonomy("en"))


def test_jobs_shops_and_measure_words_are_those_of_the_tables():
    jobs = {(job.name.en, job.workplace.name.en) for job in JOBS}
    assert set(sections("en")["job and workplace"]) <= jobs
    goods = {(good.name.zh, good.shop.name.zh) for good in (*THINGS, *FOODS)}
    assert set(sections("zh")["thing and shop"]) <= goods
    measures = {thing.name.zh: thing.measure for thing in THINGS}
    assert all(measures[noun] == measure for noun, measure in sections("zh")["noun and measure word"])


def test_past_forms_are_those_of_the_table_of_verbs_or_regular():
    for present, past in sections("en")["present and past"]:
        regular = present + ("d" if present.endswith("e") else "ed")
        assert past == (VERBS[present][0] if present in VERBS else regular), present


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_pair_of_the_bank_stands_twice_and_no_word_twice_in_the_taxonomy(language):
    for name, lines in phrases("word_sets", language).items():
        assert len(set(lines)) == len(lines), name
    words = [
        word
        for line in phrases("word_sets", language)["taxonomy"]
        for word in line.split(": ")[1].replace("=", " ").split()
    ]
    assert [word for word, count in Counter(words).items() if count > 1] == []
    assert len(words) == len(taxonomy(language)) > 250


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_taxonomy_has_nearly_all_things_foods_and_jobs_of_one_word(language):
    names = [*(good.name for good in (*THINGS, *FOODS)), *(job.name for job in JOBS)]
    words = [name[language] for name in names if " " not in name[language]]
    assert sum(word in taxonomy(language) for word in words) > 0.9 * len(words)


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("bicycle", "bike", 4),
        ("bicycle", "scooter", 3),
        ("bicycle", "train", 2),
        ("bicycle", "hammer", 1),
        ("bicycle", "baker", 0),
    ],
)
def test_scores_by_hand(first, second, expected):
    assert score(first, second, "en") == score(second, first, "en") == expected


def test_scores_by_hand_in_chinese():
    assert [score("妈妈", word, "zh") for word in ("母亲", "爸爸", "女儿", "医生", "雨伞")] == [4, 3, 2, 1, 0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_score_is_frequent_and_no_word_too_frequent(language):
    pairs = similarities(language)
    scores = Counter(pair.score for pair in pairs)
    assert set(scores) == {0.0, 1.0, 2.0, 3.0, 4.0}
    assert min(scores.values()) >= 25
    assert max(scores.values()) <= 90
    assert all(pair.score == score(pair.first, pair.second, language) for pair in pairs)
    assert len({frozenset((pair.first, pair.second)) for pair in pairs}) == len(pairs)
    words = Counter((word, pair.score) for pair in pairs for word in (pair.first, pair.second))
    assert max(words.values()) <= 3


def test_a_word_that_is_not_in_the_taxonomy_is_refused():
    with pytest.raises(ValueError, match=r"'en' has .* but not 'quark'"):
        score("cup", "quark", "en")


def test_the_same_pairs_everywhere():
    text = "".join(f"{one}" for language in LANGUAGES for one in similarities(language)[:50])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == "d94d05483585deb4"
