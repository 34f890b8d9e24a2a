"""Start a command in several processes on this machine, as `torchrun` does, and wait.

Held by tests/training/test_launch.py.
Left out: several machines; they need a command on each of them.
"""

import os
import subprocess
import sys

import torch.distributed as dist

SETTINGS = {"OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1", "CUDA_VISIBLE_DEVICES": ""}


def can_launch() -> bool:
    """Return whether processes can talk here: with Gloo, and not on Windows."""
    return sys.platform != "win32" and dist.is_available() and dist.is_gloo_available()


def torchrun(arguments: list[str], n_processes: int = 2, timeout: float = 120.0) -> str:
    """Run `python -m …` in several processes on CPUs; return what they print.

    They find each other at a free port. Each has one thread.

    Args:
        arguments: what follows `python -m`, such as ["course_lib.training", "town_gpt"].
        n_processes: how many.
        timeout: seconds after which all are ended.

    Raises:
        RuntimeError: if one of them fails, with the end of what it printed, or if they
            take too long.
    """
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone"]
    command = [*launcher, "--nproc-per-node", str(n_processes), "-m", *arguments]
    started = subprocess.Popen(
        command,
        env={**os.environ, **SETTINGS},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        printed, _ = started.communicate(timeout=timeout)
    except subprocess.TimeoutExpired:
        started.terminate()  # the launcher ends those that it has started, then itself
        started.communicate()
        raise RuntimeError(f"{n_processes} processes took over {timeout} s.") from None
    if started.returncode:
        raise RuntimeError(f"a process failed: {printed[-6000:]}")
    return printed
