"""The formats, and what the readers make of them, on small files written here: no data folder is needed."""

import gzip
import json
import zipfile

import pytest

from course_lib.corpora.annotations import Predicate, Span
from course_lib.corpora.readers import bias, classification, files, generation, pairs, questions, tagging
from course_lib.corpora.records import Analogy, Labelled, Turn


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes a file of the catalogue, where the readers then find it unchecked."""
    monkeypatch.setattr(files, "fetch", lambda one: tmp_path / one.key)

    def at(key, content):
        path = tmp_path / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return at


@pytest.mark.parametrize(
    "content", ["one\ntwo\n", "one\ntwo", "one\r\ntwo\r\n", "\ufeffone\ntwo\n"], ids=["plain", "no end", "CRLF", "BOM"]
)
def test_lines_are_the_same_with_every_line_end_and_mark(content, write):
    assert files.lines(write("a.txt", content)) == ["one", "two"]


def test_only_line_ends_end_a_line(write):
    assert files.lines(write("a.txt", "a\x0bb\x85c\u2028d\n\ne\n")) == ["a\x0bb\x85c\u2028d", "", "e"]


def test_a_gzipped_file_is_read_like_a_plain_one(write):
    assert files.json_lines(write("a.jsonl.gz", gzip.compress(b'{"a": 1}\n{"a": 2}\n'))) == [{"a": 1}, {"a": 2}]


def test_what_is_not_utf_8_is_an_error(write):
    with pytest.raises(UnicodeDecodeError):
        files.text(write("a.txt", "café".encode("latin-1")))


def test_quotation_marks_are_text_between_tabs_and_hold_commas_between_commas(write):
    assert files.tab_rows(write("a.tsv", '"one\ttwo"\n')) == [['"one', 'two"']]
    assert files.csv_rows(write("a.csv", '"one, ""two""\nthree",four\r\n')) == [['one, "two"\nthree', "four"]]


def test_sentences_in_columns_end_at_blank_lines_also_at_those_that_hold_a_tab(write):
    assert list(files.blocks(write("a.conll", "a\tO\n\t\nb\tO\nc\tO\n\n\n"))) == [
        [["a", "O"]],
        [["b", "O"], ["c", "O"]],
    ]


def test_a_message_may_hold_tabs_and_quotation_marks(write):
    write("sms_spam/sms.tsv", 'ham\tSay "hi\tthere\nspam\tDon\x92t miss\n')
    assert classification.sms_spam()["all"] == (Labelled('Say "hi\tthere', "ham"), Labelled("Don’t miss", "spam"))


def test_reviews_are_read_inside_their_archive(tmp_path, write):
    with zipfile.ZipFile(write("sentence_polarity/sentence_polarity.zip", b""), "w") as archive:
        archive.writestr("sentence_polarity/rt-polarity.pos", "très bien \x97 really \n")
        archive.writestr("sentence_polarity/rt-polarity.neg", "dull \n")
    assert classification.sentence_polarity()["all"] == (
        Labelled("très bien — really", "positive"),
        Labelled("dull", "negative"),
    )
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["sentence_polarity.zip"]


def test_pairs_without_an_agreed_label_are_left_out(write):
    rows = [{"sentence1": "A", "sentence2": "B", "gold_label": label} for label in ("-", "neutral")]
    write("snli/snli_1.0_dev.jsonl.gz", gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    assert [pair.label for pair in pairs.snli()["all"]] == ["neutral"]


def test_analogies_know_their_section(write):
    write("ca8/semantic.txt", ": nature\r\n一 二 三 四\r\n")
    assert pairs.ca8()["test"] == (Analogy("一", "二", "三", "四", "nature"),)


def test_translations_of_unequal_length_are_refused(write):
    write("ntrex/newstest2019-src.eng.txt", "one\ntwo\n")
    write("ntrex/newstest2019-ref.zho-CN.txt", "一\n")
    with pytest.raises(ValueError, match="shorter"):
        pairs.ntrex()


def test_slots_are_found_where_the_pieces_of_a_request_are_joined():
    request = tagging._request([{"text": "play "}, {"text": "jazz", "entity": "genre"}, {"text": " now"}], "PlayMusic")
    assert (request.text, request.label) == ("play jazz now", "PlayMusic")
    assert request.spans == (Span(5, 9, "genre"),)


def test_marked_phrases_of_a_relation_are_found_in_the_plain_sentence():
    found = tagging._relation('"The <e1>cup</e1> holds <e2>tea</e2>."', "Content-Container(e2,e1)")
    assert found.text == "The cup holds tea."
    assert (found.first, found.second) == (Span(4, 7, "e1"), Span(14, 17, "e2"))


def test_a_parsed_sentence_leaves_out_words_that_are_not_in_the_text():
    rows = [
        "1 He he PRON PRP _ 2 nsubj _ _ _ ARG0",
        "2 sings sing VERB VBZ _ 0 root _ _ sing.01 V",
        "2.1 sings sing VERB VBZ _ _ _ _ _ _ _",
    ]
    sentence = tagging._parsed([row.split() for row in rows])
    assert sentence.tokens == ("He", "sings")
    assert sentence.heads == (1, -1)
    assert sentence.predicates == (Predicate(1, "sing.01", ("ARG0", "V")),)


def test_a_parsed_sentence_without_a_predicate_has_one_empty_column():
    assert tagging._parsed([["1", "Yes", "yes", "INTJ", "UH", "_", "0", "root", "_", "_", "", ""]]).predicates == ()


def test_brackets_mark_a_person_and_each_pronoun():
    found = bias._coreference("[The cook] said [she] burnt [herself].", "type1")
    assert found.text == "The cook said she burnt herself."
    assert found.marked() == (("The cook", "person"), ("she", "pronoun"), ("herself", "pronoun"))


def test_a_pronoun_means_the_occupation_or_the_participant_by_its_number():
    assert bias._case("cook.guest.0.male.txt", "…").referent == "cook"
    assert bias._case("cook.guest.1.male.txt", "…").referent == "guest"


def test_two_conversations_share_their_turns_up_to_the_first_that_differs():
    turns = [generation._turns(f"\n\nHuman: Hi\n\nAssistant: {end}") for end in ("Hello!", "Go\n\naway")]
    pair = generation._preference(*turns)
    assert pair.prompt == (Turn("Human", "Hi"),)
    assert pair.chosen == (Turn("Assistant", "Hello!"),)
    assert pair.rejected == (Turn("Assistant", "Go\n\naway"),)


def test_the_result_of_a_problem_is_what_follows_the_four_marks():
    problem = questions._in_words("How many?", "2 + 3 = <<2+3=5>>5\nSo 5.\n#### 5")
    assert (problem.steps, problem.answer) == ("2 + 3 = <<2+3=5>>5\nSo 5.", "5")


def test_notes_on_a_poem_are_left_out(write):
    poem = {"title": "静夜思", "author": "李白", "paragraphs": ["床前明月光，"], "prologue": "note"}
    write("chinese_poetry/唐诗三百首.json", json.dumps([poem]))
    write("chinese_poetry/shuimotangshi.json", json.dumps([poem]))
    write("chinese_poetry/宋词三百首.json", json.dumps([{"rhythmic": "如梦令", "author": "李清照", "paragraphs": []}]))
    write("chinese_poetry/lunyu.json", json.dumps([{"chapter": "学而篇", "paragraphs": []}]))
    poems = generation.chinese_poetry()
    assert "note" not in repr(poems)
    assert [part[0].title for part in poems.values()] == ["静夜思", "静夜思", "如梦令", "学而篇"]
