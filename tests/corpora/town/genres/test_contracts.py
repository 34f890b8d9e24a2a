"""Contracts: clauses typed, unfair ones marked where a reader would point."""

import hashlib
import re
from itertools import pairwise

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.contract_terms import CONTRACTS, role_slots
from course_lib.corpora.town.genres.contracts import CAN_BE_UNFAIR, UNFAIRNESS, contract
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases
from course_lib.models.bag_of_words import Bag, train

PINNED = "5b4a56a76ebe2156"
TOWN = Town(0)
CASES = {language: [contract(TOWN, language, Chance(0, "contract", i)) for i in range(700)] for language in LANGUAGES}
EACH = [one for language in LANGUAGES for one in CASES[language]]


def test_the_same_seed_writes_the_same_contracts():
    texts = [contract(Town(3), language, Chance(3, "contract", i)).text for language in LANGUAGES for i in range(20)]
    assert hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16] == PINNED


def test_the_facts_are_the_same_in_both_languages():
    for english, chinese in zip(CASES["en"], CASES["zh"], strict=True):
        assert english.terms == chinese.terms
        assert english.combination == chinese.combination
        facts = [[(clause.kind, clause.unfair) for clause in one.clauses] for one in (english, chinese)]
        assert facts[0] == facts[1]


def test_a_clause_is_unfair_exactly_where_it_has_evidence_of_the_kind_that_its_type_can_have():
    for one in EACH:
        kinds = [clause.kind for clause in one.clauses]
        assert len({*kinds}) == len(kinds)
        for clause in one.clauses:
            assert clause.unfair == tuple(dict.fromkeys(span.label for span in clause.evidence))
            assert set(clause.unfair) <= {UNFAIRNESS.get(CAN_BE_UNFAIR.get(clause.kind, ""))}
            assert all(0 <= span.start < span.end <= len(clause.text) for span in clause.evidence)


def test_the_whole_text_holds_each_clause_where_its_span_says():
    for one in EACH:
        whole = one.annotated
        assert whole.marked() == tuple((clause.text, clause.kind) for clause in one.clauses)
        assert len(one.text.split("\n")) == len(one.clauses) + 3


def test_facts_in_clauses_are_the_terms_by_an_independent_reading():
    for one in EACH:
        for clause in one.clauses:
            for span in clause.spans:
                words = clause.text[span.start : span.end]
                if span.label in ("PRICE", "DEPOSIT", "FEE"):
                    assert int(re.sub(r"\D", "", words)) == getattr(one.terms, span.label.lower())
                if span.label in ("START", "END"):
                    date = getattr(one.terms, span.label.lower())
                    assert {date.day, date.year} <= {int(number) for number in re.findall(r"\d+", words)}
                if span.label == "NOTICE":
                    numbers = dict(zip([*"一两三四六"], (1, 2, 3, 4, 6), strict=True))
                    numbers |= dict(zip(["one", "two", "three", "four", "six"], (1, 2, 3, 4, 6), strict=True))
                    assert numbers[words.split(" ")[0].removesuffix("个月")] == one.terms.notice
                    assert words in clause.text
        months = (one.terms.end.year - one.terms.start.year) * 12 + one.terms.end.month - one.terms.start.month + 1
        assert months == one.terms.months
        assert one.parties[0] in one.preamble
        assert one.parties[1] in one.preamble
        assert one.parties[0] != one.parties[1]


@pytest.mark.parametrize("language", LANGUAGES)
def test_exchanged_parties_turn_unfair_words_into_fair_ones(language):
    """Some fair and unfair clauses are the same bag of words."""
    bags: dict[bool, set] = {True: set(), False: set()}
    for one in CASES[language]:
        for clause in one.clauses:
            if clause.kind in ("termination", "liability", "arbitration", "changes"):
                bags[bool(clause.unfair)].add((one.kind, "".join(sorted(re.sub(r"\d", "", clause.text.lower())))))
    assert len(bags[True] & bags[False]) > 20


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_of_contract_clause_and_unfairness_occurs_and_every_template_is_used(language):
    cases = CASES[language]
    assert {clause.kind for one in cases for clause in one.clauses} == {
        kind for form in CONTRACTS.values() for kind in (*form.first, *form.others)
    }
    assert {kind for one in cases for clause in one.clauses for kind in clause.unfair} == {*UNFAIRNESS.values()}
    combinations = [one.combination for one in cases]
    assert max(map(combinations.count, combinations)) < 0.2 * len(cases)
    together = "\n".join(one.text for one in cases).lower()
    for section, lines in phrases("contracts", language).items():
        for line in lines:
            plain = re.sub(r"^[(（][a-z, ]+[)）] ?|~|[a-z]+:(?=\w)", "", line.lower().replace("<", "<")).lower()
            plain = re.sub(r"<(?:[a-z]+:)?([^<>]*)>", r"\1", plain)
            pieces = re.split(r"\{.*?\}|<|>", plain)
            assert max(pieces, key=len) in together, (section, line)


def test_the_contracts_are_clean_text():
    for one in EACH:
        assert not re.search(r"[{}<>~]|  | \n|\n\n|\.\.|None| ,|\.,|\ba [aeiou](?!n|s)", one.text), one.text
        for before, after in pairwise(one.text.split("\n")):
            assert before != after
        end = "." if one.language == "en" else "。"
        assert all(line.endswith(end) for line in one.text.split("\n")[1:]), one.text
    for one in CASES["zh"]:
        assert not re.search(r"[a-zA-Z ]|，，|。。|，。|[,;:!?]", one.text), one.text
    for one in CASES["en"]:
        assert not re.search(r"[.:] [a-z](?!.*:)", re.sub(r": .*", "", one.text)), one.text
    words = {word for one in CASES["en"] for word in re.findall(r"[a-z]+", one.text.lower())}
    assert len(words) > 600
    assert len({character for one in CASES["zh"] for character in one.text}) > 500


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_bag_of_words_finds_most_unfair_clauses_but_not_all_and_pairs_of_words_find_more(language):
    said = [[one for one in case.clauses if one.kind in CAN_BE_UNFAIR] for case in CASES[language]]
    cut = len(said) * 8 // 10

    def columns(cases):
        clauses = [one for case in cases for one in case]
        return [re.sub(r"\d+", "0", one.text) for one in clauses], [str(bool(one.unfair)) for one in clauses]

    texts, labels = columns(said[:cut])
    words, pairs = (train(texts, labels, Bag(language, n)).accuracy(*columns(said[cut:])) for n in (1, 2))
    assert 0.8 < words < 0.92, words
    assert words + 0.04 < pairs < 0.99, pairs


def test_roles_are_named_in_both_languages():
    assert role_slots("lease", "en")["provider"] == "the landlord"
    assert role_slots("lease", "zh")["customer"] == "承租人"
