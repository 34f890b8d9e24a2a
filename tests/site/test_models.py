"""The models that live figures ask for are put beside the pages, if they are the library's."""

import json

import pytest
from course_site.models import STATE, asked_for, copy
from sphinx.errors import ExtensionError

from course_lib.live.in_page.files import page_files


def with_widgets(*states: dict) -> dict:
    widgets = {str(number): {"state": state} for number, state in enumerate(states)}
    return {"cells": [], "metadata": {"widgets": {STATE: {"state": widgets}}}}


def test_only_figures_that_name_a_model_ask_for_one() -> None:
    files = {"town_gpt/config.json": [3, "abc"]}
    notebook = with_widgets({"_esm": ""}, {"checkpoint": "town_gpt", "files": files}, {})
    assert list(asked_for(notebook)) == [("town_gpt", files)]
    assert list(asked_for({"cells": [], "metadata": {}})) == []


def test_its_files_are_copied_and_all_may_read_them(tmp_path) -> None:
    files = json.loads(json.dumps(page_files("town_gpt")))
    copy("town_gpt", files, tmp_path)
    found = sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*"))
    assert found == sorted(files)
    for path, (n_bytes, _) in files.items():
        assert (tmp_path / path).stat().st_size == n_bytes
        assert (tmp_path / path).stat().st_mode & 0o444 == 0o444


def test_a_notebook_that_was_run_with_other_files_stops_the_build(tmp_path) -> None:
    files = json.loads(json.dumps(page_files("town_gpt")))
    files["town_gpt/model.safetensors"][1] = "0" * 12
    with pytest.raises(ExtensionError, match="the library's town_gpt is not the one that a figure was run with"):
        copy("town_gpt", files, tmp_path)
    assert not (tmp_path / "town_gpt").exists()
