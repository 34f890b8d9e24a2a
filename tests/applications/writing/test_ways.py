"""The ways to decode: amounts are equal, rules hold, and the measures are those of loops."""

import pytest
import torch
import torch.nn.functional as F

from course_lib.applications.writing.ways import WAYS, Way, left_padded, qualities, token_log_probs, write_by
from course_lib.checkpoints.shipped import checkpoint
from course_lib.corpora.town.people import Town
from course_lib.models.pretrained import load_with_tokenizer
from course_lib.training.causal_task import END

OPENINGS = ["Anna was fond of soup.", "Ben lived in Church Lane."]


@pytest.fixture(scope="module")
def pair():
    return load_with_tokenizer(checkpoint("town_gpt"))


@pytest.mark.parametrize("name", WAYS)
def test_each_way_adds_as_much_to_each_opening(pair, name):
    _, tokenizer = pair
    texts = write_by(WAYS[name], pair[0], pair[1], OPENINGS, 12, torch.Generator().manual_seed(0))
    for opening, text in zip(OPENINGS, texts, strict=True):
        assert text.startswith(opening)
        assert END not in text
        assert abs(len(tokenizer.encode(text)) - len(tokenizer.encode(opening)) - 12) <= 1


def test_no_ngram_comes_twice(pair):
    _, tokenizer = pair
    (text,) = write_by(Way(no_repeat=2), pair[0], pair[1], OPENINGS[:1], 60)
    ids = tokenizer.encode(text)
    grams = [tuple(ids[i : i + 2]) for i in range(len(ids) - 1)]
    assert len(grams) - len(set(grams)) <= 1


def test_padding_does_not_change_a_text(pair):
    both = write_by(Way(penalty=1.2), pair[0], pair[1], OPENINGS, 10)
    alone = [write_by(Way(penalty=1.2), pair[0], pair[1], [one], 10)[0] for one in OPENINGS]
    assert both == alone


def test_log_probs_are_those_of_the_model(pair):
    model, tokenizer = pair
    text = OPENINGS[0] + " She smiled."
    found = token_log_probs(model, tokenizer, OPENINGS[0], text)
    ids = tokenizer.encode(text)
    n = len(tokenizer.encode(OPENINGS[0]))
    with torch.no_grad():
        for place, log_p in enumerate(found.tolist()):
            so_far = torch.tensor([[tokenizer.token_to_id(END), *ids[: n + place]]])
            expected = F.log_softmax(model(so_far)[0, -1], dim=-1)[ids[n + place]].item()
            assert log_p == pytest.approx(expected, abs=1e-4)
    assert len(found) == len(ids) - n


def test_texts_that_repeat_themselves_are_found_out(pair):
    texts = [one + " She ran to the park." * 6 for one in OPENINGS]
    found = qualities(pair[0], pair[1], OPENINGS, texts, Town())
    assert found.repetition > 0.7
    assert found.distinct < 0.2
    assert found.self_bleu > 99


def test_left_padding_by_hand():
    ids, mask = left_padded([[5, 6], [7]], pad_id=0)
    assert ids.tolist() == [[5, 6], [0, 7]]
    assert mask.tolist() == [[True, True], [False, True]]


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_done_is_refused(pair):
    with pytest.raises(ValueError, match="needs a generator, got None"):
        write_by(Way(temperature=1.0), pair[0], pair[1], OPENINGS, 3)
    with pytest.raises(ValueError, match="must go on from 'Anna', got 'Ben ran'"):
        token_log_probs(pair[0], pair[1], "Anna", "Ben ran")
