"""Fetch a file of the catalogue once, and keep it: from COURSE_DATA, else from the cache, else from its address.

A file counts only if its length and SHA-256 are those of the catalogue, wherever it lies. A download is announced
with its size and licence, goes to a partial file beside its target, and replaces the target in one step.
Nothing here fetches in bulk: sets whose licence is not open are fetched only when someone names them.
Left out: resuming a broken download, mirrors, and the sets that come in many files.
"""

import contextlib
import hashlib
import http.client
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from tqdm import tqdm

from course_lib.corpora.catalogue import Entry

TIMEOUT = 10.0  # seconds without an answer
WAITS = (0.5, 1.5)  # seconds before the second and the third try


class DownloadError(OSError):
    """A file of the catalogue is neither here nor to be had; the message says why, and what to do."""


def cache_folder() -> Path:
    """Return the folder for downloads, in the place that the platform has for such files; it may not exist yet."""
    if sys.platform == "win32":
        base = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Caches"
    else:
        base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "course_lib"


def find(entry: Entry) -> Path | None:
    """Return where the file lies, COURSE_DATA before the cache, without checking its content; None if nowhere."""
    return next((path for path in _places(entry) if path.exists()), None)


def difference(path: Path, entry: Entry) -> str | None:
    """Return in which way the file at `path` is not the catalogue's, in a few words; None if it is the same."""
    size = path.stat().st_size
    if size != entry.bytes:
        return f"it has {size:,} bytes instead of {entry.bytes:,}"
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    return None if sha256 == entry.sha256 else f"its SHA-256 is {sha256} instead of {entry.sha256}"


def fetch(entry: Entry) -> Path:
    """Return the path of the entry's file, downloaded if it is not here; for a set in many files, of its folder.

    A file that is here but differs from the catalogue is reported and passed over; in the cache, a good download
    replaces it.

    Raises:
        DownloadError: if the file is not here and cannot be downloaded.
    """
    for path in _places(entry):
        if path.is_dir() and entry.file is None:
            return path
        if path.is_file():
            problem = difference(path, entry)
            if problem is None:
                return path
            print(f"{path} is not the file of the catalogue and is not used: {problem}.")
    if entry.url is None:
        raise _failure(entry, "it comes in many files, which are not downloaded yet")
    return _download(entry, entry.url, cache_folder() / entry.key)


def _places(entry: Entry) -> list[Path]:
    folders = [cache_folder()]
    if os.environ.get("COURSE_DATA"):
        folders.insert(0, Path(os.environ["COURSE_DATA"]))
    return [folder / entry.key for folder in folders]


def _download(entry: Entry, url: str, target: Path) -> Path:
    print(f"Fetching {entry.name}: {entry.size}, licence ({entry.licence_class}): {entry.licence}")
    for wait in (*WAITS, None):
        problem, may_pass = _attempt(entry, url, target)
        if problem is None:
            break
        if wait is None or not may_pass:
            raise _failure(entry, problem)
        time.sleep(wait)
    return target


def _attempt(entry: Entry, url: str, target: Path) -> tuple[str | None, bool]:
    """Download to `target`, or leave what is there; return what went wrong, if anything, and whether it may pass."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.part")  # two processes at once have two
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _stream(entry, url, partial)
        problem = difference(partial, entry)
        if problem is None:
            os.replace(partial, target)
            return None, False
        if _is_html(partial):
            return "a web page came instead of the file, perhaps the login page of the network", False
        return problem, partial.stat().st_size < entry.bytes
    except urllib.error.HTTPError as error:
        return f"the server answered {error.code} {error.reason}", error.code >= 500 or error.code == 429
    except urllib.error.URLError as error:
        return f"no connection ({error.reason})", not isinstance(error.reason, TimeoutError)
    except (OSError, http.client.HTTPException) as error:  # broken connection, silent server, full disk, no permission
        return f"{type(error).__name__}: {error}", isinstance(error, ConnectionError)
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()


def _stream(entry: Entry, url: str, partial: Path) -> None:
    request = urllib.request.Request(url, headers={"User-Agent": "course_lib"})
    with (
        urllib.request.urlopen(request, timeout=TIMEOUT) as response,
        partial.open("wb") as file,
        tqdm(total=entry.bytes, unit="B", unit_scale=True, desc=entry.name) as bar,
    ):
        while file.tell() <= entry.bytes and (block := response.read(65_536)):
            file.write(block)
            bar.update(len(block))


def _is_html(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(100).lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _failure(entry: Entry, problem: str) -> DownloadError:
    place = os.environ.get("COURSE_DATA")
    missing = f" (COURSE_DATA is {place!r}, which is not a folder.)" if place and not Path(place).is_dir() else ""
    return DownloadError(
        f"{entry.name} ({entry.size}) could not be fetched from {entry.url or entry.homepage}: {problem}. "
        f"When you are online, run `python -m course_lib.corpora fetch {entry.dataset}`, "
        f"or set COURSE_DATA to a folder that holds {entry.key}.{missing}"
    )
