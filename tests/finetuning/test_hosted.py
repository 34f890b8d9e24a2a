"""A hosted model: what is sent and read, with a server on this machine, and without one."""

import json
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from course_lib.finetuning.hosted import RECORDED, ask, reply_of, request_body

ASKED = [{"role": "user", "content": "2 + 2 = ?"}]


@pytest.fixture
def server(monkeypatch):
    """A server that remembers what it was asked, and answers 4."""
    seen = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            length = int(self.headers["Content-Length"])
            seen.append((self.path, self.headers.get("Authorization"), json.loads(self.rfile.read(length))))
            content = {"model": "tiny", "choices": [{"message": {"role": "assistant", "content": "4"}}]}
            self.send_response(200)
            self.end_headers()
            self.wfile.write(json.dumps(content).encode())

        def log_message(self, *_):
            pass

    here = HTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=here.serve_forever, daemon=True).start()
    monkeypatch.setenv("COURSE_CHAT_URL", f"http://127.0.0.1:{here.server_port}/v1/")
    monkeypatch.setenv("COURSE_CHAT_KEY", "secret")
    yield seen
    here.shutdown()
    here.server_close()


def test_a_server_is_asked_in_the_usual_form(server):
    reply = ask(ASKED, temperature=0.5)
    assert (reply.text, reply.recorded, reply.model) == ("4", False, "tiny")
    path, key, body = server[0]
    assert (path, key) == ("/v1/chat/completions", "Bearer secret")
    assert body == request_body(ASKED, "default", temperature=0.5)


def test_without_an_address_the_answer_is_read_from_the_file(monkeypatch):
    monkeypatch.delenv("COURSE_CHAT_URL", raising=False)
    first = json.loads(RECORDED.read_text(encoding="utf-8"))[0]
    reply = ask([{"role": "user", "content": first["asked"]}])
    assert reply == (first["text"], True, first["model"])
    with pytest.raises(ValueError, match="only a recorded question can be asked"):
        ask(ASKED)


def test_a_server_that_is_not_there_is_named(monkeypatch):
    monkeypatch.setenv("COURSE_CHAT_URL", "http://127.0.0.1:9/v1")
    with pytest.raises(ConnectionError, match=r"must answer at http://127\.0\.0\.1:9/v1/chat"):
        ask(ASKED)


def test_malformed_messages_and_answers_are_refused():
    with pytest.raises(ValueError, match=r"got .'role': 'pirate'"):
        request_body([{"role": "pirate", "content": "Arr"}], "tiny")
    with pytest.raises(ValueError, match="at least 1 message, got 0"):
        request_body([], "tiny")
    with pytest.raises(ConnectionError, match=r"got the keys \['error'\]"):
        reply_of({"error": "no"})
