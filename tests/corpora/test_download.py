import hashlib
import socket
import sys
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest

from course_lib.corpora import download
from course_lib.corpora.catalogue import entry
from course_lib.corpora.download import DownloadError, cache_folder, fetch, find

GOOD = b"To be, or not to be: that is the question.\n" * 5_000
ALTERED = GOOD.replace(b"question", b"answer!!", 1)
PAGE = b"<!DOCTYPE html><html><body>Please log in</body></html>"


class Handler(BaseHTTPRequestHandler):
    """Answers each path in its own way; `/flaky` breaks off the first time."""

    asked: list[str]

    def do_GET(self):
        self.asked.append(self.path)
        match self.path:
            case "/good":
                self.answer(200, GOOD)
            case "/altered":
                self.answer(200, ALTERED)
            case "/longer":
                self.answer(200, GOOD * 2)
            case "/broken":
                self.answer(200, GOOD[:1_000], promised=len(GOOD))
            case "/flaky":
                self.answer(200, GOOD[:1_000] if len(self.asked) == 1 else GOOD, promised=len(GOOD))
            case "/page":
                self.answer(200, PAGE)
            case "/busy":
                self.answer(503, PAGE)
            case _:
                self.answer(404, PAGE)

    def answer(self, status, body, promised=None):
        self.send_response(status)
        self.send_header("Content-Length", str(promised or len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    handler = type("Handler", (Handler,), {"asked": []})
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


def test_a_connection_that_breaks_once_is_tried_again(at, server):
    assert fetch(at("/flaky")).read_bytes() == GOOD
    assert server.RequestHandlerClass.asked == ["/flaky", "/flaky"]


def test_a_wrong_file_in_the_cache_is_reported_and_replaced_by_a_good_download(at, cache, capsys):
    target = cache / "tinyshakespeare" / "input.txt"
    target.parent.mkdir(parents=True)
    target.write_bytes(ALTERED)
    assert fetch(at("/good")).read_bytes() == GOOD
    assert "input.txt is not the file of the catalogue and is not used: its SHA-256 is" in capsys.readouterr().out


def test_without_a_network_one_message_says_what_happened_and_what_to_do(at, cache):
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


def test_a_set_in_many_files_is_found_as_a_folder_and_not_downloaded(tmp_path, monkeypatch):
    with pytest.raises(DownloadError, match="many files"):
        fetch(entry("fsdd_test"))
    monkeypatch.setenv("COURSE_DATA", str(tmp_path))
    (tmp_path / "fsdd_test").mkdir()
    assert fetch(entry("fsdd_test")) == tmp_path / "fsdd_test"


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
