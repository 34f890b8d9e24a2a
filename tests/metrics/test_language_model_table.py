"""The table of all language models: written by the notebooks, held against what they measure."""

import math

import pytest

from course_lib.metrics import language_model_table as lm_table
from course_lib.metrics.language_model_table import Texts, record, results, table, write
from course_lib.tokenizers.bpe import ByteBPETokenizer


@pytest.fixture
def empty(tmp_path, monkeypatch):
    """A table of its own, over a text of 4 tokens and 8 characters: one nat a token is 0.72 bits a character."""
    tokenizer = ByteBPETokenizer.train(["abab"], vocab_size=257)
    monkeypatch.setattr(lm_table, "RESULTS", tmp_path / "results.tsv")
    monkeypatch.setattr(lm_table, "texts", lambda: Texts(tokenizer, [0] * 9, [1] * 4, 8))
    monkeypatch.delenv("COURSE_RECORD", raising=False)
    write([])


def test_a_recorded_model_is_shown_in_its_chapter_and_later_ones(empty, monkeypatch):
    monkeypatch.setenv("COURSE_RECORD", "1")
    record("05", "LSTM", 1234, loss=2 * math.log(2))
    record("02", "bigram", 99, loss=4 * math.log(2))
    record("02", "unigram", 9, loss=6 * math.log(2))
    assert [each.model for each in results()] == ["unigram", "bigram", "LSTM"]
    assert [row["model"] for row in table("02")] == ["unigram", "bigram"]
    last = table("05")[-1]
    assert last["numbers in it"] == "1,234"
    assert last["bits a character"] == "1.00"  # 2 bits a token of 2 characters
    assert last["perplexity a token"] == "4.0"


def test_a_model_recorded_twice_stands_there_once(empty, monkeypatch):
    monkeypatch.setenv("COURSE_RECORD", "1")
    record("02", "bigram", 99, loss=3.0)
    record("02", "bigram", 99, loss=2 * math.log(2))
    assert [each.bits for each in results()] == [1.0]


def test_a_run_that_measures_something_else_is_told_both_numbers(empty, monkeypatch):
    monkeypatch.setenv("COURSE_RECORD", "1")
    record("02", "bigram", 99, loss=2 * math.log(2))
    monkeypatch.delenv("COURSE_RECORD")
    record("02", "bigram", 99, loss=2.02 * math.log(2))
    with pytest.raises(ValueError, match=r"within 0.03 of the table's 1.000 bits a character, got 1.050"):
        record("02", "bigram", 99, loss=2.1 * math.log(2))
    with pytest.raises(ValueError, match=r"one of \['bigram'\], got 'trigram'"):
        record("02", "trigram", 99, loss=1.0)


def test_a_loss_that_is_no_number_is_refused(empty, monkeypatch):
    monkeypatch.setenv("COURSE_RECORD", "1")
    record("02", "bigram", 99, loss=1.0)
    monkeypatch.delenv("COURSE_RECORD")
    with pytest.raises(ValueError, match="got nan"):
        record("02", "bigram", 99, loss=math.nan)


def test_the_texts_do_not_overlap_and_the_tokens_give_the_text_back():
    found = lm_table.texts()
    held_out = found.tokenizer.decode(found.held_out)
    assert len(held_out) == found.n_characters == 100_028
    documents = held_out.split("\n\n")[1:-1]
    training = found.tokenizer.decode(found.train)
    repeated = [document for document in documents if document in training]
    assert sum(map(len, repeated)) < 0.01 * len(held_out)
