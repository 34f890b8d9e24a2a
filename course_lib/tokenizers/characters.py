"""Characters as tokens: the smallest vocabulary, and nothing of the text is lost.

Left out: a token for unknown characters; a text with one is refused.
"""

from collections.abc import Iterable, Sequence

from course_lib.tokenizers.checks import check_text, tokens_of


class CharacterTokenizer:
    """Numbers the characters of an alphabet in sorted order.

    >>> tokenizer = CharacterTokenizer.train("banana")
    >>> tokenizer.vocabulary
    ('a', 'b', 'n')
    >>> tokenizer.encode("nab")
    [2, 0, 1]
    >>> tokenizer.decode([2, 0, 1])
    'nab'
    """

    def __init__(self, vocabulary: Sequence[str]) -> None:
        """Take the characters of `vocabulary`, in sorted order.

        Raises:
            ValueError: if there are none.
        """
        self.vocabulary = tuple(sorted(set(vocabulary)))
        if not self.vocabulary:
            raise ValueError("the alphabet must have at least one character, got none.")
        self._ids = {character: token_id for token_id, character in enumerate(self.vocabulary)}

    @classmethod
    def train(cls, text: str) -> "CharacterTokenizer":
        """Take every character that occurs in `text`; an empty text is refused (ValueError)."""
        check_text(text)
        return cls(text)

    @property
    def vocab_size(self) -> int:
        return len(self.vocabulary)

    def tokens(self, text: str) -> list[str]:
        check_text(text)
        return list(text)

    def encode(self, text: str) -> list[int]:
        """Return one id a character.

        Raises:
            ValueError: if a character is not in the alphabet.
        """
        check_text(text)
        try:
            return [self._ids[character] for character in text]
        except KeyError as error:
            unknown = error.args[0]
            raise ValueError(
                f"the alphabet of {self.vocab_size} characters has no {unknown!r} "
                f"(position {text.index(unknown)} of the text); train on a text that has it."
            ) from None

    def decode(self, token_ids: Iterable[int]) -> str:
        """Return the text, exactly.

        Raises:
            ValueError: if an id is not one of the alphabet's.
        """
        return "".join(tokens_of(token_ids, self.vocabulary))

    def unknown_rate(self, text: str) -> float:
        """Return the share of the text's characters that are not in the alphabet.

        Raises:
            ValueError: if the text is empty.
        """
        check_text(text)
        if not text:
            raise ValueError("the text must have at least one character, got none.")
        return sum(character not in self._ids for character in text) / len(text)
