"""What every notebook uses."""

from collections.abc import Iterator

import pytest
import torch
from IPython.utils.capture import capture_output

from course_lib.models.attention import attention
from course_lib.notebook import setup, show, show_table


@pytest.fixture
def printing_as_before() -> Iterator[None]:
    """What setup() changes in how tensors are printed would show in every doctest that follows."""
    yield
    torch.set_printoptions(profile="default", sci_mode=None)


@pytest.mark.usefixtures("printing_as_before")
def test_setup_seeds_and_prints_one_line_of_versions(capsys):
    setup(seed=3)
    first = torch.rand(2)
    setup(seed=3)
    assert torch.equal(first, torch.rand(2))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 2
    assert all(part in lines[0] for part in ("course_lib 0.", "Python 3.", "torch 2."))


def test_show_prints_the_real_source(monkeypatch):
    shown = []
    monkeypatch.setattr("course_lib.notebook.display", lambda markdown: shown.append(markdown.data))
    show(attention)
    assert shown[0].startswith("```python\ndef attention(")
    assert "return weights @ value, weights\n```" in shown[0]


def test_show_of_something_without_python_source_is_refused():
    with capture_output(), pytest.raises(ValueError, match="written in Python, got <built-in function len>"):
        show(len)


def test_a_table_has_its_numbers_to_the_right_and_its_bars_escaped(monkeypatch):
    shown = []
    monkeypatch.setattr("course_lib.notebook.display", lambda markdown: shown.append(markdown.data))
    show_table([{"model": "a|b", "loss": "2.5"}, {"model": "c", "loss": "-1 %"}])
    assert shown == ["| model | loss |\n| --- | ---: |\n| a\\|b | 2.5 |\n| c | -1 % |"]


def test_a_table_without_rows_or_with_other_columns_is_refused():
    with pytest.raises(ValueError, match="at least 1 row to show, got 0"):
        show_table([])
    with pytest.raises(ValueError, match=r"columns \['a'\], row 1 has \['b'\]"):
        show_table([{"a": 1}, {"b": 2}])
