"""How BLEU cuts a text into tokens before it compares: a score means nothing without its tokenizer.

Source: Post (2018), https://aclanthology.org/W18-6319, and its program sacreBLEU, to which each is held equal,
on every character of the Basic Multilingual Plane, by tests/metrics/test_bleu_tokenizers.py.
Left out: tokenizers for Japanese and Korean, and of subwords.
"""

import re
from collections.abc import Callable
from typing import Literal

Tokenizer = Literal["13a", "zh", "none"]
_ENTITIES = {"&quot;": '"', "&amp;": "&", "&lt;": "<", "&gt;": ">"}
_SYMBOLS = re.compile(r"([!\"#$%&()*+/:;<=>?@\[\\\]^_`{|}~])")  # ASCII punctuation, but for ' , - .
# Chinese characters and punctuation, symbols, full-width letters. The first range begins at U+2001 for
# sacreBLEU's sake: it means to name the characters from U+20000 on, and takes in dashes and quotes instead.
_CHINESE = re.compile(
    "([\u2001-\u2a6d\u2e80-\u2fdf\u2ff0-\u303f\u3100-\u312f\u31a0-\u31bf\u31c0-\u31ef\u3200-\u4db5"
    "\u4e00-\u9fbb\uf900-\ufa2d\ufa30-\ufa6a\ufa70-\ufad9\ufe10-\ufe1f\ufe30-\ufe4f\uff00-\uffef])"
)


def split_marks(text: str) -> list[str]:
    """Set punctuation apart, but not commas and stops in numbers, hyphens in words.

    >>> split_marks('It cost 1,000.50 (net), "re-used".')
    ['It', 'cost', '1,000.50', '(', 'net', ')', ',', '"', 're-used', '"', '.']
    """
    text = _SYMBOLS.sub(r" \1 ", text)
    text = re.sub(r"([^0-9])([.,])", r"\1 \2 ", text)  # unless a digit stands before it
    text = re.sub(r"([.,])([^0-9])", r" \1 \2", text)  # unless a digit follows
    text = re.sub(r"([0-9])(-)", r"\1 \2 ", text)
    return text.split()


def tokenize_13a(text: str) -> list[str]:
    """Tokenize as the WMT's program mteval-v13a does: for languages with spaces.

    >>> tokenize_13a("Tom &amp; Ann didn't, 3.5-fold.")
    ['Tom', '&', 'Ann', "didn't", ',', '3.5', '-', 'fold', '.']
    """
    text = text.rstrip().replace("<skipped>", "").replace("-\n", "").replace("\n", " ")
    for entity, character in _ENTITIES.items():
        text = text.replace(entity, character)
    return split_marks(f" {text} ")


def tokenize_zh(text: str) -> list[str]:
    """Make each Chinese character and mark a token; the rest is up to `split_marks`.

    >>> tokenize_zh("我爱GPT-2，真的。")
    ['我', '爱', 'GPT-2', '，', '真', '的', '。']
    """
    return split_marks(_CHINESE.sub(r" \1 ", text.strip()))


TOKENIZERS: dict[str, Callable[[str], list[str]]] = {
    "13a": tokenize_13a,
    "zh": tokenize_zh,
    "none": str.split,
}
