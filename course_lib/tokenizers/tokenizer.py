"""What all subword tokenizers share: numbered tokens, special tokens, and sequences of one length for a model.

A subclass says three things: into which pieces it cuts a text before it looks for tokens (`_words`), which tokens a
piece has (`_word_tokens`), and what text a row of tokens makes (`_text`).
Held equal to the `Tokenizer` of Hugging Face's `tokenizers` by tests/tokenizers/test_saving.py.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from course_lib.tokenizers.batches import Batch, Template, batch_of, shorten
from course_lib.tokenizers.checks import check_text, tokens_of

CACHE_SIZE = 100_000  # words whose ids are kept


class Tokenizer:
    """Turns text into ids and back.

    `vocabulary` has the tokens in the order of their ids, `vocab` the id of each. A special token, like
    `<|endoftext|>`, is recognised wherever it stands in a text, and is never cut.
    """

    template: Template = Template()

    def __init__(self, vocabulary: Sequence[str], special_tokens: Sequence[str] = (), unknown: str | None = None):
        """Take the tokens in the order of their ids.

        Raises:
            ValueError: if there is no token, one occurs twice, a special or the unknown token is not in the
                vocabulary, or a special token has no character.
        """
        self.vocabulary = tuple(vocabulary)
        self.vocab = {token: token_id for token_id, token in enumerate(self.vocabulary)}
        if not self.vocabulary:
            raise ValueError("the vocabulary must have at least one token, got 0.")
        if len(self.vocab) != len(self.vocabulary):
            raise ValueError(
                f"the vocabulary's tokens must all differ: {len(self.vocabulary)} tokens, {len(self.vocab)} different."
            )
        self.special_tokens = tuple(special_tokens)
        self.unknown = unknown
        for token in [*self.special_tokens, *([] if unknown is None else [unknown])]:
            self.token_to_id(token)
        if "" in self.special_tokens:
            raise ValueError(f"a special token must have a character, got '' among {len(self.special_tokens)}.")
        longest_first = sorted(self.special_tokens, key=len, reverse=True)
        self._special = re.compile(f"({'|'.join(map(re.escape, longest_first))})") if longest_first else None
        self._cache: dict[str, list[int]] = {}

    @property
    def vocab_size(self) -> int:
        return len(self.vocabulary)

    def token_to_id(self, token: str) -> int:
        """Return the token's id.

        Raises:
            ValueError: if the vocabulary does not have it.
        """
        if token not in self.vocab:
            raise ValueError(f"the vocabulary of {self.vocab_size} tokens has no {token!r}.")
        return self.vocab[token]

    def encode(self, text: str) -> list[int]:
        """Return the ids of the text's tokens, and nothing before or after them.

        Raises:
            ValueError: if `text` is not a string, or has what the vocabulary cannot express.
        """
        check_text(text)
        token_ids: list[int] = []
        for part in self._special.split(text) if self._special else [text]:
            if part in self.special_tokens:
                token_ids.append(self.vocab[part])
                continue
            for word in self._words(part):
                token_ids += self._cache.get(word) or self._encode_word(word)
        return token_ids

    def _encode_word(self, word: str) -> list[int]:
        """Return the ids of a word that is new, and remember them: most words of a text are repeated."""
        if len(self._cache) >= CACHE_SIZE:
            self._cache.clear()
        self._cache[word] = [self.vocab[token] for token in self._word_tokens(word)]
        return self._cache[word]

    def tokens(self, text: str) -> list[str]:
        """Return the text's tokens as the vocabulary writes them."""
        return [self.vocabulary[token_id] for token_id in self.encode(text)]

    def decode(self, token_ids: Iterable[int]) -> str:
        """Return the text, special tokens too.

        Raises:
            ValueError: if an id is not one of the vocabulary's.
        """
        return self._text(tokens_of(token_ids, self.vocabulary))

    def encode_with_special_tokens(self, text: str, second: str | None = None) -> list[int]:
        """Return the ids of one text, or of two, with the special tokens that `template` puts around them."""
        texts = (text,) if second is None else (text, second)
        return self.template.fill([self.encode(one) for one in texts], self.token_to_id)[0]

    def encode_batch(
        self,
        texts: Sequence[str | tuple[str, str]],
        pad: str,
        context_length: int | None = None,
    ) -> Batch:
        """Encode texts, or pairs of texts, with special tokens, and make them equally long.

        Args:
            texts: one row each.
            pad: the token that fills up the shorter rows, on the right.
            context_length: longest row; what is longer loses its end (of a pair, the longer text loses first).

        Raises:
            ValueError: if `texts` is one string, there is no text, no such token, or no room for text.
        """
        check_texts(texts)
        rows = []
        for text in texts:
            parts = [self.encode(one) for one in (text if isinstance(text, (tuple, list)) else (text,))]
            if context_length is not None:
                parts = shorten(parts, context_length - self.template.n_added(len(parts)))
            rows.append(self.template.fill(parts, self.token_to_id))
        return batch_of(rows, self.token_to_id(pad))

    def _words(self, text: str) -> list[str]:
        raise NotImplementedError

    def _word_tokens(self, word: str) -> list[str]:
        raise NotImplementedError

    def _text(self, tokens: list[str]) -> str:
        raise NotImplementedError


def count_words(texts: Iterable[str], split: Callable[[str], list[str]]) -> Counter[str]:
    """Count the pieces of all texts: training needs each different word only once, with its count.

    Raises:
        ValueError: if `texts` is one string, or there is nothing to count.
    """
    check_texts(texts)
    counts: Counter[str] = Counter()
    for text in texts:
        check_text(text)
        counts.update(split(text))
    if not counts:
        raise ValueError("the texts to train on must have at least one word, got none.")
    return counts


def check_texts(texts: object) -> None:
    """Refuse a text where a list of texts is meant: each letter would be a text."""
    if isinstance(texts, str):
        raise ValueError(f"texts must be a list of texts, got one string of {len(texts)} characters; write [text].")
