"""Fetch a file of the catalogue once, and keep it: from COURSE_DATA, else from the cache, else from its address.

A file counts only if its length and SHA-256 are those of the catalogue, wherever it lies. A download is announced
with its size and licence, goes to a partial file beside its target, and replaces the target in one step; each
process has its own partial file. A connection that breaks is taken up where it broke, where the server can do that.
HF_ENDPOINT stands for https://huggingface.co, as in the libraries of Hugging Face.
Nothing here fetches in bulk: sets whose licence is not open are fetched only when someone names them.
Left out: taking up, in a later run, what an earlier run left unfinished (no file is larger than 3 MB).
"""

import contextlib
import hashlib
import http.client
import os
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

from tqdm import tqdm

from course_lib.corpora.catalogue import Entry, members

TIMEOUT = 10.0  # seconds without an answer
WAITS = (0.5, 1.5)  # seconds before the second and the third try
HUGGING_FACE = "https://huggingface.co"


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
    """Return where the file lies, or the folder that has all files of a set; None if nowhere.

    COURSE_DATA comes before the cache. The content is not checked.
    """
    return next(
        (folder / entry.key for folder in _folders() if all((folder / one.key).is_file() for one in members(entry))),
        None,
    )


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
        DownloadError: if a file is not here and cannot be downloaded.
    """
    for folder in _folders():
        if all(_is_good(folder / one.key, one) for one in members(entry)):
            return folder / entry.key
    print(f"Fetching {entry.name}: {entry.size}, licence ({entry.licence_class}): {entry.licence}")
    shown_from_the_first_bytes = {"delay": 1e-6, "mininterval": 0}  # without a network, no bar
    with tqdm(total=entry.bytes, unit="B", unit_scale=True, desc=entry.name, **shown_from_the_first_bytes) as bar:
        for one in members(entry):
            target = cache_folder() / one.key
            if target.is_file() and difference(target, one) is None:
                bar.update(one.bytes)
            else:
                _download(one, target, bar)
    return cache_folder() / entry.key


def _folders() -> list[Path]:
    course_data = os.environ.get("COURSE_DATA")
    return [Path(course_data), cache_folder()] if course_data else [cache_folder()]


def _is_good(path: Path, entry: Entry) -> bool:
    if not path.is_file():
        return False
    problem = difference(path, entry)
    if problem:
        print(f"{path} is not the file of the catalogue and is not used: {problem}.")
    return problem is None


def _addresses(entry: Entry) -> list[str]:
    """Return where to ask for the file, the mirrors last."""
    endpoint = (os.environ.get("HF_ENDPOINT") or HUGGING_FACE).rstrip("/")
    known = [address for address in (entry.url, *entry.mirrors) if address]
    return [endpoint + one.removeprefix(HUGGING_FACE) if one.startswith(HUGGING_FACE + "/") else one for one in known]


def _download(entry: Entry, target: Path, bar: tqdm) -> None:
    """Download to `target` from the first address that has the file, or leave what is there."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.{threading.get_ident()}.part")
    problems = []
    try:
        for address in _addresses(entry):
            problem = _from_address(entry, address, partial, target, bar)
            if problem is None:
                return
            problems.append(f"{address}: {problem}")
    finally:
        with contextlib.suppress(OSError):
            partial.unlink()
    raise _failure(entry, problems)


def _from_address(entry: Entry, url: str, partial: Path, target: Path, bar: tqdm) -> str | None:
    for wait in (*WAITS, None):
        problem, may_pass = _attempt(entry, url, partial, target, bar)
        if problem is None or wait is None or not may_pass:
            break
        time.sleep(wait)
    return problem


def _attempt(entry: Entry, url: str, partial: Path, target: Path, bar: tqdm) -> tuple[str | None, bool]:
    """Bring the partial file to its full length and put it in place; return what went wrong and whether it may pass.

    What is left of the partial file is the beginning of a good one, as far as one can tell.
    """
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        resumed = _stream(entry, url, partial, bar)
        problem = difference(partial, entry)
        if problem is None:
            _replace(partial, target, entry)
            return None, False
        if _is_html(partial):
            problem, may_pass = "a web page came instead of the file, perhaps the login page of the network", False
        elif partial.stat().st_size < entry.bytes:
            return problem, True
        else:
            may_pass = resumed  # its two parts may come from two answers: once more, from the beginning
    except urllib.error.HTTPError as error:
        if error.code == 416:  # it cannot continue there
            _discard(partial, bar)
        return f"the server answered {error.code} {error.reason}", error.code >= 500 or error.code in (416, 429)
    except urllib.error.URLError as error:
        return f"no connection ({error.reason})", not isinstance(error.reason, TimeoutError)
    except (OSError, http.client.HTTPException) as error:  # broken connection, silent server, full disk, no permission
        return f"{type(error).__name__}: {error}", isinstance(error, ConnectionError | http.client.IncompleteRead)
    _discard(partial, bar)
    return problem, may_pass


def _stream(entry: Entry, url: str, partial: Path, bar: tqdm) -> bool:
    """Append what is missing to the partial file, or write it anew; return whether its beginning was kept."""
    have = partial.stat().st_size if partial.exists() else 0
    headers = {"User-Agent": "course_lib"} | ({"Range": f"bytes={have}-"} if have else {})
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=TIMEOUT) as response:
        resumes = have > 0 and (response.headers["Content-Range"] or "").startswith(f"bytes {have}-")
        if have and not resumes:
            bar.update(-have)
        with partial.open("ab" if resumes else "wb") as file:
            while file.tell() <= entry.bytes and (block := response.read(65_536)):
                file.write(block)
                bar.update(len(block))
    return resumes


def _discard(partial: Path, bar: tqdm) -> None:
    if partial.exists():
        bar.update(-partial.stat().st_size)
        partial.unlink()


def _replace(partial: Path, target: Path, entry: Entry) -> None:
    try:
        os.replace(partial, target)
    except PermissionError:  # on Windows, while another process reads the target
        if difference(target, entry) is not None:
            raise


def _is_html(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(100).lstrip().lower().startswith((b"<!doctype html", b"<html"))


def _failure(entry: Entry, problems: list[str]) -> DownloadError:
    place = os.environ.get("COURSE_DATA")
    missing = f" (COURSE_DATA is {place!r}, which is not a folder.)" if place and not Path(place).is_dir() else ""
    return DownloadError(
        f"{entry.name} ({entry.size}) could not be fetched from {'; '.join(problems)}. "
        f"When you are online, run `python -m course_lib.corpora fetch {entry.dataset}`, "
        f"or set COURSE_DATA to a folder that holds {entry.key}.{missing}"
    )
