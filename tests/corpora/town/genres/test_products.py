"""Product copy: its head is true, its tone is in the sentences."""

import hashlib
import re
from functools import cache

import pytest

from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.coherence import sentences
from course_lib.corpora.town.genres.products import NOUN, copy_faults, product_copy

PINNED = "25045d7f3df39f13"  # a deliberate change of the texts needs this line only


@cache
def made(n=600):
    return tuple(product_copy(Chance("products", i)) for i in range(n))


def test_the_same_seed_writes_the_same_on_every_machine():
    text = "\n\n".join(one.text for one in made()[:20])
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == PINNED


def test_heads_are_true_and_sentences_as_many_as_said():
    for one in made():
        assert copy_faults(one.text, one.item) == ()
        body = one.text.split("\n")[1]
        assert len(sentences(body)) == one.sentences
        assert not re.search(r"[{}]|  |\b[Aa] [aeiou]\w", one.text), one.text


def test_the_playful_shout_and_the_plain_do_not():
    for one in made():
        assert ("!" in one.text) == (one.tone == "playful")


def test_faults_are_named():
    item = "kite"
    right = f"Kite, {NOUN[item].price} crowns, at Tin Soldier\nFly!"
    assert copy_faults(right, item) == ()
    assert copy_faults(right.replace("Tin Soldier", "Blue Door"), item) == ("the shop is Tin Soldier, not Blue Door",)
    assert copy_faults(right.replace("Kite", "Doll"), item) == ("the thing is kite, not doll",)
    assert copy_faults("Fly!", item) == ("no head with a thing, a price and a shop",)


@pytest.mark.usefixtures("as_readers_call_it")
def test_a_thing_that_no_shop_has_is_refused():
    with pytest.raises(ValueError, match=r"one of the \d+ things of the town's shops, got 'moon'"):
        copy_faults("Moon", "moon")
