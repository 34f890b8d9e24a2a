"""The small network reads words, their neighbours and the one asked about, and no padding."""

import torch

from course_lib.finetuning.fine_tune import fine_tune
from course_lib.finetuning.small_tagger import (
    Example,
    SmallTagger,
    WordLayout,
    count_features,
    trained,
    word_loss,
)

SENTENCES = [("Rosa", "lost", "2", "bells"), ("Ben", "ran"), ("then", "Rosa", "ran")]
NUMBERS = count_features(SENTENCES)


def model(**options):
    torch.manual_seed(0)
    return SmallTagger(len(NUMBERS), 3, **options).eval()


def example(words, targets=(0,), asked=None):
    return Example(words, [int(place == asked) for place in range(len(words))], targets)


def test_rare_features_are_left_out():
    assert "w rosa" in count_features(SENTENCES, at_least=2)
    assert "w ben" not in count_features(SENTENCES, at_least=2)
    assert min(NUMBERS.values()) == 1


def test_padding_changes_nothing():
    lay_out, tagger = WordLayout(NUMBERS), model()
    alone = tagger(lay_out([example(SENTENCES[1])]))
    beside = tagger(lay_out([example(SENTENCES[0]), example(SENTENCES[1])]))
    torch.testing.assert_close(beside[1, :2], alone[0])
    pooled = model(pooled=True)
    alone = pooled(lay_out([example(SENTENCES[1])]))
    beside = pooled(lay_out([example(SENTENCES[0]), example(SENTENCES[1])]))
    torch.testing.assert_close(beside[1], alone[0])


def test_all_words_see_the_one_that_is_asked_about():
    lay_out, tagger = WordLayout(NUMBERS), model()
    far = SENTENCES[0] * 3
    first, last = (tagger(lay_out([example(far, asked=place)])) for place in (0, 11))
    assert not torch.allclose(first[0, 5], last[0, 5])


def test_it_learns_three_sentences():
    tagger = model()
    examples = [example(words, [i % 3 for i in range(len(words))]) for words in SENTENCES]
    options: dict = {"n_steps": 60, "batch_size": 3, "learning_rate": 0.02}
    losses = fine_tune(tagger, examples, WordLayout(NUMBERS), word_loss, **options)
    assert losses[-1] < 0.3 < losses[0]


def test_a_trained_network_learns_and_depends_on_the_seed_alone():
    capital = [Example(("in", name), (0, 0), (0, int(name[0].isupper()))) for name in ("Rome", "bed", "Bonn", "town")]
    pairs = [trained(capital * 8, 2, epochs=20, seed=seed) for seed in (0, 0, 1)]
    batch = pairs[0][1](capital)
    first, again, other = (model.eval()(batch) for model, _ in pairs)
    assert torch.equal(first.argmax(-1), batch.targets)
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
