"""A place to run programs that nobody has read: what a model writes is such a program.

    run("print(6 * 7)")     →  Run(verdict="finished", output="42\\n", …)

Each program gets a process of its own, an empty folder that vanishes, no environment, limits, and the fences of
inside.py. `fences()` says which of the kernel's stand on this machine; without them (macOS) only limits and an audit
hook are left, which stop accidents but no attack. Windows has neither: there `run` refuses.

Not prevented anywhere: faults of the kernel or of Python; a program that measures time, or uses the processor until
its time is up; one that looks through Python's frames for the word that proves its report (it could claim to have
finished, so never let such a program mark itself for money).
Tested, with hostile programs, by tests/applications/code/test_sandbox.py.
"""

import contextlib
import json
import os
import secrets
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, Literal

Verdict = Literal["finished", "raised", "time out", "memory", "too much output", "died"]
INSIDE = Path(__file__).with_name("inside.py")


@dataclass(frozen=True)
class Limits:
    """What a program may use.

    Args:
        seconds: by the clock on the wall.
        memory_mb: of addresses; Python alone takes about 20.
        disk_mb: in its folder.
        output_chars: written to standard output and standard error.

    Raises:
        ValueError: if one of them is not positive.
    """

    seconds: float = 5.0
    memory_mb: int = 256
    disk_mb: int = 4
    output_chars: int = 10_000

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if not value > 0:
                raise ValueError(f"{name} must be positive, got {value}.")


@dataclass(frozen=True)
class Run:
    """What became of a program.

    Args:
        verdict: "finished" only if its last line was reached.
        output: what it wrote to standard output, cut at the limit.
        error: "ValueError: what it says", or why it was ended; empty if it finished.
        line: of the program, where the error was raised; 0 if there is none.
        seconds: from start to end.
        layers: the kernel's fences that stood around it.
    """

    verdict: Verdict
    output: str
    error: str
    line: int
    seconds: float
    layers: tuple[str, ...] = ()


DEFAULT = Limits()


def run(program: str, limits: Limits = DEFAULT, *, kernel: bool = True, hook: bool = True) -> Run:
    """Run a program in the sandbox, and say what became of it. It never raises what the program raises.

    Args:
        program: Python's source.
        limits: what it may use.
        kernel, hook: whether to build the kernel's fences and Python's; tests take one away to try the other.

    Raises:
        RuntimeError: on a system without POSIX limits (Windows).

    >>> run("print(6 * 7)").output
    '42\\n'
    >>> run("1 / 0").error
    'ZeroDivisionError: division by zero'
    """
    if os.name != "posix":
        raise RuntimeError("the sandbox needs a POSIX system (Linux, macOS; Colab is one), got Windows.")
    with tempfile.TemporaryDirectory(prefix="sandbox_") as folder:
        given = asdict(limits) | {"folder": os.path.realpath(folder), "kernel": kernel, "hook": hook}
        return _run(program, given, limits)


def fences() -> tuple[str, ...]:
    """Return which of the kernel's fences stand on this machine: own disk, Landlock, seccomp."""
    return run("").layers


def _run(program: str, given: dict[str, Any], limits: Limits) -> Run:
    reading, writing = os.pipe()
    secret, start = secrets.token_hex(16), time.perf_counter()
    command = [os.path.realpath(sys.executable), "-I", "-S", "-B", "-X", "utf8", str(INSIDE)]
    pipes: dict[str, Any] = dict.fromkeys(("stdin", "stdout", "stderr"), subprocess.PIPE)
    process = subprocess.Popen(
        command, **pipes, cwd=given["folder"], env={}, pass_fds=[writing], start_new_session=True
    )
    os.close(writing)
    with os.fdopen(reading, "rb") as channel:
        try:
            sent = json.dumps(given | {"program": program, "secret": secret, "channel": writing})
            _send(process, sent.encode())
            output, ended = _gather(process, channel, limits, start)
        finally:
            _end(process)
    seconds = time.perf_counter() - start
    report = _report(output.pop("report"), secret)
    said = {name: bytes(one).decode(errors="replace") for name, one in output.items()}
    text = said["stdout"][: limits.output_chars]
    if ended:
        return Run(ended, text, ended, 0, seconds)
    if report is None:
        code = process.returncode
        why = signal.Signals(-code).name if code < 0 else f"exit code {code}"
        last = said["stderr"].strip().splitlines()[-1:]
        return Run("died", text, " · ".join([f"ended without a report: {why}", *last]), 0, seconds)
    layers = tuple(report["layers"])
    if not report["error"]:
        return Run("finished", text, "", 0, seconds, layers)
    verdict: Verdict = "memory" if report["error"] == "MemoryError" else "raised"
    error = ": ".join(one for one in (report["error"], report["message"]) if one)
    return Run(verdict, text, error, report["line"], seconds, layers)


def _send(process: "subprocess.Popen[bytes]", data: bytes) -> None:
    assert process.stdin is not None
    with contextlib.suppress(BrokenPipeError):
        process.stdin.write(data)
        process.stdin.close()


def _gather(
    process: "subprocess.Popen[bytes]", channel: IO[bytes], limits: Limits, start: float
) -> tuple[dict[str, bytearray], Verdict | None]:
    """Read all that comes until every pipe is closed, or a limit is passed."""
    pipes = {"stdout": process.stdout, "stderr": process.stderr, "report": channel}
    found = {name: bytearray() for name in pipes}
    with selectors.DefaultSelector() as waiting:
        for name, pipe in pipes.items():
            assert pipe is not None
            waiting.register(pipe, selectors.EVENT_READ, name)
        while waiting.get_map():
            left = limits.seconds - (time.perf_counter() - start)
            ready = waiting.select(max(left, 0))
            if left <= 0:
                return found, "time out"
            for key, _ in ready:
                part = os.read(key.fd, 2**16)
                found[key.data] += part
                if not part:
                    waiting.unregister(key.fileobj)
            if len(found["stdout"]) + len(found["stderr"]) > 4 * limits.output_chars:
                return found, "too much output"
    if len(found["stdout"].decode(errors="replace")) > limits.output_chars:
        return found, "too much output"
    return found, None


def _end(process: "subprocess.Popen[bytes]") -> None:
    """Kill the process and its whole group, and wait until it is gone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.kill()
    process.wait()
    for pipe in (process.stdin, process.stdout, process.stderr):
        if pipe is not None:
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


def _report(data: bytearray, secret: str) -> dict[str, Any] | None:
    """Return what inside.py reported, if it did: the program does not know the secret."""
    try:
        found = json.loads(bytes(data))
    except ValueError:
        return None
    return found if isinstance(found, dict) and found.get("secret") == secret else None
