"""Who sees whom: a filled square for each True, a target behind an arrow where there is one."""

from typing import Any

import pytest
import torch
from matplotlib.colors import to_hex

from course_lib.plots.figure import COLORS
from course_lib.plots.visibility import draw_visibility

SEES = torch.tensor([[True, False, False], [True, True, False]])


def test_the_squares_are_those_of_the_mask_and_the_targets_stand_in_their_rows():
    axes: Any = draw_visibility(SEES, ["a", "b"], ["x", "y", "z"], ["", "w"], "title")
    filled = [to_hex(square.get_facecolor()) == COLORS[0] for square in axes.patches]
    assert filled == SEES.flatten().tolist()
    assert [(text.get_text(), text.get_position()[1]) for text in axes.texts] == [("→ w", 1)]
    assert [label.get_text() for label in axes.get_xticklabels()] == ["x", "y", "z"]
    assert axes.get_title(loc="left") == "title"


@pytest.mark.usefixtures("as_readers_call_it")
@pytest.mark.parametrize(("rows", "targets"), [(["a"], ["", ""]), (["a", "b"], [""])])
def test_labels_that_do_not_fit_are_refused(rows, targets):
    with pytest.raises(ValueError, match=rf"shape \(2, 3\).*got {len(rows)} rows, 3 columns, {len(targets)} targets"):
        draw_visibility(SEES, rows, ["x", "y", "z"], targets, "title")
