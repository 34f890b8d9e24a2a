"""The catalogue of the course's real data sets: where each file lies, what is in it, under which licence.

The data is `catalogue.json` beside this module: one record a file, with an address that cannot change (it names a
commit) and a SHA-256. Three sets come in many files: instead of one address they have a manifest, in `manifests/`,
with the address and the SHA-256 of each.
"""

import json
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Entry:
    """One file of the catalogue, or one set in many files."""

    dataset: str  # the folder that the file lies in
    name: str  # for people
    task: str
    language: str
    url: str | None  # None for a set in many files
    sha256: str | None
    bytes: int
    rows: int
    columns: tuple[str, ...]
    licence: str
    licence_class: str  # open, non-commercial, mixed or unclear
    citation: str
    homepage: str
    notes: str
    file: str | None = None  # <dataset>/<file name>, below COURSE_DATA and below the cache folder
    manifest: str | None = None  # <dataset>/manifest.json
    mirrors: tuple[str, ...] = ()  # other addresses of the same bytes

    @property
    def key(self) -> str:
        """The name that means this entry and no other: its file's, or the set's where there are many files."""
        return self.file or self.dataset

    @property
    def size(self) -> str:
        """The size in megabytes (10**6 bytes), or kilobytes where it is small, for people."""
        return f"{self.bytes / 1e6:.2f} MB" if self.bytes >= 10_000 else f"{self.bytes / 1e3:.1f} kB"


@cache
def catalogue() -> tuple[Entry, ...]:
    """Return all entries, in the order of the course's tasks."""
    records = json.loads(files("course_lib.corpora").joinpath("catalogue.json").read_text(encoding="utf-8"))
    lists = ("columns", "mirrors")
    return tuple(Entry(**{**record, **{key: tuple(record.get(key, ())) for key in lists}}) for record in records)


@cache
def members(entry: Entry) -> tuple[Entry, ...]:
    """Return an entry for each file of a set in many files, in the order of its manifest; else the entry alone."""
    if entry.manifest is None:
        return (entry,)
    source = files("course_lib.corpora").joinpath("manifests", f"{entry.dataset}.json")
    return tuple(
        replace(
            entry,
            name=f"{entry.name}: {one['path']}",
            url=one["url"],
            sha256=one["sha256"],
            bytes=one["bytes"],
            file=f"{entry.dataset}/{one['path']}",
            manifest=None,
        )
        for one in json.loads(source.read_text(encoding="utf-8"))["files"]
    )


def entries(name: str) -> tuple[Entry, ...]:
    """Return the entries of a data set, or the one entry of a file.

    Raises:
        ValueError: if there is none; the message suggests the nearest name.

    >>> [found.rows for found in entries("wikitext2")]
    [3760, 4358]
    """
    found = tuple(one for one in catalogue() if name in (one.dataset, one.key))
    if not found:
        names = {known for one in catalogue() for known in (one.dataset, one.key)}
        nearest = get_close_matches(name.lower().replace(" ", ""), sorted(names), n=1)
        suggestion = f" Did you mean {nearest[0]!r}?" if nearest else ""
        raise ValueError(f"The catalogue has no data set {name!r}.{suggestion} List all: python -m course_lib.corpora")
    return found


def entry(name: str) -> Entry:
    """Return the entry called `name`: a data set of one file, or `<dataset>/<file name>`.

    Raises:
        ValueError: if there is none, or the data set has several files; the message lists them.

    >>> entry("tinyshakespeare").rows
    40000
    """
    found = entries(name)
    if len(found) > 1:
        keys = ", ".join(one.key for one in found)
        raise ValueError(f"{name!r} has {len(found)} files; name one of them: {keys}.")
    return found[0]
