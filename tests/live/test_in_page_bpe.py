"""The page cuts any text into the tokens that the library cuts it into, and puts it together again."""

import random
import unicodedata

import pytest
from in_node import FILES, imported, needs_node, run

from course_lib.checkpoints.shipped import checkpoint
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.tokenizers.byte_level import byte_alphabet, split_like_gpt2

FOLDER = checkpoint("town_gpt")
NAMES = "ByteBPETokenizer, byteAlphabet, splitLikeGpt2"
LOAD = imported(NAMES, "in_page/byte_bpe.js") + FILES + 'const bpe = new ByteBPETokenizer(json("tokenizer.json"));\n'
SPACES = " \t\n\r\x0b\x0c\x1c\x85\xa0\u1680\u2003\u2028\u2029\u202f\u3000\ufeff"
BY_HAND = [
    "",
    " ",
    "  two  spaces ",
    "It's 3 cats,  你好!",
    "👩‍👩‍👧‍👦 🇨🇳 e\u0301 ½ Ⅷ ² _a_",
    "<|endoftext|>",
    "a<|endoftext|><|endoftext|>b",
]
BY_HAND += [
    "\ufeffBOM",
    "can't we'll I'd 'S",
    "x" * 150,
    "好" * 60,
    "\x00\x7f\x80\xad",
    "<|endoftext",
    "naïve Straße ﬁ",
]
pytestmark = needs_node


@pytest.fixture(scope="module")
def tokenizer():
    return load_with_tokenizer(FOLDER)[1]


def strings(n: int) -> list[str]:
    """Return random strings: of words, of white space, of Chinese, of emoji, of all that Unicode has."""
    draw = random.Random(0)
    # characters that this Python's tables do not know yet are another question; see byte_level.py
    characters = map(chr, range(0x20000))
    known = [one for one in characters if unicodedata.category(one) not in ("Cn", "Cs", "Co")]
    chinese = [chr(i) for i in range(0x4E00, 0x9FA6)]
    emoji = [chr(i) for i in range(0x1F300, 0x1F650)]
    words = ["the", "town", "Anna's", "key,", "42", "times!", "don't", "<|endoftext|>"]
    kinds = [known, chinese, [*emoji, "\u200d", "\ufe0f"], [*SPACES, "a", "1", "."]]
    kinds.append([*words, " ", "\n", "  "])

    def one() -> str:
        return "".join(draw.choices(draw.choice(kinds), k=draw.randint(1, 30)))

    return [one() for _ in range(n)]


def test_six_hundred_strings_give_the_same_ids_and_come_back(tokenizer):
    texts = BY_HAND + strings(600)
    ids, back = run(
        LOAD + "const ids = given.texts.map((one) => bpe.encode(one));"
        "answer([ids, ids.map((one) => bpe.decode(one))]);",
        {"folder": str(FOLDER), "texts": texts},
    )
    for text, page in zip(texts, ids, strict=True):
        assert page == tokenizer.encode(text), text
    assert back == texts


def test_ids_in_any_order_are_decoded_alike(tokenizer):
    draw = random.Random(1)
    rows = [draw.choices(range(2048), k=draw.randint(0, 20)) for _ in range(200)]
    rows += [draw.choices(range(1, 257), k=12) for _ in range(300)]  # single bytes: seldom whole characters
    page = run(
        LOAD + "answer(given.rows.map((one) => bpe.decode(one)));",
        {"folder": str(FOLDER), "rows": rows},
    )
    assert page == [tokenizer.decode(row) for row in rows]


def test_each_token_has_its_piece_and_a_character_comes_with_its_last_token(tokenizer):
    ids = tokenizer.encode("好 key")
    pieces = run(LOAD + "answer(bpe.pieces(given.ids));", {"folder": str(FOLDER), "ids": ids})
    assert len(ids) == 4
    assert pieces == ["", "", "好", " key", ""]


def test_words_and_bytes_are_cut_alike():
    texts = BY_HAND + strings(50)
    page = run(
        LOAD + "answer([byteAlphabet(), given.texts.map(splitLikeGpt2)]);",
        {"folder": str(FOLDER), "texts": texts},
    )
    assert page[0] == byte_alphabet()
    assert page[1] == [split_like_gpt2(text) for text in texts]


def test_another_kind_of_tokenizer_is_refused():
    script = (
        LOAD + 'const file = json("tokenizer.json");'
        'try { new ByteBPETokenizer({ ...file, pre_tokenizer: null }); answer("taken"); }'
        "catch (error) { answer(error.message); }"
    )
    assert "no byte-level BPE" in run(script, {"folder": str(FOLDER)})
