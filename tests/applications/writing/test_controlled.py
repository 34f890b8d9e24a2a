"""The judges find the town's texts obedient; the rules are right on small cases."""

import pytest
import torch

from course_lib.applications.writing.controlled import (
    asked_for,
    head_item,
    n_sentences,
    obedience,
    obeys,
    rhymes_as,
    write_for,
)
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.tasks.writing import MAKERS
from course_lib.models.pretrained import load_with_tokenizer


@pytest.mark.parametrize("genre", MAKERS)
def test_the_town_obeys_its_own_controls(genre):
    asked = asked_for(genre, 25)
    found = obedience([one.text for one in asked], asked)
    counted = {"rhyme", "lines", "speeches", "sentences", "about", "item"}
    assert all(found[key] == 1 for key in counted & found.keys())
    assert found["genre"] == 1
    assert min(found.values()) > 0.6


@pytest.mark.parametrize("genre", ["poem", "script"])
def test_other_texts_do_not(genre):
    asked = asked_for(genre, 25)
    texts = [one.text for one in [*asked[1:], asked[0]]]
    assert obedience(texts, asked)["all"] < 0.2


def test_counts_by_hand():
    poem = "Tea\nOn the quay,\nby the sea.\nIn the town,\nsitting down."
    assert rhymes_as(poem, "aabb")
    assert not rhymes_as(poem, "abab")
    assert not rhymes_as(poem + "\nOne more.", "aabb")
    assert not rhymes_as("Tea", "aabb")
    assert obeys(poem, "poem", "lines", "4")
    assert not obeys(poem, "poem", "lines", "8")
    assert head_item("Toy train, 30 crowns, at Tin Soldier\nBuy it!") == "toy train"
    assert head_item("Buy it!") == ""
    assert n_sentences("Map, 8 crowns, at The Reading Room\nBuy it. Now!", "product") == 2
    assert obeys("Anna ran. She fell.", "story", "about", "Anna")
    assert not obeys("She ran. Anna fell.", "story", "about", "Anna")


def test_the_line_is_cut_off_and_the_seed_decides():
    model, tokenizer = load_with_tokenizer(checkpoint("town_writer"))

    def draw(seed):
        chance = torch.Generator().manual_seed(seed)
        return write_for(model, tokenizer, ["poem | lines 4", "script"], chance, max_new_tokens=20)

    assert draw(0) == draw(0) != draw(1)
    assert not any("|" in text for text in draw(0))


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_is_not_there_is_refused():
    with pytest.raises(ValueError, match=r"poem has the controls rhyme, .*; got 'sentences'"):
        obeys("Tea", "poem", "sentences", "3")
    with pytest.raises(ValueError, match="a text for each of 1 or more pieces, got 1 for 0"):
        obedience(["Tea"], [])
    with pytest.raises(ValueError, match="got 'held out'"):
        asked_for("poem", 1, "held out")
    with pytest.raises(ValueError, match=r"genre must be one of story, .* got 'ode'"):
        asked_for("ode", 1)
