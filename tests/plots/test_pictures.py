"""Pictures side by side: as many as there are, with their captions and the lines between patches."""

import numpy as np
import pytest

from course_lib.plots.pictures import draw_pictures, pictures


@pytest.fixture
def three():
    return [np.full((4, 6, 3), 40 * i, np.uint8) for i in range(3)]


def test_each_picture_has_its_caption(three):
    axes = draw_pictures(three, ["one", "two", "three"], "Numbers", columns=2)
    found = axes.figure.axes
    assert [one.get_xlabel() for one in found] == ["one", "two", "three", ""]
    assert [len(one.images) for one in found] == [1, 1, 1, 0]
    assert np.array_equal(np.asarray(found[2].images[0].get_array()), three[2])


def test_lines_stand_between_patches(three):
    axes = draw_pictures(three[:1], ["one"], "Patches", patch_size=2)
    ends = [np.asarray(line.get_xdata()).tolist() for line in axes.lines]
    assert sorted(first for first, last in ends if first == last) == [1.5, 3.5]
    assert len(axes.lines) == 2 + 1


def test_shades_of_grey_are_drawn_too():
    axes = draw_pictures([np.linspace(0, 1, 16).reshape(4, 4)], ["grey"], "Shades")
    assert axes.images[0].get_clim() == (0.0, 1.0)


def test_a_picture_without_a_caption_is_refused(three):
    with pytest.raises(ValueError, match="2 for 3"):
        draw_pictures(three, ["one", "two"], "Numbers")


def test_what_is_displayed_needs_an_alt_text(three):
    with pytest.raises(ValueError, match="alt text"):
        pictures(three, ["one", "two", "three"], "Numbers", alt=" ")
