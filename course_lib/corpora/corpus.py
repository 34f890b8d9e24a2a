"""A corpus of plain text, and `load()`: a real one by its name in the catalogue.

Left out: typed records for the labelled sets; until they have a reader, their files can be fetched as they are.
"""

from dataclasses import dataclass, field

from course_lib.corpora.catalogue import entry
from course_lib.corpora.download import DownloadError, fetch


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


def load(name: str) -> TextCorpus:
    """Return the text called `name` in the catalogue, downloaded if it is not here yet.

    Args:
        name: `tinyshakespeare`, or `gutenberg_books/1342_pride_and_prejudice.txt` where a set has several files.

    Raises:
        ValueError: if the catalogue has no such name, or the set is not a plain text.
        DownloadError: if the file is not here and cannot be fetched.
    """
    found = entry(name)
    if found.columns != ("line of text",):
        raise ValueError(
            f"load() reads plain texts, and {found.name} has the columns {', '.join(found.columns)}; "
            f"its file can still be fetched: python -m course_lib.corpora fetch {name}"
        )
    text = fetch(found).read_text(encoding="utf-8")
    return TextCorpus(found.name, text, found.language, found.licence, found.citation)


def load_if_possible(name: str) -> TextCorpus | None:
    """Return `load(name)`; where the text is neither here nor to be fetched, say why and return None.

    For notebooks, which go on without a network.
    """
    try:
        return load(name)
    except DownloadError as error:
        print(f"Skipped: {error}")
        return None
