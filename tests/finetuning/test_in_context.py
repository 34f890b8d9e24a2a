"""The shops: texts are what they say, and a model learns to read the examples."""

import pytest
import torch

from course_lib.checkpoints.shipped import sha256
from course_lib.finetuning import in_context
from course_lib.finetuning.in_context import (
    SHELVES,
    THINGS,
    all_shops,
    answer,
    draw_texts,
    encode,
    looks_at_answers,
    new_learner,
    scores,
    scores_of,
    shelf_loss,
    shuffled_shelves,
    stored_learner,
    train_and_store,
    train_learner,
)
from course_lib.models.attention import record_attention
from course_lib.models.model_files import read_json


def test_every_shop_is_in_one_part():
    training, held_out = all_shops()
    assert (len(training), len(held_out)) == (3584, 512)
    assert len(torch.cat([training, held_out]).unique(dim=0)) == 4**6
    assert torch.equal(all_shops(1)[0], all_shops(1)[0])
    assert not torch.equal(all_shops(1)[0], training)


def test_a_text_says_what_its_shop_has():
    shop = torch.tensor([[3, 0, 1, 2, 2, 0]])
    texts = draw_texts(shop, 7, torch.Generator().manual_seed(0), n_examples=5)
    assert texts.shape == (7, 10)
    assert torch.equal(shop[0][texts[:, ::2]], texts[:, 1::2] - len(THINGS))
    with pytest.raises(ValueError, match="at least 1 shop, got 0"):
        draw_texts(shop[:0], 7, torch.Generator())


def test_scores_by_hand():
    class Oracle(torch.nn.Module):
        """It says "south" whatever was said."""

        def forward(self, texts):
            logits = torch.zeros(*texts.shape, len(THINGS) + len(SHELVES))
            logits[..., len(THINGS) + 2] = 1
            return logits

    texts = encode("apple south egg north apple south drum south")
    found = scores_of(Oracle(), texts, texts[:, 1::2] - len(THINGS))  # type: ignore[arg-type]
    assert found.by_examples == [1, 0, 1, 1]
    assert found.seen == 1
    assert found.unseen == pytest.approx(2 / 3)


def test_shuffled_labels_keep_the_things():
    training, _ = all_shops()
    texts = draw_texts(training, 50, torch.Generator().manual_seed(0))
    shuffled = shuffled_shelves(texts)
    assert torch.equal(shuffled[:, ::2], texts[:, ::2])
    assert 0.1 < (shuffled[:, 1::2] == texts[:, 1::2]).float().mean() < 0.4


def test_an_untrained_model_knows_nothing():
    model, (training, _) = new_learner(), all_shops()
    texts = draw_texts(training, 64, torch.Generator().manual_seed(0))
    assert shelf_loss(model, texts).item() == pytest.approx(1.5, abs=0.3)  # ln 4 = 1.39, and a little for chance


def test_the_stored_model_learns_new_shops_from_their_examples():
    _, held_out = all_shops()
    found = scores(stored_learner(), held_out)
    assert found.seen > 0.97
    assert 0.2 < found.unseen < 0.3
    probabilities = answer(stored_learner(), "apple east egg north apple")
    assert max(probabilities, key=lambda shelf: probabilities[shelf]) == "east"


def test_the_stored_model_is_that_of_its_card():
    card = read_json(in_context.HERE / "card.json")
    assert card["sha256"] == sha256(in_context.HERE / "model.safetensors")
    assert card["steps"] == in_context.STEPS_OF_STORED


def test_a_word_that_no_shop_has_is_refused():
    with pytest.raises(ValueError, match="got 'pear'"):
        encode("apple east pear")


def test_training_lowers_the_loss_and_stores_16_bits(tmp_path):
    shops, _ = all_shops()
    losses = train_learner(new_learner(), shops, n_steps=40, batch_size=16)
    assert losses[-1] < losses[0] - 0.15
    train_and_store(tmp_path, n_steps=2)
    weights = in_context.GPT.from_pretrained(tmp_path).state_dict()
    assert all(torch.equal(one, one.half().float()) for one in weights.values())


def test_where_heads_look_is_counted_as_in_loops():
    model, text = new_learner(seed=2), encode("apple east egg north apple east drum west egg north")
    found = looks_at_answers(model, text)
    with record_attention(model) as records:
        model(text)
    for layer, record in enumerate(records):
        rows = [record.weights[0, :, 4, 1], record.weights[0, :, 8, 3]]
        torch.testing.assert_close(found[layer], torch.stack(rows).mean(dim=0))
