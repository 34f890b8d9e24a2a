"""What a corpus is: a plain text, or the records of each split, with what one must know to use and to cite them."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Generic, TypeVar

Record = TypeVar("Record")
Splits = dict[str, tuple[Record, ...]]


@dataclass(frozen=True)
class TextCorpus:
    """A text with what one must know to use it and to cite it; `print(corpus)` leaves the text out."""

    name: str
    text: str = field(repr=False)
    language: str
    licence: str
    citation: str

    def split(self, held_out: float = 0.1) -> tuple[str, str]:
        """Return the text to train on and, from its end, the share to test on.

        Cut at a character, as nanoGPT does for Tiny Shakespeare (1,003,854 and 111,540 characters).

        Raises:
            ValueError: if `held_out` is not between 0 and 1.

        >>> TextCorpus("digits", "0123456789", "en", "CC0", "").split(held_out=0.3)
        ('0123456', '789')
        """
        if not 0 < held_out < 1:
            raise ValueError(f"held_out must be a share between 0 and 1 (0.1 holds out a tenth), got {held_out}.")
        cut = int(len(self.text) * (1 - held_out))
        return self.text[:cut], self.text[cut:]


@dataclass(frozen=True)
class Dataset(Generic[Record]):
    """Records by split. `dataset["train"]` is a tuple of them; `print(dataset)` counts them."""

    name: str
    task: str
    language: str
    licence: str
    citation: str
    about: str  # what the records are, and how the splits were made where the source has none
    splits: Splits[Record] = field(repr=False)

    def __getitem__(self, split: str) -> tuple[Record, ...]:
        """Return the records of a split.

        Raises:
            ValueError: if there is no such split; the message names those there are.
        """
        if split not in self.splits:
            raise ValueError(f"{self.name} has the splits {', '.join(self.splits)}; got {split!r}.")
        return self.splits[split]

    def __str__(self) -> str:
        sizes = ", ".join(f"{split} {len(records):,}" for split, records in self.splits.items())
        return f"{self.name} ({self.language}): {sizes}. Licence: {self.licence}"

    @property
    def labels(self) -> tuple[str, ...]:
        """All labels of the records (a token's tags, a span's labels), sorted; () where the task has none."""
        return tuple(sorted({label for records in self.splits.values() for one in records for label in labels(one)}))


def labels(record: object) -> tuple[str, ...]:
    """Return the labels of one record: of its tokens, of its spans, or its own.

    >>> from course_lib.corpora.annotations import Tagged
    >>> from course_lib.corpora.records import Labelled
    >>> labels(Labelled("Call now!", "spam")), labels(Tagged(("in", "Rome"), ("O", "B-location")))
    (('spam',), ('O', 'B-location'))
    """
    if hasattr(record, "tags"):
        return record.tags
    if hasattr(record, "labels"):
        return record.labels
    if hasattr(record, "spans"):
        return tuple(span.label for span in record.spans)
    return (record.label,) if hasattr(record, "label") else ()


def split_by_hash(records: Iterable[Record], key: Callable[[Record], str]) -> Splits[Record]:
    """Return train, dev and test, about 8 to 1 to 1, in the order of the source.

    Where a record goes depends only on the SHA-256 of its key: a text that occurs twice never lies in two splits,
    and neither do two records about the same text where the key is that text.

    >>> splits = split_by_hash(range(1000), str)
    >>> {name: len(part) for name, part in splits.items()}
    {'train': 820, 'dev': 85, 'test': 95}
    """
    parts: dict[str, list[Record]] = {"train": [], "dev": [], "test": []}
    for record in records:
        tenth = int.from_bytes(hashlib.sha256(key(record).encode()).digest()[:8], "big") * 10 >> 64
        parts["train" if tenth < 8 else "dev" if tenth == 8 else "test"].append(record)
    return {name: tuple(part) for name, part in parts.items()}
