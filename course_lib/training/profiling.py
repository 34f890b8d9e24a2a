"""Where the time goes: the fastest of several runs, and PyTorch's trace of one step.

The profiler notes when each operation begins and ends. A `record_function("name")` in the
code draws a span around what is inside. Traces can be opened in https://ui.perfetto.dev.
Held by tests/training/test_profiling.py.
Left out: GPUs' kernels, which the same trace holds where there are some; Python's own
time, for which there is cProfile.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch.profiler import ProfilerActivity, profile
from torch.profiler import record_function as record_function  # for those who trace


@dataclass(frozen=True)
class Span:
    """One operation, or one span of ours: microseconds from the first one's beginning."""

    name: str
    start: float
    length: float
    is_ours: bool

    @property
    def end(self) -> float:
        return self.start + self.length


def can_compile() -> bool:
    """Return whether `torch.compile` can write programs for this CPU.

    It needs a C++ compiler, and PyTorch to use the vector instructions of the processor.
    """
    has_compiler = any(map(shutil.which, ("g++", "clang++")))
    return has_compiler and torch.backends.cpu.get_cpu_capability() != "DEFAULT"


def fastest(run: Callable[[], Any], n_runs: int = 5) -> float:
    """Return the seconds of the fastest run: what else the machine does only adds to it.

    Raises:
        ValueError: if there is no run.
    """
    if n_runs < 1:
        raise ValueError(f"n_runs must be at least 1, got {n_runs}.")
    seconds = []
    for _ in range(n_runs):
        start = time.perf_counter()
        run()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


@contextmanager
def traced(path: str | Path) -> Iterator[profile]:
    """Profile what runs inside, and write the trace as JSON."""
    os.environ.setdefault("KINETO_LOG_LEVEL", "99")  # else it says when it begins
    with profile(activities=[ProfilerActivity.CPU], acc_events=True) as profiler:
        yield profiler
    profiler.export_chrome_trace(str(path))


def operators(profiler: profile, n: int = 8) -> list[dict[str, Any]]:
    """Return a row for each operation that takes longest, without what it calls."""
    averages = [row for row in profiler.key_averages() if not row.is_user_annotation]
    total = sum(row.self_cpu_time_total for row in averages) or 1.0
    averages.sort(key=lambda row: row.self_cpu_time_total, reverse=True)
    return [
        {
            "operation": row.key,
            "calls": row.count,
            "ms": f"{row.self_cpu_time_total / 1000:.2f}",
            "share": f"{100 * row.self_cpu_time_total / total:.0f} %",
        }
        for row in averages[:n]
    ]


def read_trace(path: str | Path) -> list[Span]:
    """Return the spans of a trace that `traced` wrote, in the order in which they began.

    Raises:
        ValueError: if it holds none.
    """
    events = json.loads(Path(path).read_text(encoding="utf-8"))["traceEvents"]
    kinds = {"user_annotation": True, "cpu_op": False}
    found = [one for one in events if one.get("ph") == "X" and one.get("cat") in kinds]
    if not found:
        came = f"none among {len(events)} events"
        raise ValueError(f"{path} must hold at least 1 span, got {came}.")
    first = min(one["ts"] for one in found)
    spans = []
    for one in found:
        start, is_ours = one["ts"] - first, kinds[one["cat"]]
        spans.append(Span(one["name"], start, one["dur"], is_ours))
    return sorted(spans, key=lambda span: (span.start, -span.length))


def inside(spans: list[Span], outer: Span) -> list[Span]:
    """Return the spans that lie inside another one, counted from its beginning."""
    return [
        Span(span.name, span.start - outer.start, span.length, span.is_ours)
        for span in spans
        if span is not outer and outer.start <= span.start < outer.end
    ]
