import pytest

from course_lib.corpora.catalogue import catalogue
from course_lib.corpora.corpus import READERS, SPLIT_BY, load, load_if_possible
from course_lib.corpora.dataset import TextCorpus
from course_lib.corpora.download import DownloadError

DIGITS = TextCorpus("digits", "0123456789" * 11, "en", "CC0", "nobody")


def test_every_set_of_the_catalogue_has_a_reader_or_is_a_plain_text():
    texts = {"tinyshakespeare", "wikitext2", "gutenberg_books", "chinese_novels", "names"}
    assert {one.dataset for one in catalogue()} == {*READERS} | texts
    assert not texts & {*READERS}
    assert {*SPLIT_BY} < {*READERS}


def test_the_held_out_text_is_the_last_tenth():
    train, held_out = DIGITS.split()
    assert (len(train), len(held_out)) == (99, 11)
    assert train + held_out == DIGITS.text


@pytest.mark.parametrize("share", [0, 1, 10, -0.1])
def test_a_share_outside_of_0_to_1_is_refused(share):
    with pytest.raises(ValueError, match=f"between 0 and 1 .* got {share}"):
        DIGITS.split(held_out=share)


def test_printing_a_corpus_leaves_its_text_out():
    assert "digits" in repr(DIGITS)
    assert "0123456789" not in repr(DIGITS)


def test_tiny_shakespeare_has_its_known_sizes(data_folder, monkeypatch, offline):
    monkeypatch.setenv("COURSE_DATA", str(data_folder))
    corpus = load("tinyshakespeare")
    assert (len(corpus.text), corpus.text.count("\n"), len(set(corpus.text))) == (1_115_394, 40_000, 65)
    assert [len(part) for part in corpus.split()] == [1_003_854, 111_540]
    assert "public domain" in corpus.licence
    assert "Karpathy" in corpus.citation


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("wikitext2/test.txt", "Robert <unk> is an English film , television and theatre actor"),
        ("gutenberg_books/1342_pride_and_prejudice.txt", "truth universally acknowledged"),
        ("chinese_novels", "西游记"),
    ],
)
def test_the_other_plain_texts_are_read_with_plain_line_ends(name, words, data_folder, monkeypatch, offline):
    monkeypatch.setenv("COURSE_DATA", str(data_folder))
    text = load(name).text
    assert words in text
    assert "\r" not in text


def test_without_data_and_network_loading_fails_and_loading_if_possible_says_why_and_goes_on(offline, capsys):
    with pytest.raises(DownloadError):
        load("tinyshakespeare")
    capsys.readouterr()
    assert load_if_possible("tinyshakespeare") is None
    assert "Skipped: Tiny Shakespeare (1.12 MB) could not be fetched" in capsys.readouterr().out


def test_a_data_set_that_is_not_here_says_in_one_sentence_what_to_run_later(offline, capsys):
    assert load_if_possible("sms_spam") is None
    said = capsys.readouterr().out
    assert "no connection ([Errno -2] Name or service not known)" in said
    assert "When you are online, run `python -m course_lib.corpora fetch sms_spam`" in said


def test_a_misspelt_name_is_an_error_even_where_loading_is_optional():
    with pytest.raises(ValueError, match="Did you mean 'tinyshakespeare'"):
        load_if_possible("tinyshakespeer")
