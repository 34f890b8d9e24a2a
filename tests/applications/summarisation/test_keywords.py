"""Keywords by four methods, on texts small enough to do by hand."""

import pytest
import torch

from course_lib.applications.summarisation.keywords import (
    LatentSpace,
    at_k,
    by_frequency,
    by_textrank,
    by_tf_idf,
    by_vectors,
    candidates,
    mmr,
    neighbours,
)
from course_lib.finetuning.tf_idf import TfIdf

TEXT = "Anna lost the kite. The red kite flew over the hill, and Anna ran after the kite."


def test_stop_words_and_endings_are_no_candidates():
    assert candidates("The dog's tail is 2 inches.") == ["dog", "tail", "inches"]


def test_the_most_frequent_word_comes_first():
    assert by_frequency(TEXT)[:2] == ["kite", "anna"]


def test_tf_idf_prefers_what_other_texts_lack():
    rarity = TfIdf(["Anna sang.", "Anna ran.", "Anna slept.", "The kite flew."])
    order = by_tf_idf("Anna saw Anna. A kite fell, a kite.", rarity)
    assert order.index("kite") < order.index("anna")
    assert "saw" in order  # never seen elsewhere


def test_neighbours_by_hand():
    words, together = neighbours(["a", "b", "c", "a"], window=2)
    assert words == ["a", "b", "c"]
    assert together.tolist() == [[0, 1, 1], [1, 0, 1], [1, 1, 0]]
    assert neighbours(["a", "b", "c"], window=3)[1][0, 2] == 1


def test_textrank_ranks_the_word_with_the_most_neighbours_first():
    assert by_textrank(TEXT)[0] == "kite"
    assert by_textrank("") == []


def test_mmr_by_hand():
    relevance = torch.tensor([0.9, 0.85, 0.3])
    alike = torch.tensor([[1.0, 0.95, 0.0], [0.95, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert mmr(relevance, alike, 2, trade=1.0) == [0, 1]
    assert mmr(relevance, alike, 2, trade=0.5) == [0, 2]
    assert mmr(relevance, alike, 9) == [0, 2, 1]


def test_words_near_the_text_come_first():
    space = LatentSpace([TEXT, "Ben cooked a soup. The soup was hot.", "Ben ate the soup with Cleo."], size=2)
    assert by_vectors("Ben and the kite: a red kite flew over Anna.", space, k=3)
    assert torch.allclose(space([TEXT]).norm(dim=1), torch.ones(1, dtype=torch.float64))


def test_precision_and_recall_at_k_by_hand():
    scores = at_k([["kite", "hill", "red"], ["soup"]], [("Kite", "Anna"), ("soup",)], k=2)
    assert scores.precision == pytest.approx(2 / 3)
    assert scores.recall == pytest.approx(2 / 3)


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="at least 2 words, got 1"):
        neighbours(["a"], window=1)
    with pytest.raises(ValueError, match=r"got 1\.5"):
        mmr(torch.ones(2), torch.ones(2, 2), 1, trade=1.5)
    with pytest.raises(ValueError, match=r"2 rows, as there are 2 words, got \(3, 3\)"):
        mmr(torch.ones(2), torch.ones(3, 3), 1)
    with pytest.raises(ValueError, match="got 0, 1 and 1"):
        at_k([["a"]], [["a"]], 0)
    with pytest.raises(ValueError, match="between 1 and 2, got 3"):
        LatentSpace(["a kite", "a hill"], size=3)
