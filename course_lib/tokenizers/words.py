"""Words and punctuation marks as tokens, the most frequent ones kept: the tokenizer of an n-gram model.

Left out: subwords, so a word outside the vocabulary becomes `<unk>`; white space, so decoding does not restore the
text exactly; languages written without spaces.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from course_lib.tokenizers.checks import check_text, tokens_of

UNKNOWN = "<unk>"
_TOKEN = re.compile(r"<unk>|\w+(?:['’]\w+)*|[^\w\s]")  # some corpora, WikiText-2 among them, come with their <unk>


class WordTokenizer:
    """Numbers words: 0 is `<unk>`, then the words from the most to the least frequent.

    >>> tokenizer = WordTokenizer.train("the cat sat; the cat didn't sit", vocab_size=4)
    >>> tokenizer.vocabulary
    ('<unk>', 'cat', 'the', ';')
    >>> tokenizer.encode("the dog; the cat")
    [2, 0, 3, 2, 1]
    >>> tokenizer.decode([2, 0, 3, 2, 1])
    'the <unk>; the cat'
    """

    def __init__(self, vocabulary: Sequence[str], lower_case: bool = False) -> None:
        """Take a vocabulary as it is, `<unk>` first.

        Raises:
            ValueError: if `<unk>` is not the first word, or a word occurs twice.
        """
        if not vocabulary or vocabulary[0] != UNKNOWN:
            raise ValueError(f"the vocabulary must begin with {UNKNOWN!r}, got {list(vocabulary[:1])}.")
        self.vocabulary = tuple(vocabulary)
        self.lower_case = lower_case
        self._ids = {word: token_id for token_id, word in enumerate(self.vocabulary)}
        if len(self._ids) != len(self.vocabulary):
            raise ValueError(
                f"the vocabulary's words must all differ: {len(self.vocabulary)} words, {len(self._ids)} different."
            )

    @classmethod
    def train(cls, text: str, vocab_size: int | None = None, lower_case: bool = False) -> "WordTokenizer":
        """Keep the most frequent words of `text`; of equally frequent ones, the first in the alphabet.

        Args:
            text: the text to count.
            vocab_size: number of tokens, `<unk>` among them; None keeps every word.
            lower_case: whether `The` and `the` are one word.

        Raises:
            ValueError: if the text has no words, or fewer than `vocab_size` asks for.
        """
        counts = Counter(_split(text, lower_case))
        del counts[UNKNOWN]
        if not counts:
            raise ValueError(f"the text to train on must have at least one word, got {len(text)} characters of none.")
        largest = len(counts) + 1
        size = largest if vocab_size is None else vocab_size
        if not 2 <= size <= largest:
            raise ValueError(
                f"vocab_size must be between 2 and {largest} (the text's distinct words and {UNKNOWN}), got {size}."
            )
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        return cls([UNKNOWN, *ranked[: size - 1]], lower_case)

    @property
    def vocab_size(self) -> int:
        return len(self.vocabulary)

    def tokens(self, text: str) -> list[str]:
        """Return the words and punctuation marks of `text`, those outside the vocabulary too."""
        return _split(text, self.lower_case)

    def encode(self, text: str) -> list[int]:
        return [self._ids.get(word, 0) for word in self.tokens(text)]

    def decode(self, token_ids: Iterable[int]) -> str:
        """Return the words with spaces between them, and none before a mark that closes or after one that opens.

        Raises:
            ValueError: if an id is not one of the vocabulary's.
        """
        words = tokens_of(token_ids, self.vocabulary)
        return re.sub(r" (?=[.,;:!?)\]}])|(?<=[(\[{]) ", "", " ".join(words))

    def unknown_rate(self, text: str) -> float:
        """Return the share of the text's tokens that become `<unk>`.

        Raises:
            ValueError: if the text has no tokens.
        """
        token_ids = self.encode(text)
        if not token_ids:
            raise ValueError(f"the text must have at least one word, got {len(text)} characters of none.")
        return token_ids.count(0) / len(token_ids)


def _split(text: str, lower_case: bool) -> list[str]:
    check_text(text)
    return _TOKEN.findall(text.lower() if lower_case else text)
