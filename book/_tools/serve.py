"""Serve the built site on this machine: python book/_tools/serve.py [port]. The port may also come from PORT."""

import errno
import os
import sys
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
TAKEN = {errno.EADDRINUSE, errno.EACCES}  # some systems say "no access" for a port that another program holds


class Handler(SimpleHTTPRequestHandler):
    # The types that a system may not know, or know otherwise. Browsers refuse a module that is not JavaScript.
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".mjs": "text/javascript",
        ".css": "text/css",
        ".svg": "image/svg+xml",
        ".woff2": "font/woff2",
        ".wasm": "application/wasm",
        ".safetensors": "application/octet-stream",
    }

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing of each request."""


class Server(ThreadingHTTPServer):
    allow_reuse_address = os.name != "nt"  # there it would share a port that is taken

    def handle_error(self, request: object, client_address: object) -> None:
        """Pass over readers who leave before a page has come."""
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]


def port_from(arguments: list[str], environment: dict[str, str]) -> int:
    """Return the port that was asked for, 8000 if none was."""
    given = arguments[0] if arguments else environment.get("PORT") or "8000"
    if not given.isdecimal() or not 0 < int(given) < 65536:
        raise ValueError(f"A port is a number from 1 to 65535, got {given!r}.")
    return int(given)


def main() -> int | str:
    """Serve until Ctrl-C. Return the exit status, or a sentence that says why it could not."""
    if not (SITE / "index.html").exists():
        return f"There is no site in {SITE} yet: make html builds it."
    try:
        port = port_from(sys.argv[1:], dict(os.environ))
        server = Server(("127.0.0.1", port), partial(Handler, directory=str(SITE)))
    except ValueError as error:
        return str(error)
    except OSError as error:
        if error.errno not in TAKEN:
            raise
        return f"Port {port} is taken by another program: choose another, for example with make book PORT={port + 1}."
    print(f"The course is at http://127.0.0.1:{port} (Ctrl-C stops it)", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    return 0


if __name__ == "__main__":
    sys.exit(main())
