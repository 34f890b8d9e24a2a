"""What every tokenizer refuses: a text that is no string, and ids that are not its own."""

from collections.abc import Iterable, Sequence
from operator import index


def check_text(text: str) -> None:
    """Refuse what is no string: a list would be cut into its items, and a path into its letters.

    Raises:
        ValueError: if it is none.
    """
    if not isinstance(text, str):
        raise ValueError(f"text must be a string, got {type(text).__name__}; give several texts one by one.")


def tokens_of(token_ids: Iterable[int], vocabulary: Sequence[str]) -> list[str]:
    """Return the token that each id stands for.

    Raises:
        ValueError: if an id is no whole number, or not one of the vocabulary's.

    >>> tokens_of([2, 0], ["the", "a", "cat"])
    ['cat', 'the']
    """
    try:
        numbers = [index(token_id) for token_id in token_ids]
    except TypeError:
        came = " ".join(repr(token_ids).split())[:60]
        raise ValueError(f"token ids must be whole numbers, one text's, got {came}; decode row by row.") from None
    for number in numbers:
        if not 0 <= number < len(vocabulary):
            raise ValueError(f"token ids must be between 0 and {len(vocabulary) - 1}, got {number}.")
    return [vocabulary[number] for number in numbers]
