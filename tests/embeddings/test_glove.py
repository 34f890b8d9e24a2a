"""GloVe: counts and loss against loops, the step against AdaGrad's formula. Its quality: test_word2vec.py."""

import math

import pytest
import torch

from course_lib.embeddings.glove import (
    Cooccurrences,
    GloVe,
    GloVeConfig,
    count_cooccurrences,
    glove_loss,
    train_glove,
    weight,
)


def test_counts_agree_with_loops():
    torch.manual_seed(1)
    token_ids, sentence = torch.randint(0, 7, (61,)), torch.randint(0, 2, (61,)).cumsum(0) // 5
    expected = torch.zeros(7, 7, dtype=torch.float64)
    for i in range(61):
        for j in range(61):
            if 0 < abs(i - j) <= 4 and sentence[i] == sentence[j]:
                expected[token_ids[i], token_ids[j]] += 1 / abs(i - j)
    cells = count_cooccurrences(token_ids, sentence, 7, window=4)
    dense = torch.zeros(7, 7)
    dense[cells.rows, cells.columns] = cells.counts
    torch.testing.assert_close(dense, expected.float())
    assert torch.equal(dense, dense.T)
    assert len(cells) == int((expected > 0).sum())


def test_a_window_longer_than_the_text_counts_every_pair_by_hand():
    cells = count_cooccurrences(torch.tensor([0, 1, 0]), torch.tensor([0, 0, 0]), 2, window=9)
    assert cells.rows.tolist() == [0, 0, 1]
    assert cells.columns.tolist() == [0, 1, 0]
    assert cells.counts.tolist() == [1.0, 2.0, 2.0]  # 0·0 at distance 2, from both sides


def test_the_weight_by_hand():
    assert weight(torch.tensor([1.0, 16.0, 99.0]), 16.0).tolist() == [0.125, 1.0, 1.0]


def tables_of(model):
    return [model.rows, model.columns, model.row_bias, model.column_bias]


def test_loss_and_gradient_agree_with_the_sum_written_as_loops():
    torch.manual_seed(2)
    model = GloVe(7, 5).double()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.normal_()
    cells = Cooccurrences(torch.tensor([0, 3, 3, 6]), torch.tensor([3, 0, 3, 1]), torch.tensor([2.0, 2.0, 50.0, 0.5]))
    w, v, b, c = (table.weight.detach().clone() for table in tables_of(model))
    gradients = [torch.zeros_like(table) for table in (w, v, b, c)]
    expected = 0.0
    for i, j, x in zip(cells.rows.tolist(), cells.columns.tolist(), cells.counts.tolist(), strict=True):
        f = (x / 10) ** 0.75 if x < 10 else 1
        error = float(w[i] @ v[j] + b[i, 0] + c[j, 0]) - math.log(x)
        expected += f * error**2
        for gradient, row, by in zip(gradients, (i, j, i, j), (v[j], w[i], 1, 1), strict=True):
            gradient[row] += 2 * f * error * by
    loss = glove_loss(model, cells, 10.0)
    loss.backward()
    assert loss.item() == pytest.approx(expected, rel=1e-6)
    for table, gradient in zip(tables_of(model), gradients, strict=True):
        torch.testing.assert_close(table.weight.grad, gradient, rtol=1e-6, atol=1e-6)


SENTENCES = [["a", "b", "c"], ["b", "猫", "a"], ["c", "a", "b"]] * 6


def test_one_epoch_is_one_step_of_adagrad():
    config = GloVeConfig(d_vector=3, window=2, n_epochs=1, learning_rate=0.5, x_max=7.0)
    trained = train_glove(SENTENCES, GloVeConfig(d_vector=3, window=2, n_epochs=1, learning_rate=1e-9)).vectors
    model = GloVe(4, 3, torch.Generator().manual_seed(0))
    torch.testing.assert_close(trained.matrix, (model.rows.weight + model.columns.weight).detach())
    number = {word: row for row, word in enumerate(trained.words)}
    token_ids = torch.tensor([number[word] for sentence in SENTENCES for word in sentence])
    cells = count_cooccurrences(token_ids, torch.arange(18).repeat_interleave(3), 4, 2)
    glove_loss(model, cells, 7.0).backward()
    moved = []
    for weights in (model.rows.weight, model.columns.weight):
        assert weights.grad is not None
        moved.append(weights - 0.5 * weights.grad / (1 + weights.grad**2).sqrt())
    torch.testing.assert_close(train_glove(SENTENCES, config).vectors.matrix, (moved[0] + moved[1]).detach())


def test_the_same_seed_gives_the_same_vectors_and_the_loss_falls():
    config = GloVeConfig(d_vector=4, n_epochs=20, batch_size=3)
    first, again, other = (train_glove(SENTENCES, config, seed) for seed in (1, 1, 2))
    assert torch.equal(first.vectors.matrix, again.vectors.matrix)
    assert not torch.equal(first.vectors.matrix, other.vectors.matrix)
    assert first.losses[-1] < first.losses[0] / 2


@pytest.mark.parametrize(
    "name", ["d_vector", "window", "min_count", "x_max", "learning_rate", "n_epochs", "batch_size"]
)
def test_a_setting_that_is_not_positive_is_refused(name):
    with pytest.raises(ValueError, match=f"{name} must be positive and finite, got 0"):
        GloVeConfig(**{name: 0})


def test_words_that_are_never_neighbours_are_refused():
    with pytest.raises(ValueError, match="must be neighbours, got 4 words and 0 pairs"):
        train_glove([["a"], ["b"], ["a"], ["b"]], GloVeConfig(min_count=2))
