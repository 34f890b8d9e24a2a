"""The mixture of writing and copying, beside the formula as loops; a model that learns to copy what it cannot read."""

import pytest
import torch

from course_lib.applications.summarisation.copying import (
    END,
    PAD,
    START,
    UNKNOWN,
    CopyLayout,
    PointerGenerator,
    Vocabulary,
    copy_distribution,
    joined,
    summarise,
    summary_loss,
    tokens,
)
from course_lib.finetuning.fine_tune import fine_tune

VOCABULARY = Vocabulary.of(["the dog saw a cat .", "the dog ran ."], min_count=1)


def test_tokens_are_joined_to_the_text_again():
    text = "Anna's cat ran, and it fell."
    assert joined(tokens(text)) == text


def test_the_vocabulary_counts_texts():
    assert Vocabulary.of(["a a a b", "b c"], min_count=2).words[4:] == ("b",)
    assert len(VOCABULARY) == 4 + 7


def test_the_mixture_agrees_with_the_definition_written_as_loops():
    generator = torch.Generator().manual_seed(0)
    p_vocab = torch.rand(2, 3, 5, generator=generator).softmax(-1)
    weights = torch.rand(2, 3, 4, generator=generator).softmax(-1)
    p_gen = torch.rand(2, 3, 1, generator=generator)
    places = torch.tensor([[4, 5, 4, 6], [0, 6, 2, 6]])[:, None].expand(-1, 3, -1)
    found = copy_distribution(p_gen, p_vocab, weights, places, n_extra=2)
    for b in range(2):
        for t in range(3):
            for word in range(7):
                written = float(p_gen[b, t, 0] * p_vocab[b, t, word]) if word < 5 else 0.0
                copied = sum(float(weights[b, t, i]) for i in range(4) if places[b, t, i] == word)
                assert float(found[b, t, word]) == pytest.approx(
                    written + (1 - float(p_gen[b, t, 0])) * copied, abs=1e-6
                )
    assert torch.allclose(found.sum(-1), torch.ones(2, 3))


def test_unknown_words_count_on_from_the_vocabulary():
    batch = CopyLayout(VOCABULARY)(
        [("the zebra saw Zoe , the zebra ran .", "Zoe saw a zebra ."), ("the dog ran .", "the")]
    )
    n = len(VOCABULARY)
    number = VOCABULARY.numbers()
    assert batch.extra == [["zebra", "Zoe", ","], []]
    assert batch.source[0, 1] == UNKNOWN
    assert batch.places[0, [1, 3, 6]].tolist() == [n, n + 1, n]
    assert batch.targets[0].tolist() == [n + 1, number["saw"], number["a"], n, number["."], END]
    assert batch.inputs[0].tolist() == [START, UNKNOWN, number["saw"], number["a"], UNKNOWN, number["."]]
    assert batch.targets[1].tolist() == [number["the"], END, PAD, PAD, PAD, PAD]
    assert batch.mask.sum(1).tolist() == [9, 4]


def test_hidden_words_are_unknown_here_and_there():
    layout = CopyLayout(VOCABULARY, hide=0.5)
    hidden = [layout([("the dog saw a cat .", "the cat ran .")]).extra[0] for _ in range(30)]
    assert {word for one in hidden for word in one} == {"the", "dog", "saw", "a", "cat"}
    assert len({tuple(one) for one in hidden}) > 5


def test_the_loss_is_that_of_the_right_words():
    model = PointerGenerator(len(VOCABULARY), d_hidden=8)
    batch = CopyLayout(VOCABULARY)([("the zebra ran .", "the zebra")])
    said = model(batch).probabilities[0].detach()
    by_hand = -sum(float(said[step, word].log()) for step, word in enumerate(batch.targets[0].tolist())) / 3
    assert summary_loss(model, batch).item() == pytest.approx(by_hand, abs=1e-5)
    assert torch.allclose(said.sum(-1), torch.ones(3), atol=1e-5)


def test_padding_changes_nothing():
    model = PointerGenerator(len(VOCABULARY), d_hidden=8)
    layout = CopyLayout(VOCABULARY)
    short, long = ("the dog ran .", "a dog ran ."), ("the cat saw the dog and the dog saw the cat .", "a cat ran .")
    alone, together = model(layout([short])), model(layout([short, long]))
    assert torch.allclose(
        alone.probabilities[0], together.probabilities[0, :, : alone.probabilities.shape[-1]], atol=1e-6
    )


def test_a_model_without_copying_never_says_a_word_that_it_does_not_know():
    model = PointerGenerator(len(VOCABULARY), d_hidden=8, copies=False)
    said = model(CopyLayout(VOCABULARY)([("the zebra ran .", "the zebra")]))
    assert said.probabilities[..., len(VOCABULARY) :].sum() == 0
    assert (said.p_gen == 1).all()


def test_it_learns_to_copy_a_word_that_it_has_never_seen():
    names = [f"name{i}" for i in range(40)]
    pairs = [(f"the {name} ran .", f"{name} ran .") for name in names]
    vocabulary = Vocabulary.of(["the ran ."] * 2)
    layout = CopyLayout(vocabulary)
    model = PointerGenerator(len(vocabulary), d_hidden=24)
    fine_tune(model, pairs, layout, summary_loss, n_steps=120, batch_size=16, learning_rate=1e-2)
    assert summarise(model, ["the zebra ran .", "the Zoe ran ."], layout) == ["zebra ran.", "Zoe ran."]


def test_bad_settings_are_refused():
    with pytest.raises(ValueError, match="over 3 and d_hidden positive, got 3 and 8"):
        PointerGenerator(3, d_hidden=8)
    with pytest.raises(ValueError, match="below 1, got 1"):
        CopyLayout(VOCABULARY, hide=1)
    with pytest.raises(ValueError, match="got 0"):
        CopyLayout(VOCABULARY)([])
