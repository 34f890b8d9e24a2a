"""Control lines: what is to be written, in one line before the text.

    poem | rhyme aabb | mood calm | lines 4

The genre, then keys with their values, in any number. "any" leaves the choice to the writer.
After the control codes of CTRL (Keskar et al. 2019, https://arxiv.org/abs/1909.05858), which has one code a text.
"""

from collections.abc import Mapping

ANY = "any"
BETWEEN = " | "


def control_line(genre: str, controls: Mapping[str, str | int] | None = None) -> str:
    """Return the line for a genre and its controls, in the order given.

    Raises:
        ValueError: if a part is empty, or would be read as several.

    >>> control_line("poem", {"rhyme": "aabb", "lines": 4})
    'poem | rhyme aabb | lines 4'
    """
    items = [(key, str(value)) for key, value in (controls or {}).items()]
    for part in (genre, *(part for item in items for part in item)):
        if not part.strip() or "|" in part or "\n" in part:
            raise ValueError(f"a part of a control line must be a word or more, without | or line ends, got {part!r}.")
    if any(" " in key for key, _ in items):
        raise ValueError(f"a key must be one word, got {next(key for key, _ in items if ' ' in key)!r}.")
    return BETWEEN.join([genre, *(f"{key} {value}" for key, value in items)])


def read_controls(line: str) -> tuple[str, dict[str, str]]:
    """Return the genre and the controls of a line.

    Raises:
        ValueError: if it is empty, or a control has no value.

    >>> read_controls("review | verdict positive | sentences 3")
    ('review', {'verdict': 'positive', 'sentences': '3'})
    """
    genre, *items = (part.strip() for part in line.split("|"))
    if not genre:
        raise ValueError(f"a control line must begin with a genre, got {line!r}.")
    controls = {}
    for item in items:
        key, _, value = item.partition(" ")
        if not value.strip():
            raise ValueError(f"a control must be a key and a value, got {item!r} in {line!r}.")
        controls[key] = value.strip()
    return genre, controls
