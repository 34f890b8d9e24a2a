"""Times and traces, read back from the file that the profiler writes."""

import json

import pytest
import torch

from course_lib.training.profiling import (
    Span,
    can_compile,
    fastest,
    inside,
    operators,
    read_trace,
    record_function,
    traced,
)


@pytest.fixture(scope="module")
def trace(tmp_path_factory):
    path = tmp_path_factory.mktemp("trace") / "trace.json"
    x = torch.randn(30, 30)
    with traced(path) as profiler, record_function("ours"):
        for _ in range(3):
            x @ x
    return path, profiler


def test_a_trace_holds_our_span_and_the_operations_in_it(trace):
    spans = read_trace(trace[0])
    (ours,) = (span for span in spans if span.name == "ours")
    assert ours.is_ours
    within = inside(spans, ours)
    products = [span for span in within if span.name == "aten::mm"]
    assert len(products) == 3
    assert all(0 <= span.start <= span.end <= ours.length + 1 for span in products)
    assert spans == sorted(spans, key=lambda span: span.start)


def test_the_table_counts_calls_and_its_shares_are_of_a_whole(trace):
    rows = operators(trace[1], n=100)
    assert {row["operation"]: row["calls"] for row in rows}["aten::mm"] == 3
    assert all(row["operation"] != "ours" for row in rows)
    assert sum(int(row["share"].removesuffix(" %")) for row in rows) == pytest.approx(100, abs=len(rows))
    assert len(operators(trace[1], n=2)) == 2


def test_the_fastest_of_several_runs_is_taken(monkeypatch):
    times = iter([0.0, 5.0, 10.0, 12.0, 20.0, 23.0])
    monkeypatch.setattr("course_lib.training.profiling.time.perf_counter", lambda: next(times))
    assert fastest(lambda: None, n_runs=3) == 2.0


def test_spans_inside_another_are_counted_from_its_beginning():
    outer, within, after = Span("a", 10, 5, True), Span("b", 12, 1, False), Span("c", 15, 1, False)
    assert inside([outer, within, after], outer) == [Span("b", 2, 1, False)]


@pytest.mark.parametrize(("compiler", "capability", "expected"), [("g++", "AVX2", True), (None, "AVX2", False)])
def test_compiling_needs_a_compiler(monkeypatch, compiler, capability, expected):
    monkeypatch.setattr("course_lib.training.profiling.shutil.which", lambda name: compiler)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: capability)
    assert can_compile() is expected


def test_compiling_needs_vector_instructions(monkeypatch):
    monkeypatch.setattr("course_lib.training.profiling.shutil.which", lambda name: "/bin/" + name)
    monkeypatch.setattr(torch.backends.cpu, "get_cpu_capability", lambda: "DEFAULT")
    assert not can_compile()


def test_no_run_is_refused():
    with pytest.raises(ValueError, match="at least 1, got 0"):
        fastest(lambda: None, n_runs=0)


def test_a_trace_without_spans_is_refused(tmp_path):
    path = tmp_path / "empty.json"
    path.write_text(json.dumps({"traceEvents": [{"ph": "M"}]}))
    with pytest.raises(ValueError, match="none among 1 events"):
        read_trace(path)
