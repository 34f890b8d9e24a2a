import random

import pytest

from course_lib.tokenizers.characters import CharacterTokenizer

ALPHABET = "\n !'-.aábcez中文🙂"


def test_ids_follow_the_sorted_alphabet():
    tokenizer = CharacterTokenizer.train("hello world")
    assert tokenizer.vocabulary == (" ", "d", "e", "h", "l", "o", "r", "w")
    assert tokenizer.encode("do we") == [1, 5, 0, 7, 2]
    assert tokenizer.tokens("do we") == ["d", "o", " ", "w", "e"]


def test_the_order_of_the_training_text_does_not_matter():
    assert CharacterTokenizer.train("abc").vocabulary == CharacterTokenizer.train("cabbac").vocabulary


def test_every_text_of_the_alphabet_comes_back_exactly():
    tokenizer = CharacterTokenizer.train(ALPHABET)
    draw = random.Random(7)
    for length in range(50):
        text = "".join(draw.choices(ALPHABET, k=length))
        assert tokenizer.decode(tokenizer.encode(text)) == text


def test_a_character_outside_of_the_alphabet_is_named_with_its_position():
    tokenizer = CharacterTokenizer.train("abc")
    with pytest.raises(ValueError, match=r"alphabet of 3 characters has no 'é' \(position 4"):
        tokenizer.encode("abcaé")


def test_the_share_of_unknown_characters_is_counted():
    tokenizer = CharacterTokenizer.train("abc")
    assert tokenizer.unknown_rate("abcd?") == pytest.approx(2 / 5)
    with pytest.raises(ValueError, match="at least one character"):
        tokenizer.unknown_rate("")


def test_an_empty_text_is_refused():
    with pytest.raises(ValueError, match="at least one character, got none"):
        CharacterTokenizer.train("")


@pytest.mark.parametrize("token_id", [-1, 3])
def test_an_id_outside_of_the_alphabet_is_refused(token_id):
    with pytest.raises(ValueError, match=f"between 0 and 2, got {token_id}"):
        CharacterTokenizer.train("abc").decode([0, token_id])
