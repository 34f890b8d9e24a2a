"""WordPiece: BERT's tokenizer. A word is the longest token that begins it, and again for what is left of the word.

Source: Devlin et al. (2019), https://arxiv.org/abs/1810.04805, with the basic tokenizer published beside the model;
training by likelihood: Schuster and Nakajima (2012), Japanese and Korean voice search, ICASSP.
Held equal to `tokenizers` (BertNormalizer, BertPreTokenizer, models.WordPiece) by tests/tokenizers/test_wordpiece.py.
Its tables are older than Python's: some rare marks that Unicode added after version 3.2 it does not set apart.

How Google trained BERT's vocabulary was never published. What is often told is `train_by_likelihood`. The
`WordPieceTrainer` of `tokenizers` does another thing: it learns the merges of BPE, and keeps only the tokens;
`WordPieceTokenizer.train` does the same, and is fast.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from course_lib.tokenizers.batches import Template
from course_lib.tokenizers.bpe import alphabet_of, check_size, cut_word
from course_lib.tokenizers.bpe_training import Word, count_pairs, joined, learn_merges, merge_pair
from course_lib.tokenizers.tokenizer import Tokenizer, count_words

PREFIX = "##"
SPECIAL_TOKENS = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
# The blocks of Chinese characters that BERT knows; what Unicode added since then is not set apart.
_CHINESE = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F),
    (0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip


def basic_tokens(text: str, lower_case: bool = True) -> list[str]:
    """Cut a text at white space, and set each punctuation mark and Chinese character apart.

    Lower-casing takes the accents off, too, as BERT's does.

    >>> basic_tokens("Héllo, 你好!")
    ['hello', ',', '你', '好', '!']
    """
    text = "".join(map(_clean_character, text))
    if lower_case:
        text = "".join(map(_lower_character, unicodedata.normalize("NFD", text)))
    return "".join(map(_set_apart, text)).split()


@cache
def _clean_character(character: str) -> str:
    """Drop control characters, make all white space a space, and set Chinese characters apart."""
    if character in "\t\n\r":
        return " "
    if character == "\ufffd" or unicodedata.category(character)[0] == "C":
        return ""
    if character.isspace():
        return " "
    return f" {character} " if _is_chinese(character) else character


def _is_chinese(character: str) -> bool:
    return any(first <= ord(character) <= last for first, last in _CHINESE)


@cache
def _lower_character(character: str) -> str:
    """Return the small letter, and nothing for an accent.

    One by one, since "ΟΔΟΣ".lower() would make the last sigma another letter, and BERT does not.
    """
    return "" if unicodedata.category(character) == "Mn" else character.lower()


@cache
def _set_apart(character: str) -> str:
    """Put spaces around punctuation; BERT counts all ASCII that is no letter, digit or space as that ($, +, ^ …)."""
    is_mark = unicodedata.category(character)[0] == "P" or ("!" <= character <= "~" and not character.isalnum())
    return f" {character} " if is_mark else character


def longest_match(word: str, vocabulary: Mapping[str, int]) -> list[str] | None:
    """Cut a word from left to right, always with the longest token; None if none fits.

    >>> longest_match("unwanted", {"un": 0, "##want": 1, "##wa": 2, "##ed": 3})
    ['un', '##want', '##ed']
    """
    tokens, start = [], 0
    while start < len(word):
        mark = PREFIX if start else ""
        ends = range(len(word), start, -1)
        end = next((end for end in ends if mark + word[start:end] in vocabulary), None)
        if end is None:
            return None
        tokens.append(mark + word[start:end])
        start = end
    return tokens


def train_by_likelihood(
    words: Mapping[Word, int],
    alphabet: Sequence[str],
    vocab_size: int,
) -> list[str]:
    """Merge, again and again, the pair with the largest count(ab) / (count(a) · count(b)).

    If tokens are drawn independently, each with its share of all, then merging a and b raises
    the logarithm of the text's probability by about log p(ab) / (p(a) · p(b)) each time they
    meet. The pair with the largest ratio is not the most frequent one, but the one whose parts
    are rarely seen apart. Everything is counted anew for each merge: for small texts.

    Returns:
        the vocabulary: the alphabet, then the merged tokens.
    """
    vocabulary, counts = list(alphabet), dict(words)
    while len(vocabulary) < vocab_size:
        pairs = count_pairs(counts)
        singles = count_symbols(counts)
        if not pairs:
            break
        ratio = {(a, b): n / (singles[a] * singles[b]) for (a, b), n in pairs.items()}
        best = min(ratio, key=lambda pair: (-ratio[pair], -pairs[pair], pair))
        token = joined(best, PREFIX)
        if token not in vocabulary:
            vocabulary.append(token)
        counts = {merge_pair(word, best, token): counts[word] for word in counts}
    return vocabulary


def count_symbols(words: Mapping[Word, int]) -> Counter[str]:
    symbols: Counter[str] = Counter()
    for word, count in words.items():
        for symbol in word:
            symbols[symbol] += count
    return symbols


class WordPieceTokenizer(Tokenizer):
    """Cuts words into the longest tokens; a word that cannot be cut, or has over 100 characters, is unknown.

    >>> vocabulary = ["[UNK]", "play", "##ing", "##ed", "好"]
    >>> WordPieceTokenizer(vocabulary, special_tokens=["[UNK]"]).tokens("Playing, 好")
    ['play', '##ing', '[UNK]', '好']
    """

    def __init__(
        self,
        vocabulary: Sequence[str],
        special_tokens: Sequence[str] = SPECIAL_TOKENS,
        unknown: str = "[UNK]",
        lower_case: bool = True,
        longest_word: int = 100,
    ) -> None:
        """Take the tokens in the order of their ids; those that go on a word begin with ##."""
        super().__init__(vocabulary, special_tokens, unknown)
        self.lower_case, self.longest_word = lower_case, longest_word
        if {"[CLS]", "[SEP]"} <= set(special_tokens):
            self.template = Template("[CLS]", "[SEP]")

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        vocab_size: int,
        special_tokens: Sequence[str] = SPECIAL_TOKENS,
        lower_case: bool = True,
        by_likelihood: bool = False,
    ) -> "WordPieceTokenizer":
        """Learn tokens by the merges of BPE, as `tokenizers` does, or by likelihood.

        Raises:
            ValueError: if there are no words, or fewer tokens are asked for than the alphabet has.
        """
        counts = count_words(texts, lambda text: basic_tokens(text, lower_case))
        words = {cut_word(word, PREFIX): n for word, n in counts.items()}
        alphabet = alphabet_of(words, "".join(counts), special_tokens)
        check_size(vocab_size, alphabet)
        if by_likelihood:
            vocabulary = train_by_likelihood(words, alphabet, vocab_size)
        else:
            vocabulary, _ = learn_merges(words, alphabet, vocab_size, PREFIX)
        return cls(vocabulary, special_tokens, lower_case=lower_case)

    def _words(self, text: str) -> list[str]:
        return basic_tokens(text, self.lower_case)

    def _word_tokens(self, word: str) -> list[str]:
        tokens = longest_match(word, self.vocab) if len(word) <= self.longest_word else None
        return tokens or [str(self.unknown)]

    def _text(self, tokens: list[str]) -> str:
        """Put spaces between words, and none before . , ! and ?; case and other spaces are lost."""
        text = " ".join(tokens).replace(f" {PREFIX}", "")
        for mark in ".,!?":
            text = text.replace(f" {mark}", mark)
        return text
