"""The formats that the data sets come in, read strictly: UTF-8 that is not UTF-8 is an error.

Lines end at "\\n" or "\\r\\n" only. `str.splitlines` would also cut at characters that occur inside these texts.
"""

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from course_lib.corpora.catalogue import entry, members
from course_lib.corpora.download import fetch


def path_of(key: str) -> Path:
    """Return where the file `<dataset>/<file name>` lies, fetched if it is not here yet."""
    return fetch(entry(key))


def paths_of(dataset: str) -> dict[str, Path]:
    """Return where each file of a set in many files lies, by its name in the manifest and in its order."""
    folder = fetch(entry(dataset))
    return {part.key.removeprefix(f"{dataset}/"): folder.parent / part.key for part in members(entry(dataset))}


def text(path: Path) -> str:
    """Return the text of a file, also a gzipped one, with plain line ends and without a byte order mark."""
    data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    return _decode(data)


def lines(path: Path) -> list[str]:
    """Return the lines of a file, empty ones included."""
    return _lines(text(path))


def lines_in_zip(path: Path, name: str) -> list[str]:
    """Return the lines of a file inside an archive, which is not unpacked."""
    with zipfile.ZipFile(path) as archive:
        return _lines(_decode(archive.read(name)))


def tab_rows(path: Path) -> list[list[str]]:
    """Return the fields of each line, cut at tabs; quotation marks are part of the text."""
    return [line.split("\t") for line in lines(path)]


def csv_rows(path: Path) -> list[list[str]]:
    """Return the fields of each row of a file with commas, where quotation marks may hold commas and line ends."""
    return list(csv.reader(io.StringIO(text(path))))


def json_lines(path: Path) -> list[dict[str, Any]]:
    """Return the object on each line."""
    return [json.loads(line) for line in lines(path)]


def json_file(path: Path) -> Any:
    """Return what the file holds."""
    return json.loads(text(path))


def blocks(path: Path) -> Iterator[list[list[str]]]:
    """Yield the sentences of a file in columns: lists of rows, cut where a line is blank."""
    block: list[list[str]] = []
    for line in [*lines(path), ""]:
        if line.strip():
            block.append(line.split("\t"))
        elif block:
            yield block
            block = []


def _decode(data: bytes) -> str:
    return data.decode("utf-8-sig").replace("\r\n", "\n")


def _lines(content: str) -> list[str]:
    return content.removesuffix("\n").split("\n")
