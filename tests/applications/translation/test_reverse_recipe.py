"""A recipe can turn translations round: what was written is read."""

import pytest

from course_lib.training.recipe import read_recipe
from course_lib.training.translation_task import translation_task

SMALL = ["corpus_size=60", "vocab_size=300", "batch_size=4"]


def test_sources_and_targets_change_places():
    back = translation_task(read_recipe("town_translation_back", SMALL))
    there = translation_task(read_recipe("town_translation_back", [*SMALL, "reverse=false"]))
    assert back.training_text.splitlines()[0] == there.training_text.splitlines()[1]
    source, *_, target = back.held_out[0]
    assert len(source) == len(target)
    text = back.tokenizer.decode([i for i in target[0].tolist() if i > 2])
    assert text.isascii()


def test_other_objectives_have_nothing_to_turn_round():
    with pytest.raises(ValueError, match="reverse is for 'translation', got 'causal'"):
        read_recipe("town_gpt", ["reverse=true"])
