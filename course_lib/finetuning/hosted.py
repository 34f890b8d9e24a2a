"""A model that somebody else runs: one request over the network, one answer.

The form is the one that most servers of chat models understand: `POST
{base}/chat/completions` with a list of messages. Where there is no address, `ask` reads a
recorded answer from hosted_answers.json beside this file, and says so.

    COURSE_CHAT_URL     such as http://localhost:8080/v1; unset: nothing leaves the machine
    COURSE_CHAT_KEY     sent as a bearer token, if set
    COURSE_CHAT_MODEL   the name that the server knows

Tested against a server on this machine by tests/finetuning/test_hosted.py.
Left out: streaming, tools, pictures, trying again after an error.
"""

import json
import os
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple
from urllib.error import URLError

RECORDED = Path(__file__).with_name("hosted_answers.json")
SECONDS = 60


class Reply(NamedTuple):
    """What came back.

    Args:
        text: of the answer.
        recorded: whether it was read from the file.
        model: what the server says that it ran.
    """

    text: str
    recorded: bool
    model: str


def request_body(
    messages: Sequence[Mapping[str, str]],
    model: str,
    temperature: float = 0.0,
    max_tokens: int = 200,
) -> dict[str, Any]:
    """Return what is sent, as JSON.

    Raises:
        ValueError: if a message is not a role (system, user or assistant) and a content.
    """
    roles = ("system", "user", "assistant")
    for one in messages:
        if set(one) != {"role", "content"} or one["role"] not in roles:
            must = f"a message must have a content, and a role among {', '.join(roles)}"
            raise ValueError(f"{must}; got {dict(one)}.")
    if not messages:
        raise ValueError("there must be at least 1 message, got 0.")
    sizes = {"temperature": temperature, "max_tokens": max_tokens}
    return {"model": model, "messages": [dict(one) for one in messages], **sizes}


def ask(messages: Sequence[Mapping[str, str]], **how: Any) -> Reply:
    """Return the answer of the server that the environment names, or a recorded one.

    Args:
        messages: the conversation so far.
        how: temperature and max_tokens, as for `request_body`.

    Raises:
        ValueError: if a message is malformed, or nothing is recorded for these messages.
        ConnectionError: if the server does not answer as it should.
    """
    base = os.environ.get("COURSE_CHAT_URL", "")
    name = os.environ.get("COURSE_CHAT_MODEL", "default")
    body = request_body(messages, name, **how)
    if not base:
        return recorded(messages)
    headers = {"Content-Type": "application/json"}
    if key := os.environ.get("COURSE_CHAT_KEY"):
        headers["Authorization"] = f"Bearer {key}"
    url = base.rstrip("/") + "/chat/completions"
    request = urllib.request.Request(url, json.dumps(body).encode(), headers)
    try:
        with urllib.request.urlopen(request, timeout=SECONDS) as response:
            return reply_of(json.load(response))
    except (URLError, OSError, json.JSONDecodeError) as error:
        raise ConnectionError(f"the server must answer at {url}, got: {error}.") from error


def reply_of(content: Mapping[str, Any]) -> Reply:
    """Return the first answer of a response.

    Raises:
        ConnectionError: if it is not of the usual form.
    """
    try:
        text = content["choices"][0]["message"]["content"]
    except (KeyError, IndexError, TypeError):
        must = "a response must hold choices[0].message.content"
        raise ConnectionError(f"{must}, got the keys {sorted(content)}.") from None
    return Reply(text, False, str(content.get("model", "")))


def recorded(messages: Sequence[Mapping[str, str]]) -> Reply:
    """Return the answer that the file has for the last message.

    Raises:
        ValueError: if it has none; the message names those that it has.
    """
    answers = json.loads(RECORDED.read_text(encoding="utf-8"))
    asked = messages[-1]["content"]
    for one in answers:
        if one["asked"] == asked:
            return Reply(one["text"], True, one["model"])
    known = "; ".join(repr(one["asked"]) for one in answers)
    must = "without COURSE_CHAT_URL only a recorded question can be asked"
    raise ValueError(f"{must}: {known}; got {asked!r}.")
