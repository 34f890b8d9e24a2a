"""Training stores two models and a card, and says what is missing; a few steps here."""

import hashlib

import pytest

from course_lib.applications.multimodal.probes import PROBES
from course_lib.applications.multimodal.stored import NAMES, stored_card, stored_clip
from course_lib.applications.multimodal.train import main


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("town_clip")
    main(n_steps=2, folder=made)
    return made


@pytest.mark.parametrize("name", NAMES)
def test_the_files_are_those_of_the_card_and_small(folder, name):
    path = folder / f"{NAMES[name]}.safetensors"
    assert hashlib.sha256(path.read_bytes()).hexdigest() == stored_card(folder)[f"sha256 of {path.name}"]
    assert path.stat().st_size < 200_000
    assert set(stored_card(folder)[name]) == set(PROBES)
    assert not stored_clip(name, folder).training


def test_a_model_that_is_unknown_or_was_not_made_is_refused(folder, tmp_path):
    with pytest.raises(ValueError, match="plain, with twins; got 'large'"):
        stored_clip("large", folder)
    with pytest.raises(ValueError, match=r"multimodal\.train makes it"):
        stored_clip("plain", tmp_path)
