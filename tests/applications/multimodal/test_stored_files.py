"""What is stored: files as their card says, and models as good as it says."""

import hashlib

import pytest

from course_lib.applications.multimodal.probes import PROBES, share_right
from course_lib.applications.multimodal.scenes import captioned
from course_lib.applications.multimodal.stored import FOLDER, NAMES, stored_card, stored_clip


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_those_of_the_card(name):
    path = FOLDER / f"{NAMES[name]}.safetensors"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stored_card()[f"sha256 of {path.name}"]
    assert path.stat().st_size < 200_000


@pytest.mark.parametrize("name", NAMES)
def test_a_stored_model_is_as_good_as_its_card_says(name):
    model, test = stored_clip(name), captioned(600, "test")
    for probe in PROBES:
        assert share_right(model, test, probe) == pytest.approx(stored_card()[name][probe], abs=0.02)
