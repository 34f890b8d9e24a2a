"""Tokenizers refuse bad input in words: what must hold, what came, what to do.

One row a mistake: what is called, and what the message must say, numbers included. Signatures are not checked here, as
they are not when a reader calls.
"""
# The arguments' types are wrong on purpose, nearly everywhere:
# mypy: ignore-errors

import json
import re

import pytest
import torch
from bad_input.tables import NAN, ids, rows

from course_lib.tokenizers import byte_level, saving
from course_lib.tokenizers.batches import shorten
from course_lib.tokenizers.bpe import BPETokenizer, ByteBPETokenizer
from course_lib.tokenizers.characters import CharacterTokenizer
from course_lib.tokenizers.chinese import Dictionary
from course_lib.tokenizers.unigram import UnigramTokenizer
from course_lib.tokenizers.wordpiece import WordPieceTokenizer
from course_lib.tokenizers.words import WordTokenizer

pytestmark = pytest.mark.usefixtures("as_readers_call_it")


TEXT = "low lower lowest 低 🐱 low"
TOKENIZERS = {
    "characters": CharacterTokenizer.train(TEXT),
    "words": WordTokenizer.train(TEXT),
    "BPE": BPETokenizer.train([TEXT], 40),
    "byte BPE": ByteBPETokenizer.train([TEXT], 260),
    "WordPiece": WordPieceTokenizer.train([TEXT], 40),
    "Unigram": UnigramTokenizer.train([TEXT], 20),
}
SUBWORDS = ["BPE", "byte BPE", "WordPiece", "Unigram"]
DICTIONARY = Dictionary.from_counts({"研究": 9, "生命": 5})


class TestEveryTokenizer:
    @pytest.fixture(params=TOKENIZERS)
    def tokenizer(self, request):
        return TOKENIZERS[request.param]

    @pytest.mark.parametrize("text", [None, 7, b"low", ["low", "low"]])
    def test_a_text_that_is_no_string(self, tokenizer, text):
        for call in (tokenizer.encode, tokenizer.tokens):
            with pytest.raises(ValueError, match=f"must be a string, got {type(text).__name__}"):
                call(text)

    def test_an_id_that_is_not_its_own(self, tokenizer):
        n = tokenizer.vocab_size
        for token_id in (-1, n, 10**6):
            with pytest.raises(ValueError, match=f"between 0 and {n - 1}, got {token_id}"):
                tokenizer.decode([0, token_id])

    @pytest.mark.parametrize("token_ids", [7, "low", [1.5], ids(2, 3), [[1, 2], [3, 4]], None])
    def test_ids_that_are_not_a_row_of_whole_numbers(self, tokenizer, token_ids):
        with pytest.raises(ValueError, match=r"whole numbers, one text's, got .*; decode row by row"):
            tokenizer.decode(token_ids)

    def test_an_empty_text_is_no_token_and_back(self, tokenizer):
        assert tokenizer.encode("") == []
        assert tokenizer.decode([]) == ""
        assert tokenizer.decode(torch.tensor([0, 0])) == tokenizer.decode([0, 0])


@pytest.mark.parametrize("name", SUBWORDS)
class TestEverySubwordTokenizer:
    def test_a_batch_of_nothing(self, name):
        with pytest.raises(ValueError, match="at least one text, got none"):
            TOKENIZERS[name].encode_batch([], TOKENIZERS[name].vocabulary[0])

    def test_one_text_for_a_batch(self, name):
        with pytest.raises(ValueError, match=r"got one string of 3 characters; write \[text\]"):
            TOKENIZERS[name].encode_batch("low", "low")

    @pytest.mark.parametrize("text", [("low", "low", "low"), ()])
    def test_three_texts_in_a_row_or_none(self, name, text):
        with pytest.raises(ValueError, match=f"one text or two, got {len(text)}"):
            TOKENIZERS[name].encode_batch([text], "low")

    def test_no_room_for_text(self, name):
        room = -1 - TOKENIZERS[name].template.n_added(1)
        with pytest.raises(ValueError, match=f"each of 1 texts needs room .*, got {room}"):
            TOKENIZERS[name].encode_batch(["low"], "low", context_length=-1)

    def test_a_padding_token_that_it_lacks(self, name):
        with pytest.raises(ValueError, match=f"{TOKENIZERS[name].vocab_size} tokens has no '<nil>'"):
            TOKENIZERS[name].encode_batch(["low"], "<nil>")

    @pytest.mark.parametrize(
        ("texts", "vocab_size", "message"),
        [
            ("low low", 300, r"got one string of 7 characters; write \[text\]"),
            ([], 300, "at least one word, got none"),
            ([""], 300, "at least one word, got none"),
            ([None], 300, "must be a string, got NoneType"),
            ([TEXT], -1, r"vocab_size must be at least \d+ .*, got -1"),
        ],
    )
    def test_training_on_nothing_or_for_too_few(self, name, texts, vocab_size, message):
        with pytest.raises(ValueError, match=message):
            type(TOKENIZERS[name]).train(texts, vocab_size)

    def test_a_special_token_without_a_character(self, name):
        with pytest.raises(ValueError, match="a special token must have a character, got '' among"):
            type(TOKENIZERS[name]).train([TEXT], 400, special_tokens=["<unk>", "[UNK]", ""])


@rows(
    ("an unknown character", lambda: TOKENIZERS["characters"].encode("low?"), r"no '\?' \(position 3 .*; train on"),
    ("an unknown symbol", lambda: TOKENIZERS["BPE"].encode("low?"), r"has no '\?</w>' \(in 'low\?'\); train on"),
    ("half a character", lambda: TOKENIZERS["byte BPE"].encode("a\ud83d"), r"'\\ud83d', at position 0: read it"),
    ("no byte", lambda: byte_level.to_bytes("a你"), "one of 256 bytes, got '你'"),
    ("no words", lambda: WordTokenizer.train(" "), "at least one word, got 1 characters"),
    ("no characters", lambda: CharacterTokenizer.train(""), "at least one character, got none"),
    ("a list of texts", lambda: CharacterTokenizer.train(["low"]), "must be a string, got list"),
    ("a share of nothing", lambda: TOKENIZERS["words"].unknown_rate(""), "at least one word, got 0"),
    ("no vocabulary", lambda: BPETokenizer([], []), "at least one token, got 0"),
    ("a token twice", lambda: BPETokenizer(["a", "a"], []), "2 tokens, 1 different"),
    ("a score that is none", lambda: UnigramTokenizer([("<unk>", 0.0), ("a", NAN)]), "finite number, got nan for 'a'"),
    ("three texts", lambda: shorten([[1], [2], [3]], 3), "one text or two, got 3"),
    ("Chinese: no string", lambda: DICTIONARY.segment(["研究"]), "must be a string, got list"),
    ("Chinese: no words", lambda: Dictionary.from_counts({}), "at least one word, got none"),
    ("Chinese: no count", lambda: Dictionary.from_counts({"研": 0}), "at least 1, got '研': 0"),
)
def test_a_tokenizer_refuses(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@pytest.mark.parametrize("content", ["", "{oops", "[1]", "\x00"])
def test_a_file_that_is_no_tokenizer(tmp_path, content):
    (tmp_path / "tokenizer.json").write_text(content)
    with pytest.raises(ValueError, match=r"tokenizer\.json (is not JSON|must hold an object of JSON, got list)"):
        saving.load(tmp_path / "tokenizer.json")


@pytest.mark.parametrize("name", SUBWORDS)
def test_a_tokenizer_file_whatever_part_is_missing_or_of_another_kind(name):
    """Take out, and spoil, each part in turn: the file is refused, or read as one without the part."""
    whole = saving.to_json(TOKENIZERS[name])
    messages = []
    for path in [[key] for key in whole] + [["model", key] for key in whole["model"]]:
        for bad in (None, 7, "x", [1], [["a"]], {"a": "b"}):
            damaged = json.loads(json.dumps(whole))
            parent = damaged if len(path) == 1 else damaged["model"]
            parent[path[-1]] = bad
            try:
                saving.from_json(damaged)
            except ValueError as error:
                messages.append((path[-1], str(error)))
    assert len(messages) > 25
    for part, message in messages:
        assert re.search(f"{part}|content|ids of|vocabulary|must have all 256 bytes", message)
