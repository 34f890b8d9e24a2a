"""Pairs of formal and informal messages: what is kept, what differs, the same facts in both languages."""

import hashlib
import re
from collections import Counter
from functools import cache

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.genres.formality import INTENTS, formality_pair
from course_lib.corpora.town.lexicon import LANGUAGES
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.phrases import phrases

# A deliberate change of the texts needs this line only.
PINNED = {"en": "249e0f35ef17999f", "zh": "4c85131a48a4f0bc"}


@cache
def made(language, n=2000):
    town = Town(0)
    return tuple(formality_pair(town, language, Chance(0, "formality", i)) for i in range(n))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_same_seed_tells_the_same_on_every_machine(language):
    text = "\n\n".join(f"{one.formal}\n{one.informal}" for one in made(language)[:20])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == PINNED[language]


def test_both_languages_tell_the_same_facts():
    for ours, theirs in zip(made("en"), made("zh"), strict=True):
        assert (ours.intent, ours.topic, len(ours.kept)) == (theirs.intent, theirs.topic, len(theirs.kept))
        assert [word for word in ours.kept if word.isdigit()] == [word for word in theirs.kept if word.isdigit()]


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_must_be_kept_stands_in_both(language):
    for one in made(language):
        assert len(one.kept) == len(INTENTS[one.intent])
        assert all(word in one.formal and word in one.informal for word in one.kept), one


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_wordings_of_an_intent_use_the_same_slots(language):
    bank = phrases("formality", language)
    assert len(INTENTS) >= 12
    for intent, slots in INTENTS.items():
        for tone in ("formal", "informal"):
            lines = bank[f"{intent} {tone}"]
            assert len(set(lines)) == len(lines) >= 4
            for line in lines:
                assert {slot.removeprefix("at_") for slot in re.findall(r"\{(\w+)\}", line)} == set(slots), line


def test_the_tones_differ_as_they_should():
    for one in made("en"):
        assert not re.search(r"n't|'s |'ve|'m |'re ", one.formal), one.formal
    for one in made("zh"):
        assert not re.search("你|[啊吧呗啦]", one.formal), one.formal
        assert not re.search("您|谨|恳|敬", one.informal), one.informal


@pytest.mark.parametrize("language", LANGUAGES)
def test_texts_are_clean(language):
    for text in (text for one in made(language) for text in (one.formal, one.informal)):
        assert not re.search(r"[{}]|  |\b(\w+) \1\b|\.\.|。。|，，", text), text
        assert not re.search(r"\b[Aa] [aeiou]\w", text), text
        assert text[-1] in ".!?。！？", text
        if language == "zh":
            assert not re.search(r"[ A-Za-z,;:?!]", text), text


@pytest.mark.parametrize("language", LANGUAGES)
def test_all_templates_are_told(language):
    told = "\n".join(f"{one.formal}\n{one.informal}" for one in made(language))
    pieces = [
        max(re.split(r"\{\w+\}", line), key=len).strip()
        for lines in phrases("formality", language).values()
        for line in lines
    ]
    assert [piece for piece in pieces if piece not in told] == []


def test_the_words_are_many_and_the_combinations_spread():
    words = {word for one in made("en") for word in re.findall("[a-z]+", f"{one.formal} {one.informal}".lower())}
    assert len(words) > 450
    share = Counter(one.combination for one in made("en"))
    assert max(share.values()) < len(made("en")) / 10
    assert len(share) > 60
