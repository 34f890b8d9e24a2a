"""Two pieces of code timed side by side: the one, the other, the one …, in a process of its own.

Alternating lets a busy machine slow both alike, so the ratio holds where the seconds do not. A fresh process,
because pytest checks types in this one, which costs time that no reader pays.
"""

import os
import subprocess
import sys
from typing import NamedTuple

# Reads three pieces of code from its arguments; its last printed line is the two medians, in seconds.
TIMING = """
import statistics, sys, time

setup, ours, theirs, rounds = *sys.argv[1:4], int(sys.argv[4])
names = {}
exec(compile(setup, "setup", "exec"), names)
pair = [compile(code, name, "exec") for name, code in (("ours", ours), ("theirs", theirs))]
for code in pair:
    exec(code, names)  # warm: what is built once is not timed
seconds = ([], [])
for _ in range(rounds):
    for code, spent in zip(pair, seconds):
        started = time.perf_counter()
        exec(code, names)
        spent.append(time.perf_counter() - started)
print(*(statistics.median(spent) for spent in seconds))
"""
THREADS = ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "RAYON_NUM_THREADS")


class Comparison(NamedTuple):
    """The median seconds of one round of each, and how many times faster ours is."""

    ours_s: float
    theirs_s: float
    ratio: float


def ratio(setup_code: str, ours: str, theirs: str, rounds: int = 7, threads: int = 2) -> Comparison:
    """Return how long `ours` and `theirs` take, run in turn `rounds` times after `setup_code`, which both may use.

    Raises:
        RuntimeError: if the code fails; the message ends with what it printed.
    """
    command = [sys.executable, "-c", TIMING, setup_code, ours, theirs, str(rounds)]
    settings = {"GOMP_SPINCOUNT": "1000", **os.environ}  # as in the Makefile
    settings |= dict.fromkeys(THREADS, str(threads))
    done = subprocess.run(command, capture_output=True, text=True, env=settings)
    if done.returncode:
        raise RuntimeError(f"the code to be timed failed with {done.returncode}:\n{done.stderr}")
    ours_s, theirs_s = map(float, done.stdout.splitlines()[-1].split())
    return Comparison(ours_s, theirs_s, theirs_s / ours_s)


def line(what: str, compared: Comparison) -> str:
    """Return the line that a benchmark prints."""
    return f"{what}: ours {compared.ours_s:.4g} s, theirs {compared.theirs_s:.4g} s, ratio {compared.ratio:.2f}"
