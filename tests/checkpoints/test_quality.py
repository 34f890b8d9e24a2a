from itertools import count

import pytest
import torch

from course_lib.checkpoints import quality
from course_lib.checkpoints.quality import completion_quality, first_sentences, measure, story_quality, write
from course_lib.checkpoints.shipped import card, checkpoint, names
from course_lib.corpora.town.chance import Chance
from course_lib.corpora.town.people import Town
from course_lib.corpora.town.stories import story
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.training.causal_task import END

HOW: dict = {"temperature": 0.7, "top_p": 0.95}


@pytest.fixture(scope="module")
def pair():
    return load_with_tokenizer(checkpoint("town_gpt"))


def draw(pair, opening, seed=0):
    model, tokenizer = pair
    return write(model, tokenizer, opening, torch.Generator().manual_seed(seed), **HOW)


def test_the_same_seed_writes_the_same_and_the_opening_stays(pair):
    first = draw(pair, "Anna was")
    assert first == draw(pair, "Anna was") != draw(pair, "Anna was", seed=1)
    assert first.startswith("Anna was")
    assert END not in first


def test_a_text_fits_into_the_context(pair):
    model, tokenizer = pair
    assert len(tokenizer.encode(draw(pair, "Anna was. " * 40))) <= model.config.context_length


def test_what_the_tellers_write_gets_nearly_full_marks(pair, monkeypatch):
    numbers = count()
    monkeypatch.setattr(quality, "write", lambda *_, **__: story(Town(), "en", Chance("told", next(numbers))).text)
    model, tokenizer = pair
    found = story_quality(model, tokenizer, n=20)
    assert found["consistent"] > 0.97
    assert found["true of the town's people"] == 1
    assert 60 < found["checkable"] < found["statements"]


@pytest.mark.parametrize(
    ("body", "parsed"), [("\n    return 1", 1.0), ("\n    return (", 0.0), ("\n  return 1\n   x", 0.0)]
)
def test_code_is_parsed_whole(pair, monkeypatch, body, parsed):
    monkeypatch.setattr(quality, "write", lambda model, tokenizer, head, chance, **how: head + body)
    model, tokenizer = pair
    assert completion_quality(model, tokenizer, n=30)["parsed"] == parsed


def test_first_sentences_keep_the_days():
    assert first_sentences("A b. C d.\nE f. G", 2) == "A b. C d."
    assert first_sentences("A b. C d.\nE f. G", 3) == "A b. C d.\nE f."
    assert first_sentences("", 3) == ""


def test_only_models_with_a_measure_are_measured():
    with pytest.raises(ValueError, match=r"python_gpt.*got 'town_bert'"):
        measure("town_bert")


@pytest.mark.parametrize(
    ("name", "key", "least"), [("town_gpt", "consistent or true", 0.9), ("python_gpt", "parsed", 0.5)]
)
def test_the_cards_say_that_the_models_are_good_enough(name, key, least):
    assert name in names()
    assert card(name)["quality"][key] >= least
