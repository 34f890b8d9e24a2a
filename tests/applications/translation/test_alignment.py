"""Attention as alignment: its table is a distribution, its score is that of links by hand."""

import pytest
import torch

from course_lib.applications.translation.alignment import (
    Alignment,
    Units,
    cross_attention,
    diagonal_links,
    score_links,
    true_links,
    units_of,
)
from course_lib.applications.translation.told import told_sentences
from course_lib.applications.translation.translator import Translator
from course_lib.applications.translation.word_model import Link


@pytest.fixture(scope="module")
def translator():
    return Translator.shipped("town_translation")


@pytest.fixture(scope="module")
def told():
    return told_sentences(12)


def test_units_say_the_text_and_cover_its_tokens(translator, told):
    for one in told:
        units = units_of(translator.tokenizer, one.target)
        assert "".join(units.words) == one.target.replace(" ", "")
        flat = [number for some in units.tokens for number in some]
        assert flat == list(range(len(translator.tokenizer.encode(one.target))))
        assert "�" not in "".join(units.words)


def test_every_row_of_every_head_is_a_distribution(translator, told):
    made = cross_attention(translator, told[0].source, told[0].target)
    assert made.weights.shape == (2, 6, len(made.target.words), len(made.source.words))
    torch.testing.assert_close(made.weights.sum(-1), torch.ones(made.weights.shape[:-1]))


def test_read_is_the_row_after_written(translator):
    source, target = "Anna was happy.", "安娜很高兴。"
    written = cross_attention(translator, source, target, "written")
    read = cross_attention(translator, source, target, "read")
    assert all(len(some) == 1 for some in written.target.tokens[:2])
    torch.testing.assert_close(written.weights[:, :, 1], read.weights[:, :, 0])


def test_links_take_the_largest_weight_and_leave_out_the_end():
    source = Units(["a", "b", "</s>"], [(0, 1), (1, 2), (-1, -1)], [[0], [1], [2]])
    target = Units(["x", "y"], [(0, 1), (1, 2)], [[0], [1]])
    weights = torch.tensor([[[[0.2, 0.7, 0.1], [0.3, 0.1, 0.6]], [[0.6, 0.3, 0.1], [0.5, 0.2, 0.3]]]])
    made = Alignment(source, target, weights)
    assert made.links(0, 0) == [Link(0, 1)]
    assert made.links(0, 1) == [Link(0, 0), Link(1, 0)]
    assert made.links() == [Link(0, 1)]  # means 0.4 0.5 0.1 and 0.4 0.15 0.45


def test_true_links_join_names(translator, told):
    one = told[0]
    source, target = units_of(translator.tokenizer, one.source), units_of(translator.tokenizer, one.target)
    true = true_links(one, source, target)
    said = {target.words[t]: "".join(source.words[s] for s in some) for t, some in true.items()}
    assert said["地下室里"].endswith("cellar")


def test_true_links_score_one_and_places_score_less(translator, told):
    tokenizer = translator.tokenizer

    def perfect(one):
        source, target = units_of(tokenizer, one.source, end=True), units_of(tokenizer, one.target)
        return [Link(t, min(some)) for t, some in true_links(one, source, target).items()]

    def by_place(one):
        return diagonal_links(units_of(tokenizer, one.source, end=True), units_of(tokenizer, one.target))

    assert score_links(told, tokenizer, perfect) == (1.0, 1.0)
    assert score_links(told, tokenizer, by_place).recall < 0.7


def test_no_links_are_refused(translator, told):
    with pytest.raises(ValueError, match="got 0 on"):
        score_links(told, translator.tokenizer, lambda _: [])
    with pytest.raises(ValueError, match="must not be empty"):
        units_of(translator.tokenizer, "")
