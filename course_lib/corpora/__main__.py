"""All corpora at the command line.

python -m course_lib.corpora                    list all: task, language, size, licence, whether it is here
python -m course_lib.corpora show NAME          print what a data set is, and a few of its records
python -m course_lib.corpora fetch NAME ...     download the files of these data sets
python -m course_lib.corpora fetch --all-open   download every file whose licence is open
python -m course_lib.corpora verify [NAME ...]  compare the files that are here with the catalogue
"""

import argparse
import io
import sys
from collections.abc import Iterable
from typing import Any

from course_lib.corpora.catalogue import Entry, catalogue, entries, members
from course_lib.corpora.corpus import load
from course_lib.corpora.dataset import Dataset, TextCorpus
from course_lib.corpora.download import DownloadError, difference, fetch, find
from course_lib.corpora.made_here import made_here
from course_lib.corpora.show import sample


def main(arguments: list[str] | None = None) -> int:
    """Run one command; return 0, or 1 where a file is missing or wrong (2 for a name that does not exist)."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a console that has no Chinese characters
    parser = argparse.ArgumentParser(
        prog="python -m course_lib.corpora", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", metavar="{show,fetch,verify}")
    commands.add_parser("show").add_argument("name")
    fetching = commands.add_parser("fetch")
    fetching.add_argument("names", nargs="*")
    fetching.add_argument("--all-open", action="store_true")
    commands.add_parser("verify").add_argument("names", nargs="*")
    options = parser.parse_args(arguments)
    try:
        match options.command:
            case "show":
                return _show(options.name)
            case "fetch":
                if not options.names and not options.all_open:
                    raise ValueError("fetch needs the name of a data set, or --all-open.")
                return _fetch([*_named(options.names), *(_open_files() if options.all_open else ())])
            case "verify":
                return _verify(_named(options.names) if options.names else catalogue())
            case _:
                return _list()
    except ValueError as error:
        parser.error(str(error))
    except DownloadError as error:
        print(error, file=sys.stderr)
        return 1


def _named(names: list[str]) -> list[Entry]:
    for name in names:
        if name in made_here():
            print(f"{name} is made here: nothing to download.")
    return [found for name in names if name not in made_here() for found in entries(name)]


def _open_files() -> list[Entry]:
    return [found for found in catalogue() if found.licence_class == "open"]


def _list() -> int:
    rows = [("name", "task", "language", "size", "here", "licence")]
    rows += [
        (name, one.task, one.language, "any" if name.startswith("town/") else "", "made here", one.licence)
        for name, one in made_here().items()
    ]
    rows += [
        (one.key, one.task, one.language, one.size, "yes" if find(one) else "no", f"{one.licence_class}: {one.licence}")
        for one in catalogue()
    ]
    widths = [max(len(row[column]) for row in rows) for column in range(5)]
    lines = ["  ".join([*map(str.ljust, row, widths), row[-1]]) for row in rows]
    print("\n".join(lines))
    return 0


def _fetch(wanted: list[Entry]) -> int:
    failures = 0
    for one in wanted:
        try:
            print(fetch(one))
        except DownloadError as error:
            failures += 1
            print(error, file=sys.stderr)
    return int(failures > 0)


def _show(name: str) -> int:
    corpus = load(name)
    task, notes = _about(name)
    sizes = f"{len(corpus.text):,} characters" if isinstance(corpus, TextCorpus) else _sizes(corpus)
    print(f"{corpus.name}: {task}, {corpus.language}; {sizes}")
    print(f"Licence: {corpus.licence}\nSource: {corpus.citation}\nNotes: {notes}\n")
    print("\n".join(sample(corpus)))
    return 0


def _about(name: str) -> tuple[str, str]:
    if name in made_here():
        return made_here()[name].task, made_here()[name].about
    return entries(name)[0].task, entries(name)[0].notes


def _sizes(dataset: Dataset[Any]) -> str:
    return ", ".join(f"{len(records):,} {split}" for split, records in dataset.splits.items())


def _verify(wanted: Iterable[Entry]) -> int:
    here = wrong = 0
    for one in (part for whole in wanted for part in members(whole)):
        path = find(one)
        if path is not None:
            here += 1
            problem = difference(path, one)
            if problem:
                wrong += 1
                print(f"{path}: {problem}")
    print(f"{here} files are here, {here - wrong} as in the catalogue, {wrong} wrong.")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main())
