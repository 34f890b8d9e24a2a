"""A translator gives what its model gives, alone or in a batch."""

from itertools import pairwise

import pytest
import torch
import torch.nn.functional as F

from course_lib.applications.translation.translator import Translator, characters_of
from course_lib.training.translation_task import END

SENTENCES = ["Anna went to the garden.", "Lucas was happy.", "At noon, Anna wrote a letter to Lucas."]


@pytest.fixture(scope="module")
def translator():
    return Translator.shipped("town_translation")


def test_one_beam_is_greedy(translator):
    assert translator.beam(SENTENCES, n_beams=1) == translator.greedy(SENTENCES)


def test_a_batch_gives_what_each_sentence_gives_alone(translator):
    assert translator.greedy(SENTENCES) == [translator.greedy([one])[0] for one in SENTENCES]


def test_chance_is_the_generators_alone(translator):
    first, second = (translator.sample(SENTENCES, torch.Generator().manual_seed(3), temperature=1.5) for _ in "ab")
    assert first == second


def test_names_are_translated(translator):
    assert translator.greedy(["Anna was Rosa's younger sister."])[0].count("安娜") == 1


def test_the_log_probability_is_the_sum_over_the_tokens(translator):
    target = translator.greedy(SENTENCES[:1])[0]
    ids = [*translator.tokenizer.encode(target), END]
    source = torch.tensor([[*translator.tokenizer.encode(SENTENCES[0]), END]])
    with torch.no_grad():
        logits = translator.model(source, torch.tensor([[END, *ids[:-1]]]))[0]
    by_hand = -F.cross_entropy(logits, torch.tensor(ids), reduction="sum")
    both = translator.log_probability([SENTENCES[0], SENTENCES[2]], [target, "她去了很远很远的地方。"])
    assert both[0].item() == pytest.approx(by_hand.item(), abs=1e-3)
    assert both[0] > both[1]


def test_tokens_stand_where_their_characters_do(translator):
    text = "静怡和安娜。"
    places = characters_of(translator.tokenizer, translator.tokenizer.encode(text))
    assert places[0][0] == 0
    assert places[-1][1] == len(text)
    assert all(before[0] <= after[0] for before, after in pairwise(places))


def test_no_sentences_are_refused(translator):
    with pytest.raises(ValueError, match="list of one text or more, got 'Anna'"):
        translator.encode("Anna")
