"""Words come back from one edit, look-alikes come back exactly, and a strange text is noticed."""

from random import Random

import pytest
from sklearn.metrics import roc_auc_score

from course_lib.applications.trust.attacks import look_alikes, misspelt
from course_lib.applications.trust.defences import (
    Corrector,
    Guarded,
    area,
    one_edit,
    with_edited_copies,
)
from course_lib.corpora.records import Labelled

TEXTS = ["Send the money to the bank", "The bank sends a card", "send a friend"]
CORRECTOR = Corrector.of(TEXTS)


def test_one_edit_holds_each_kind_and_not_the_word():
    near = one_edit("bank")
    assert {"bnak", "ban", "bunk", "banks", "xbank"} <= near
    assert not {"bank", "knab", "bansks"} & near


def test_unknown_words_come_back_and_known_ones_stay():
    assert CORRECTOR.text("Sned the mnoey!") == "Send the money!"
    assert CORRECTOR.text("A card to the mayor") == "A card to the mayor"  # nothing near
    assert CORRECTOR.word("senda") == "send"  # twice in the texts; sends only once


def test_what_the_attacks_edit_is_mended():
    text, words = "money for a friend at the bank", ["money", "friend", "bank"]
    for attack in (misspelt, look_alikes):
        edited = attack(text, words, Random(3))
        assert edited != text
        assert CORRECTOR.text(edited) == text


def test_the_share_of_unknown_words():
    assert CORRECTOR.unknown("send a parcel") == pytest.approx(1 / 3)
    assert CORRECTOR.unknown("...") == 0


def test_a_guarded_program_reads_corrected_texts():
    class Echo:
        def predict(self, texts):
            return [*texts]

    assert Guarded(Echo(), CORRECTOR).predict(["Sned"]) == ["Send"]


def test_copies_of_all_classes_keep_their_labels():
    records = [Labelled("send money now please", "spam"), Labelled("a card for you", "ham")]
    more = with_edited_copies(records, [misspelt, look_alikes], k=2)
    assert [one.label for one in more] == ["spam", "ham"] * 3
    assert more[:2] == records
    assert all(one.text != records[i % 2].text for i, one in enumerate(more) if i > 1)


def test_the_area_agrees_with_scikit_learn():
    outside, inside = [0.9, 0.5, 0.4, 0.5], [0.1, 0.5, 0.3]
    truth = [1] * 4 + [0] * 3
    assert area(outside, inside) == pytest.approx(roc_auc_score(truth, outside + inside))


@pytest.mark.usefixtures("as_readers_call_it")
def test_nothing_is_refused():
    with pytest.raises(ValueError, match="must hold a word, got 1 without"):
        Corrector.of(["..."])
    with pytest.raises(ValueError, match="must have a score, got 0 and 1"):
        area([], [0.5])
