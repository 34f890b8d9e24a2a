"""The page cuts any text into the word pieces that the library cuts it into."""

import random
import unicodedata

import pytest
from in_node import FILES, imported, needs_node, run

from course_lib.checkpoints.shipped import checkpoint
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.batches import batch_of
from course_lib.tokenizers.wordpiece import WordPieceTokenizer, basic_tokens, longest_match

FOLDER = checkpoint("town_bert")
NAMES = "WordPieceTokenizer, basicTokens, longestMatch"
LOAD = (
    imported(NAMES, "in_page/wordpiece.js")
    + FILES
    + 'const wordPiece = new WordPieceTokenizer(json("tokenizer.json"));\n'
)
SPACES = " \t\n\r\x0b\x0c\x1c\x1f\x85\xa0\u1680\u2003\u2028\u2029\u202f\u3000\ufeff\u200b\xad\ufffd\x00"
BY_HAND = [
    "",
    " \n ",
    "Anna's kite, unstoppable!",
    "Héllo, 你好! Straße ﬁ İstanbul ΟΔΟΣ ΟΔΟΣ. Kelvin: \u212a",
    "[MASK] [mask][MASK]x[SEP] [CLS",
    "a\u0301\u0308b ½ Ⅷ ² _a_ $5+^~`| ¿que? …“q” ‒—",
    "x" * 100,
    "x" * 101,
    "𝔘" * 60,  # two units of UTF-16 each
    "𝔘" * 101,
    "好" * 60,
    "👩‍👩‍👧‍👦 🇨🇳 한국어 ガギグ ｶﾞ \u1e9b\u0323",
    "豈\U0002f800\U00020001",
]
CHANGED = {"\U0001171e"}  # which Unicode 16 made another kind of mark
pytestmark = needs_node


@pytest.fixture(scope="module")
def tokenizer():
    return load_with_tokenizer(FOLDER)[1]


def known_characters(end: int) -> list[str]:
    """Return the characters that this Python's tables know; the page's tables may be newer."""
    unknown = ("Cn", "Cs", "Co")
    return [one for one in map(chr, range(end)) if unicodedata.category(one) not in unknown and one not in CHANGED]


def strings(n: int) -> list[str]:
    """Return random strings: of words, of white space, of Chinese, of marks, of all that Unicode has."""
    draw = random.Random(0)
    known = known_characters(0x30000)
    chinese = [chr(i) for i in range(0x4E00, 0x9FA6)]
    ascii_only = [chr(i) for i in range(128)]
    accents = [*"aeiouAEIOUnc", *map(chr, range(0x300, 0x330)), *map(chr, range(0xC0, 0x180))]
    words = ["the", "town", "Anna's", "key,", "42", "times!", "don't", "[MASK]", "[SEP]", "unstoppable", "Zoë"]
    letters = [*"aabcdeefghiijklmnoopqrsttuuvwxyz", *"     ", "ing", "er", "ed"]
    kinds = [known, letters, chinese, ascii_only, accents, [*SPACES, "a", "1", "."], letters]
    kinds.append([*words, " ", "\n", "  ", "s", "ly"])
    return ["".join(draw.choices(draw.choice(kinds), k=draw.randint(1, 30))) for _ in range(n)]


def test_four_thousand_strings_give_the_same_ids_and_the_same_text(tokenizer):
    texts = BY_HAND + strings(4000)
    ids, back = run(
        LOAD + "const ids = given.texts.map((one) => wordPiece.encode(one));"
        "answer([ids, ids.map((one) => wordPiece.decode(one))]);",
        {"folder": str(FOLDER), "texts": texts},
    )
    for text, page in zip(texts, ids, strict=True):
        assert page == tokenizer.encode(text), text
    assert back == [tokenizer.decode(one) for one in ids]
    assert sum(len(one) for one in ids) > 40_000
    unknown = tokenizer.vocab["[UNK]"]
    assert len({token for one in ids for token in one} - {unknown}) > 500


@pytest.mark.parametrize("lower_case", [True, False])
def test_every_character_is_cleaned_lowered_and_set_apart_alike(lower_case):
    """Between letters, so that a space, a mark or nothing shows."""
    texts = [f"a{character}B" for character in known_characters(0x110000)]
    page = run(
        LOAD + "answer(given.texts.map((one) => basicTokens(one, given.lower)));",
        {"folder": str(FOLDER), "texts": texts, "lower": lower_case},
    )
    wrong = [
        (hex(ord(text[1])), words, expected)
        for text, words in zip(texts, page, strict=True)
        if words != (expected := basic_tokens(text, lower_case))
    ]
    assert len(texts) > 140_000
    assert wrong == []


def test_words_are_cut_by_the_longest_token_first():
    draw = random.Random(1)
    vocabularies = []
    for _ in range(300):
        starts = {"".join(draw.choices("abc", k=draw.randint(1, 3))) for _ in range(6)}
        parts = {"##" + "".join(draw.choices("abc", k=draw.randint(1, 3))) for _ in range(6)}
        words = ["".join(draw.choices("abc", k=draw.randint(0, 8))) for _ in range(10)]
        vocabularies.append((sorted(starts | parts), words))
    page = run(
        LOAD + "answer(given.all.map(([tokens, words]) => words.map("
        "(word) => longestMatch(word, new Map(tokens.map((one, i) => [one, i]))))));",
        {"folder": str(FOLDER), "all": vocabularies},
    )
    expected = [[longest_match(word, dict.fromkeys(tokens, 0)) for word in words] for tokens, words in vocabularies]
    assert page == expected
    assert 500 < sum(one is None for row in expected for one in row) < 2500


def test_one_text_or_two_get_the_special_tokens_and_segments_of_the_library(tokenizer):
    pairs = [("Anna sang.",), ("Anna had a fever.", "She went to the [MASK]."), ("", "x")]
    page = run(
        LOAD + "answer(given.pairs.map((texts) => wordPiece.fill(texts.map((one) => wordPiece.encode(one)))));",
        {"folder": str(FOLDER), "pairs": pairs},
    )
    for found, texts in zip(page, pairs, strict=True):
        row = tokenizer.template.fill([tokenizer.encode(one) for one in texts], tokenizer.token_to_id)
        batch = batch_of([row], 0)
        assert [found["tokenIds"]] == batch.token_ids.tolist()
        assert [found["segments"]] == batch.segments.tolist()


def test_a_tokenizer_that_keeps_capitals_and_has_no_special_token():
    from course_lib.tokenizers.saving import to_json

    other = WordPieceTokenizer(["[UNK]", "An", "##na", "an", "É"], special_tokens=[], lower_case=False)
    texts = ["Anna anna É é", "[UNK]"]
    page = run(
        imported(NAMES, "in_page/wordpiece.js")
        + "const other = new WordPieceTokenizer(given.file); answer(given.texts.map((one) => other.encode(one)));",
        {"file": to_json(other), "texts": texts},
    )
    assert page == [other.encode(one) for one in texts]


def test_another_kind_of_tokenizer_is_refused():
    script = (
        LOAD + 'const file = json("tokenizer.json");'
        'try { new WordPieceTokenizer({ ...file, normalizer: null }); answer("taken"); }'
        "catch (error) { answer(error.message); }"
    )
    assert "no WordPiece" in run(script, {"folder": str(FOLDER)})
