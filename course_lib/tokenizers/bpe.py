"""Byte-pair encoding: a word is cut into symbols, and neighbours are merged in the order that training learned.

Source: Sennrich, Haddow and Birch (2016), https://arxiv.org/abs/1508.07909, on characters; Radford et al. (2019),
section 2.2, on bytes, which leaves no text that cannot be written. How merges are learned: `bpe_training`.
Held equal to `tokenizers.models.BPE` by tests/tokenizers/test_bpe.py: merges, vocabulary, ids, decoded text.
Left out: dropout of merges, a least count for a merge, a token for each byte of an unknown character.
"""

import re
from collections.abc import Iterable, Sequence
from heapq import heapify, heappop, heappush
from itertools import pairwise

from course_lib.tokenizers.bpe_training import Pair, Word, joined, learn_merges
from course_lib.tokenizers.byte_level import (
    WHITE_SPACE,
    byte_alphabet,
    split_like_gpt2,
    to_bytes,
    to_visible_bytes,
)
from course_lib.tokenizers.tokenizer import Tokenizer, count_words

LONG = 100  # symbols; from here on looking through all neighbours for each merge takes too long


def merge_by_rank(
    symbols: Sequence[str],
    ranks: dict[Pair, int],
    prefix: str = "",
) -> list[str]:
    """Merge the pair that was learned first, the leftmost of several, until none is left.

    >>> merge_by_rank("lower", {("e", "r"): 0, ("l", "o"): 1, ("lo", "w"): 2})
    ['low', 'er']
    """
    word = list(symbols)
    while True:
        pairs = enumerate(pairwise(word))
        known = [(ranks[pair], n) for n, pair in pairs if pair in ranks]
        if not known:
            return word
        _, first = min(known)
        word[first : first + 2] = [joined((word[first], word[first + 1]), prefix)]


def merge_long_by_rank(
    symbols: Sequence[str],
    ranks: dict[Pair, int],
    prefix: str = "",
) -> list[str]:
    """Return what `merge_by_rank` does, in n log n steps instead of n²: pairs wait in a queue.

    `before` and `after` say which symbols are neighbours now; one that was merged into its
    left neighbour is "".
    """
    word, end = list(symbols), len(symbols)
    before, after = list(range(-1, end - 1)), list(range(1, end + 1))
    pairs = enumerate(pairwise(word))
    queue = [(ranks[pair], n, pair) for n, pair in pairs if pair in ranks]
    heapify(queue)
    while queue:
        _, left, pair = heappop(queue)
        right = after[left]
        if right == end or (word[left], word[right]) != pair:
            continue  # another merge has taken one of the two
        word[left], word[right] = joined(pair, prefix), ""
        after[left] = after[right]
        if after[left] < end:
            before[after[left]] = left
        for first in (before[left], left):
            if first >= 0 and after[first] < end:
                new = (word[first], word[after[first]])
                if new in ranks:
                    heappush(queue, (ranks[new], first, new))
    return [symbol for symbol in word if symbol]


def cut_word(word: str, continuing_prefix: str = "", end_of_word: str = "") -> Word:
    """Cut a word into its characters; mark those that go on a word, or the one that ends it.

    >>> cut_word("low", end_of_word="</w>"), cut_word("low", continuing_prefix="##")
    (('l', 'o', 'w</w>'), ('l', '##o', '##w'))
    """
    symbols = [word[0], *(continuing_prefix + character for character in word[1:])]
    symbols[-1] += end_of_word
    return tuple(symbols)


def alphabet_of(
    words: Iterable[Word],
    characters: Iterable[str],
    special_tokens: Sequence[str],
) -> list[str]:
    """Return the tokens to begin with: the special ones, all characters, then the symbols with marks."""
    plain = sorted(set(characters))
    marked = sorted({symbol for word in words for symbol in word})
    return list(dict.fromkeys([*special_tokens, *plain, *marked]))


def check_size(vocab_size: int, alphabet: Sequence[str]) -> None:
    if vocab_size < len(alphabet):
        raise ValueError(
            f"vocab_size must be at least {len(alphabet)} (special tokens and alphabet), got {vocab_size}."
        )


class BPETokenizer(Tokenizer):
    """Merges characters within words that white space parts; what a word is made of needs a mark of where it ends.

    >>> tokenizer = BPETokenizer.train(["low lower lowest low"], vocab_size=17, unknown="<unk>")
    >>> tokenizer.tokens("lower flow")
    ['lower</w>', '<unk>', 'low</w>']
    >>> tokenizer.decode(tokenizer.encode("lower low"))
    'lower low'
    """

    def __init__(
        self,
        vocabulary: Sequence[str],
        merges: Sequence[Pair],
        special_tokens: Sequence[str] = (),
        unknown: str | None = None,
        continuing_prefix: str = "",
        end_of_word: str = "",
    ) -> None:
        """Take tokens in the order of their ids, and merges in the order of training.

        Args:
            unknown: the token for a character that is not in the vocabulary; without it such text is refused.
            continuing_prefix: what a symbol that goes on a word begins with.
            end_of_word: what a symbol that ends a word ends with.

        Raises:
            ValueError: if a merge makes a token that the vocabulary does not have.
        """
        super().__init__(vocabulary, special_tokens, unknown)
        self.merges = [(left, right) for left, right in merges]
        self.continuing_prefix, self.end_of_word = continuing_prefix, end_of_word
        self._ranks = {pair: rank for rank, pair in enumerate(self.merges)}
        for pair in self.merges:
            self.token_to_id(joined(pair, continuing_prefix))

    @classmethod
    def train(
        cls,
        texts: Iterable[str],
        vocab_size: int,
        special_tokens: Sequence[str] = (),
        unknown: str | None = None,
        continuing_prefix: str = "",
        end_of_word: str = "</w>",
    ) -> "BPETokenizer":
        """Learn merges until there are `vocab_size` tokens, or all words are one token.

        Raises:
            ValueError: if there are no words, or fewer tokens are asked for than the alphabet has.
        """
        specials = special_tokens if unknown is None else dict.fromkeys([unknown, *special_tokens])
        counts = count_words(texts, _split_at_white_space)
        words = {cut_word(word, continuing_prefix, end_of_word): n for word, n in counts.items()}
        alphabet = alphabet_of(words, "".join(counts), list(specials))
        check_size(vocab_size, alphabet)
        vocabulary, merges = learn_merges(words, alphabet, vocab_size, continuing_prefix)
        return cls(vocabulary, merges, list(specials), unknown, continuing_prefix, end_of_word)

    def _words(self, text: str) -> list[str]:
        return _split_at_white_space(text)

    def _word_tokens(self, word: str) -> list[str]:
        symbols = cut_word(word, self.continuing_prefix, self.end_of_word)
        known = [symbol if symbol in self.vocab else self.unknown for symbol in symbols]
        if None in known:
            raise ValueError(
                f"the vocabulary of {self.vocab_size} tokens has no {symbols[known.index(None)]!r} (in {word!r}); "
                "train on a text that has it, or with an unknown token."
            )
        merge = merge_by_rank if len(symbols) < LONG else merge_long_by_rank
        return merge([symbol for symbol in known if symbol], self._ranks, self.continuing_prefix)

    def _text(self, tokens: list[str]) -> str:
        if self.end_of_word:
            return "".join(tokens).removesuffix(self.end_of_word).replace(self.end_of_word, " ")
        if self.continuing_prefix:
            return " ".join(tokens).replace(f" {self.continuing_prefix}", "")
        return "".join(tokens)


class ByteBPETokenizer(BPETokenizer):
    """Merges bytes, as GPT-2 does: every text can be written, and comes back exactly.

    >>> tokenizer = ByteBPETokenizer.train(["the cat, the hat"], vocab_size=259)
    >>> tokenizer.tokens("the cat 好")
    ['the', 'Ġ', 'c', 'at', 'Ġ', 'å', '¥', '½']
    >>> tokenizer.decode(tokenizer.encode("the cat 好"))
    'the cat 好'
    """

    def __init__(self, vocabulary: Sequence[str], merges: Sequence[Pair], special_tokens: Sequence[str] = ()) -> None:
        """Take tokens in the order of their ids, and merges in the order of training; all 256 bytes must be tokens."""
        super().__init__(vocabulary, merges, special_tokens)
        missing = [character for character in byte_alphabet() if character not in self.vocab]
        if missing:
            raise ValueError(f"the vocabulary must have all 256 bytes, it lacks {len(missing)}: {missing[:5]} …")

    @classmethod
    def train(  # type: ignore[override]
        cls, texts: Iterable[str], vocab_size: int, special_tokens: Sequence[str] = ()
    ) -> "ByteBPETokenizer":
        """Learn merges until there are `vocab_size` tokens, or all words are one token.

        Raises:
            ValueError: if there is no text, or fewer tokens are asked for than 256 and the special ones.
        """
        counts = count_words(texts, split_like_gpt2)
        alphabet = alphabet_of([], byte_alphabet(), special_tokens)
        check_size(vocab_size, alphabet)
        words = {tuple(to_visible_bytes(word)): n for word, n in counts.items()}
        vocabulary, merges = learn_merges(words, alphabet, vocab_size)
        return cls(vocabulary, merges, special_tokens)

    def _words(self, text: str) -> list[str]:
        return split_like_gpt2(text)

    def _word_tokens(self, word: str) -> list[str]:
        return super()._word_tokens(to_visible_bytes(word))

    def _text(self, tokens: list[str]) -> str:
        """Return the bytes as UTF-8, with � where tokens that were put together at random are none."""
        special = self.special_tokens
        data = b"".join(token.encode() if token in special else to_bytes(token) for token in tokens)
        return data.decode("utf-8", errors="replace")


_WORD = re.compile(f"[^{WHITE_SPACE}]+")


def _split_at_white_space(text: str) -> list[str]:
    return _WORD.findall(text)
