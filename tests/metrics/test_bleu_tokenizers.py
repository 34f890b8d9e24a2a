"""The tokenizers against sacreBLEU's, on every character and on marks in all orders."""

import random
import string

import pytest
from sacrebleu.tokenizers.tokenizer_13a import Tokenizer13a
from sacrebleu.tokenizers.tokenizer_zh import TokenizerZh

from course_lib.metrics.bleu_tokenizers import TOKENIZERS, tokenize_13a, tokenize_zh


def test_the_tokenizers_agree_with_sacrebleu_on_every_character():
    ours = {"13a": tokenize_13a, "zh": tokenize_zh}
    theirs = {"13a": Tokenizer13a(), "zh": TokenizerZh()}
    beyond = [chr(code) for code in range(0x1F300, 0x1F700)] + [chr(0x20000), chr(0x2F801)]
    characters = [chr(code) for code in range(0x10000) if not 0xD800 <= code < 0xE000] + beyond
    for start in range(0, len(characters), 50):
        text = "".join(f"a{one}b 1{one}2 {one} " for one in characters[start : start + 50])
        for name in ours:
            assert ours[name](text) == theirs[name](text.rstrip()).split()


@pytest.mark.parametrize(("name", "theirs"), [("13a", Tokenizer13a()), ("zh", TokenizerZh())])
def test_the_tokenizers_agree_with_sacrebleu_on_random_texts(name, theirs):
    rng = random.Random(1)
    pieces = [*string.punctuation, *"aZ09 \n\t我，。", "-\n", "&quot;", "&amp;lt;", "&gt;", "<skipped>", "..", ",,"]
    for _ in range(5000):
        text = "".join(rng.choices(pieces, k=rng.randrange(12)))
        assert TOKENIZERS[name](text) == theirs(text.rstrip()).split()


def test_by_hand():
    assert TOKENIZERS["none"](" a,b  猫。 ") == ["a,b", "猫。"]
    assert tokenize_13a("我爱猫，a.") == ["我爱猫，a", "."]
    assert tokenize_zh("我爱猫，a.") == ["我", "爱", "猫", "，", "a", "."]
