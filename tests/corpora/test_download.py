import errno
import hashlib
import socket
import subprocess
import sys
import time
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from course_lib.corpora import download
from course_lib.corpora.catalogue import entry
from course_lib.corpora.download import DownloadError, cache_folder, fetch, find

GOOD = b"To be, or not to be: that is the question.\n" * 5_000
ALTERED = GOOD.replace(b"question", b"answer!!", 1)
PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"


class Handler(BaseHTTPRequestHandler):
    """Answers each path in its own way; those of the second group break off the first time."""

    asked: list[str]
    ranges: list[str | None]

    def do_GET(self):
        self.asked.append(self.path)
        self.ranges.append(self.headers["Range"])
        match self.path:
            case "/good":
                self.answer(200, GOOD)
            case "/slow":
                self.answer(200, GOOD[:1_000], promised=len(GOOD))
                time.sleep(0.2)
                self.wfile.write(GOOD[1_000:])
            case "/altered":
                self.answer(200, ALTERED)
            case "/longer":
                self.answer(200, GOOD * 2)
            case "/broken":
                self.answer(200, GOOD[:1_000], promised=len(GOOD))
            case "/flaky":
                self.answer(200, GOOD[:1_000] if len(self.asked) == 1 else GOOD, promised=len(GOOD))
            case "/resumes" | "/resumes_badly" | "/resumes_nowhere" if len(self.asked) == 1:
                self.answer(200, GOOD[:1_000], promised=len(GOOD))
            case "/resumes" | "/resumes_badly" if self.headers["Range"]:
                body = GOOD if self.path == "/resumes" else ALTERED[::-1]
                self.answer(206, body[1_000:], part=f"bytes 1000-{len(GOOD) - 1}/{len(GOOD)}")
            case "/resumes_nowhere" if self.headers["Range"]:
                self.answer(416, b"")
            case "/resumes_badly" | "/resumes_nowhere":
                self.answer(200, GOOD)
            case "/page":
                self.answer(200, PAGE)
            case "/busy":
                self.answer(503, PAGE)
            case _:
                self.answer(404, PAGE)

    def answer(self, status, body, promised=None, part=None):
        self.send_response(status)
        self.send_header("Content-Length", str(promised or len(body)))
        if part:
            self.send_header("Content-Range", part)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    handler = type("Handler", (Handler,), {"asked": [], "ranges": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as running:
        thread = Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield running
        running.shutdown()
        thread.join()


@pytest.fixture
def at(server):
    """Return an entry whose file is GOOD and whose address is a path of the test server."""
    address = f"http://127.0.0.1:{server.server_port}"
    known = replace(entry("tinyshakespeare"), sha256=hashlib.sha256(GOOD).hexdigest(), bytes=len(GOOD))
    return lambda path: replace(known, url=address + path)


def files_below(folder):
    return [path.name for path in folder.rglob("*") if path.is_file()]


def test_a_good_file_is_announced_fetched_once_and_kept(at, server, cache, capsys):
    path = fetch(at("/good"))
    assert path == cache / "tinyshakespeare" / "input.txt"
    assert path.read_bytes() == GOOD
    assert files_below(cache) == ["input.txt"]
    said = capsys.readouterr()
    assert "Fetching Tiny Shakespeare: 0.21 MB, licence (open): MIT (repository); text public domain" in said.out
    assert "Tiny Shakespeare: 100%" in said.err
    assert fetch(at("/good")) == path
    assert server.RequestHandlerClass.asked == ["/good"]
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("path", "reason", "tries"),
    [
        ("/altered", "its SHA-256 is [0-9a-f]{64} instead of [0-9a-f]{64}", 1),
        ("/longer", "it has 2[0-9,]+ bytes instead of 215,000", 1),
        ("/broken", "it has 1,000 bytes instead of 215,000|IncompleteRead", 3),
        ("/page", "a web page came instead of the file", 1),
        ("/missing", "the server answered 404", 1),
        ("/busy", "the server answered 503", 3),
    ],
)
@pytest.mark.parametrize("old", [None, b"an older version"])
def test_a_bad_body_is_refused_leaves_no_partial_file_and_keeps_the_old_one(
    path, reason, tries, old, at, server, cache
):
    target = cache / "tinyshakespeare" / "input.txt"
    if old:
        target.parent.mkdir(parents=True)
        target.write_bytes(old)
    with pytest.raises(DownloadError, match=reason):
        fetch(at(path))
    assert files_below(cache) == (["input.txt"] if old else [])
    assert (target.read_bytes() if old else None) == old
    assert len(server.RequestHandlerClass.asked) == tries


def test_a_connection_that_breaks_is_taken_up_where_it_broke(at, server, cache, capsys):
    assert fetch(at("/resumes")).read_bytes() == GOOD
    assert server.RequestHandlerClass.ranges == [None, "bytes=1000-"]
    assert files_below(cache) == ["input.txt"]
    assert "100%" in capsys.readouterr().err


def test_a_server_that_ignores_where_it_broke_sends_the_file_anew(at, server, capsys):
    assert fetch(at("/flaky")).read_bytes() == GOOD
    assert server.RequestHandlerClass.ranges == [None, "bytes=1000-"]
    assert "100%" in capsys.readouterr().err


@pytest.mark.parametrize("path", ["/resumes_badly", "/resumes_nowhere"])
def test_where_the_rest_does_not_fit_the_beginning_the_file_is_fetched_anew(path, at, server, cache):
    assert fetch(at(path)).read_bytes() == GOOD
    assert server.RequestHandlerClass.ranges == [None, "bytes=1000-", None]
    assert files_below(cache) == ["input.txt"]


def test_a_mirror_is_asked_when_the_address_fails(at, server):
    mirror = at("/good").url
    assert fetch(replace(at("/altered"), mirrors=(mirror,))).read_bytes() == GOOD
    assert server.RequestHandlerClass.asked == ["/altered", "/good"]


def test_when_the_mirrors_fail_too_each_address_is_named_with_its_reason(at):
    with pytest.raises(DownloadError, match=r"/missing: the server answered 404.*; http.*/page: a web page came"):
        fetch(replace(at("/missing"), mirrors=(at("/page").url,)))


def test_hf_endpoint_stands_for_hugging_face_and_for_no_other_host(at, server, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", at("").url + "/")
    assert fetch(replace(at("/missing"), url="https://huggingface.co/good")).read_bytes() == GOOD
    assert server.RequestHandlerClass.asked == ["/good"]
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(DownloadError, match=f"{at('').url}/missing: the server answered 404"):
        fetch(replace(at("/missing"), sha256="0" * 64))


@pytest.mark.parametrize("old", [None, b"an older version"])
def test_a_full_disk_is_reported_and_leaves_the_old_file_and_no_partial_one(old, at, cache, monkeypatch):
    target = cache / "tinyshakespeare" / "input.txt"
    if old:
        target.parent.mkdir(parents=True)
        target.write_bytes(old)
    open_anything = Path.open

    def open_on_a_full_disk(path, mode="r", *rest):
        file = open_anything(path, mode, *rest)
        return FullDisk(file) if mode in ("wb", "ab") else file

    monkeypatch.setattr(Path, "open", open_on_a_full_disk)
    with pytest.raises(DownloadError, match="No space left on device"):
        fetch(at("/good"))
    assert files_below(cache) == (["input.txt"] if old else [])
    assert (target.read_bytes() if old else None) == old


class FullDisk:
    """A file that takes 70,000 bytes."""

    def __init__(self, file):
        self.file = file

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.file.close()

    def tell(self):
        return self.file.tell()

    def write(self, block):
        if self.tell() + len(block) > 70_000:
            raise OSError(errno.ENOSPC, "No space left on device")
        return self.file.write(block)


FETCH_IN_ANOTHER_PROCESS = """
import sys
import time
from dataclasses import replace
from pathlib import Path
from course_lib.corpora import download
from course_lib.corpora.catalogue import entry
folder, url, sha256, size = sys.argv[1:]
download.cache_folder = lambda: Path(folder)
download.fetch(replace(entry("tinyshakespeare"), url=url, sha256=sha256, bytes=int(size)))
"""


def test_two_processes_at_once_leave_one_good_file(at, server, cache):
    known = at("/slow")
    command = [sys.executable, "-c", FETCH_IN_ANOTHER_PROCESS, str(cache), known.url, known.sha256, str(known.bytes)]
    both = [subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) for _ in range(2)]
    for process in both:
        _, error = process.communicate(timeout=30)
        assert process.returncode == 0, error.decode()
    assert (cache / "tinyshakespeare" / "input.txt").read_bytes() == GOOD
    assert files_below(cache) == ["input.txt"]


def test_on_windows_a_target_that_another_process_reads_is_kept_if_it_is_good(at, cache, monkeypatch):
    target = cache / "tinyshakespeare" / "input.txt"

    def refuse(partial, place):
        assert place == target
        target.write_bytes(GOOD)  # the other process was faster
        raise PermissionError(13, "Access is denied")

    monkeypatch.setattr(download.os, "replace", refuse)
    assert fetch(at("/good")) == target
    assert files_below(cache) == ["input.txt"]


def test_a_wrong_file_in_the_cache_is_reported_and_replaced_by_a_good_download(at, cache, capsys):
    target = cache / "tinyshakespeare" / "input.txt"
    target.parent.mkdir(parents=True)
    target.write_bytes(ALTERED)
    assert fetch(at("/good")).read_bytes() == GOOD
    assert "input.txt is not the file of the catalogue and is not used: its SHA-256 is" in capsys.readouterr().out


def test_without_a_network_one_message_says_what_happened_and_what_to_do(at, cache, capsys):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))  # bound, never listening: every connection is refused
        closed = replace(at("/"), url=f"http://127.0.0.1:{taken.getsockname()[1]}/input.txt")
        with pytest.raises(DownloadError) as caught:
            fetch(closed)
    message = str(caught.value)
    assert message.startswith("Tiny Shakespeare (0.21 MB) could not be fetched from http://127.0.0.1:")
    assert "no connection" in message
    assert "run `python -m course_lib.corpora fetch tinyshakespeare`" in message
    assert "set COURSE_DATA to a folder that holds tinyshakespeare/input.txt" in message
    assert isinstance(caught.value, OSError)
    assert capsys.readouterr().err == ""  # and no progress bar
    assert files_below(cache) == []


def test_a_server_that_stays_silent_is_given_up_after_the_timeout(at, monkeypatch):
    monkeypatch.setattr(download, "TIMEOUT", 0.1)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/input.txt"
        with pytest.raises(DownloadError, match="timed out"):
            fetch(replace(at("/"), url=url))


def test_a_cache_that_cannot_be_written_is_a_clear_error(at, cache):
    cache.write_text("a file where the folder should be")
    with pytest.raises(DownloadError, match="cache"):
        fetch(at("/good"))


def test_course_data_comes_before_the_cache_and_is_only_read(at, server, cache, tmp_path, monkeypatch):
    place = tmp_path / "data" / "tinyshakespeare" / "input.txt"
    place.parent.mkdir(parents=True)
    place.write_bytes(GOOD)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    assert find(at("/good")) == fetch(at("/good")) == place
    assert server.RequestHandlerClass.asked == []
    assert not cache.exists()


def test_a_wrong_file_in_course_data_is_reported_left_alone_and_the_right_one_fetched(at, cache, tmp_path, monkeypatch):
    place = tmp_path / "data" / "tinyshakespeare" / "input.txt"
    place.parent.mkdir(parents=True)
    place.write_bytes(ALTERED)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    assert fetch(at("/good")) == cache / "tinyshakespeare" / "input.txt"
    assert place.read_bytes() == ALTERED


def test_a_course_data_that_is_no_folder_is_named_in_the_error(at, monkeypatch):
    monkeypatch.setenv("COURSE_DATA", "no/such/folder")
    with pytest.raises(DownloadError, match="COURSE_DATA is 'no/such/folder', which is not a folder"):
        fetch(at("/missing"))


@pytest.fixture
def set_of_three(at, monkeypatch):
    """Return a set in many files: the first and the last are served, the one between them at the path that is given."""

    def with_middle(path):
        parts = tuple(
            replace(at(place), dataset="fsdd_test", file=f"fsdd_test/recordings/{name}.wav", name=f"Digits: {name}")
            for name, place in (("zero", "/good"), ("one", path), ("two", "/good"))
        )
        monkeypatch.setattr(download, "members", lambda one: parts if one.manifest else (one,))
        return replace(entry("fsdd_test"), bytes=3 * len(GOOD))

    return with_middle


def test_a_set_in_many_files_is_announced_once_and_fetched_into_its_folder(set_of_three, server, cache, capsys):
    digits = set_of_three("/good")
    assert fetch(digits) == find(digits) == cache / "fsdd_test"
    assert sorted(files_below(cache)) == ["one.wav", "two.wav", "zero.wav"]
    said = capsys.readouterr()
    assert said.out.count("Fetching") == 1
    assert "100%" in said.err
    assert fetch(digits) == cache / "fsdd_test"
    assert len(server.RequestHandlerClass.asked) == 3


def test_a_set_that_broke_off_goes_on_with_the_files_that_are_missing(set_of_three, server, cache):
    with pytest.raises(DownloadError, match=r"Digits: one .* could not be fetched .*404.* fetch fsdd_test`"):
        fetch(set_of_three("/missing"))
    assert files_below(cache) == ["zero.wav"]
    assert find(set_of_three("/good")) is None
    fetch(set_of_three("/good"))
    assert server.RequestHandlerClass.asked == ["/good", "/missing", "/good", "/good"]


def test_a_set_in_many_files_with_a_wrong_one_in_course_data_is_fetched(set_of_three, cache, tmp_path, monkeypatch):
    digits = set_of_three("/good")
    folder = tmp_path / "data" / "fsdd_test" / "recordings"
    folder.mkdir(parents=True)
    for name in ("zero", "one", "two"):
        (folder / f"{name}.wav").write_bytes(ALTERED if name == "one" else GOOD)
    monkeypatch.setenv("COURSE_DATA", str(tmp_path / "data"))
    assert fetch(digits) == cache / "fsdd_test"
    (folder / "one.wav").write_bytes(GOOD)
    assert fetch(digits) == folder.parent


@pytest.mark.parametrize(
    ("platform", "variable", "expected"),
    [
        ("linux", "XDG_CACHE_HOME", "place/course_lib"),
        ("win32", "LOCALAPPDATA", "place/course_lib"),
        ("linux", None, "home/.cache/course_lib"),
        ("darwin", None, "home/Library/Caches/course_lib"),
        ("win32", None, "home/AppData/Local/course_lib"),
    ],
)
def test_each_platform_has_its_own_cache_folder(platform, variable, expected, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(download.Path, "home", lambda: tmp_path / "home")
    for name in ("XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    if variable:
        monkeypatch.setenv(variable, str(tmp_path / "place"))
    assert cache_folder() == tmp_path / expected
