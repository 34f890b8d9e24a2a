import re
from collections import Counter

import pytest

from course_lib.corpora.python_text import python_reference
from course_lib.tokenizers.words import WordTokenizer

TEXT = "the cat sat on the mat. The dog sat, too; the cat didn't."


def test_words_marks_and_apostrophes_by_hand():
    tokenizer = WordTokenizer.train(TEXT)
    assert tokenizer.tokens("Didn't 3.14 go? __init__(x)") == (
        ["Didn't", "3", ".", "14", "go", "?", "__init__", "(", "x", ")"]
    )
    assert tokenizer.tokens("a <unk> , 中文。") == ["a", "<unk>", ",", "中文", "。"]


def test_the_vocabulary_is_ordered_by_frequency_then_alphabet():
    assert WordTokenizer.train(TEXT, vocab_size=7).vocabulary == ("<unk>", "the", ".", "cat", "sat", ",", ";")


def test_the_counts_agree_with_a_count_written_as_a_loop():
    text = python_reference().text
    tokenizer = WordTokenizer.train(text, vocab_size=101)
    words: Counter[str] = Counter()
    for word in re.sub(r"([^\w\s'])", r" \1 ", text).split():
        words[word] += 1
    most_common = [word for word, _ in words.most_common(60) if word.isalpha()]
    assert set(most_common) <= set(tokenizer.vocabulary)


def test_a_text_of_known_words_comes_back_but_for_white_space():
    tokenizer = WordTokenizer.train(TEXT)
    assert tokenizer.decode(tokenizer.encode(TEXT)) == TEXT
    assert tokenizer.decode(tokenizer.encode("the  cat\n\nsat.")) == "the cat sat."


def test_brackets_and_marks_are_set_without_spaces():
    tokenizer = WordTokenizer.train("call f (x, y) [z]!")
    assert tokenizer.decode(tokenizer.encode("call f(x, y)[z]!")) == "call f (x, y) [z]!"


def test_encoding_then_decoding_then_encoding_gives_the_same_ids():
    train, held_out = python_reference().split()
    tokenizer = WordTokenizer.train(train, vocab_size=1_013)
    token_ids = tokenizer.encode(held_out)
    assert tokenizer.encode(tokenizer.decode(token_ids)) == token_ids


def test_words_outside_the_vocabulary_become_unknown_and_are_counted():
    tokenizer = WordTokenizer.train(TEXT, vocab_size=4)  # <unk> the . cat
    assert tokenizer.encode("the bird. the cat <unk>") == [1, 0, 2, 1, 3, 0]
    assert tokenizer.unknown_rate("the bird. the cat <unk>") == pytest.approx(2 / 6)
    assert tokenizer.unknown_rate("the cat.") == 0


def test_lower_case_makes_one_word_of_two():
    tokenizer = WordTokenizer.train(TEXT, lower_case=True)
    assert tokenizer.encode("The THE the") == [1, 1, 1]
    assert WordTokenizer.train(TEXT).vocab_size - tokenizer.vocab_size == 1


def test_an_unknown_mark_in_the_training_text_is_not_a_word():
    assert WordTokenizer.train("<unk> <unk> a").vocabulary == ("<unk>", "a")


@pytest.mark.parametrize("size", [-3, 0, 1, 14])
def test_a_vocabulary_size_out_of_range_is_refused_with_the_range(size):
    with pytest.raises(ValueError, match=rf"between 2 and 13 \(.*\), got {size}\."):
        WordTokenizer.train(TEXT, vocab_size=size)


@pytest.mark.parametrize("text", ["", " \n ", "<unk>"])
def test_a_text_without_words_is_refused(text):
    with pytest.raises(ValueError, match=f"at least one word, got {len(text)} characters"):
        WordTokenizer.train(text)


def test_no_unknown_rate_is_given_for_a_text_without_tokens():
    with pytest.raises(ValueError, match="at least one word, got 1 characters"):
        WordTokenizer.train(TEXT).unknown_rate(" ")


@pytest.mark.parametrize("token_id", [-1, 13, 99])
def test_an_id_outside_of_the_vocabulary_is_refused(token_id):
    with pytest.raises(ValueError, match=f"between 0 and 12, got {token_id}"):
        WordTokenizer.train(TEXT).decode([1, token_id])


def test_a_vocabulary_without_unknown_or_with_a_word_twice_is_refused():
    with pytest.raises(ValueError, match=r"begin with '<unk>', got \['a'\]"):
        WordTokenizer(["a", "b"])
    with pytest.raises(ValueError, match="3 words, 2 different"):
        WordTokenizer(["<unk>", "a", "a"])
