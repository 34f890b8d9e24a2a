"""A spectrogram's axes, marks and silence."""

import numpy as np
import pytest
import torch

from course_lib.plots.spectrum import draw_spectrum, spectrum

ENERGIES = torch.tensor([[1.0, 0.1, 0.0], [0.01, 1e-9, 1.0]])


def test_shades_are_decibels_below_the_loudest():
    axes = draw_spectrum(ENERGIES, "A title", hop=0.5, highest=4000.0)
    shades = torch.from_numpy(np.asarray(axes.images[0].get_array()))
    torch.testing.assert_close(shades, torch.tensor([[0.0, -20.0], [-10.0, -60.0], [-60.0, 0.0]]), atol=1e-3, rtol=0)
    assert axes.images[0].get_extent() == [0, 1.0, 0, 4000.0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("time in seconds", "frequency in hertz")


def test_marks_stand_where_they_should():
    axes = draw_spectrum(ENERGIES, "A title", 0.5, 4000.0, {"one": 0.5})
    assert [text.get_text() for text in axes.texts] == [" one"]
    with pytest.raises(ValueError, match=r"between 0 and 1.00 seconds, got .*1.5"):
        draw_spectrum(ENERGIES, "A title", 0.5, 4000.0, {"late": 1.5})


def test_silence_cannot_be_drawn():
    with pytest.raises(ValueError, match="got at most 0"):
        draw_spectrum(torch.zeros(2, 3), "A title", 0.5, 4000.0)


def test_it_is_published_with_its_alt_text(capsys):
    spectrum(ENERGIES, "A title", "What it shows.")
    assert "What it shows." in capsys.readouterr().out
