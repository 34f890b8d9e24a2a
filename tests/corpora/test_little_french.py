"""A little French: translations by hand, batches that mask what is padding."""

import pytest
import torch

from course_lib.corpora.little_french import (
    BEGIN,
    END,
    ENGLISH,
    FRENCH,
    NOUNS,
    PADDING,
    VOCABULARY,
    as_batch,
    sentence,
    translate,
    translation_batches,
)


@pytest.mark.parametrize(
    ("english", "french"),
    [
        ("the dog sees the lamp", "le chien voit la lampe"),
        ("the calm dog sees the lamp", "le chien calme voit la lampe"),
        ("the sad red car likes the cat", "la voiture triste rouge aime le chat"),
    ],
)
def test_translations_by_hand(english, french):
    assert translate(english) == french


def test_no_word_stands_twice_in_the_vocabulary():
    assert len(set(VOCABULARY)) == len(VOCABULARY) == 3 + len(ENGLISH) + len(FRENCH)


def test_every_sentence_drawn_can_be_translated_and_keeps_its_number_of_words():
    generator = torch.Generator().manual_seed(0)
    for _ in range(100):
        english = sentence(generator)
        french = translate(english).split()
        assert len(french) == len(english.split())
        assert all(french[i - 1] in ("le", "la") for i, word in enumerate(french) if word in NOUNS.values())


def test_a_batch_by_hand():
    batch = as_batch(["the dog sees the lamp", "the calm dog sees the lamp"])

    def words(ids):
        return " ".join(VOCABULARY[token_id] for token_id in ids if token_id not in (PADDING, -100))

    assert words(batch.source[1]) == "the calm dog sees the lamp"
    assert batch.source[0, 5] == PADDING
    assert batch.mask.sum(dim=1).tolist() == [5, 6]
    assert words(batch.target[0]) == "<begin> le chien voit la lampe"
    assert words(batch.next_words[0]) == "le chien voit la lampe <end>"
    assert batch.next_words[0, -1] == -100
    assert batch.target[0, 0] == BEGIN
    assert batch.next_words[1, -1] == END


def test_batches_depend_on_the_generator_alone():
    one, other = (next(translation_batches(5, torch.Generator().manual_seed(3))) for _ in range(2))
    assert all(torch.equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("english", ["the dog sings the lamp", "dog sees the lamp", "the calm sees the lamp", "the"])
def test_what_is_no_sentence_of_this_language_is_refused(english):
    with pytest.raises(ValueError, match=r"got 'sings'|must stand as"):
        translate(english)


def test_a_batch_of_no_sentence_is_refused():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        next(translation_batches(0, torch.Generator()))


def test_a_number_of_adjectives_can_be_asked_for():
    words = sentence(torch.Generator().manual_seed(0), n_adjectives=4).split()
    assert len(words) == 2 * 6 + 1
