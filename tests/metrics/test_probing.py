"""The probe against scikit-learn; control labels by what they must and must not tell."""

import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from course_lib.metrics.probing import control_labels, probe


def drawn(n, width=5, n_labels=3):
    generator = torch.Generator().manual_seed(n)
    vectors = torch.randn(n, width, generator=generator)
    noise = torch.randn(n, n_labels, generator=generator)
    return vectors, (vectors[:, :n_labels] * 2 + noise).argmax(dim=1)


def test_it_agrees_with_scikit_learn():
    vectors, labels = drawn(211)
    test_vectors, _ = drawn(97)
    scaler = StandardScaler().fit(vectors.numpy())
    theirs = LogisticRegression(C=1.0, max_iter=1000)
    theirs.fit(scaler.transform(vectors.numpy()), labels.numpy())
    expected = theirs.predict(scaler.transform(test_vectors.numpy()))
    got = probe(vectors, labels, test_vectors)
    assert (got.numpy() == expected).mean() > 0.98


def test_what_a_line_can_part_is_parted():
    vectors = torch.tensor([[-1.0, 3.0], [-2.0, 3.0], [1.0, 3.0], [2.0, 3.0]])
    got = probe(vectors, torch.tensor([0, 0, 1, 1]), torch.tensor([[-3.0, 3.0], [4.0, 3.0]]))
    assert got.tolist() == [0, 1]


def test_the_vectors_are_left_alone():
    vectors, labels = drawn(31)
    vectors.requires_grad_()
    probe(vectors, labels, vectors)
    assert vectors.grad is None


def test_a_word_has_one_control_label_and_the_labels_keep_their_shares():
    words = [f"word {i % 500}" for i in range(2000)]
    labels = torch.tensor([0, 1, 1, 1] * 500)
    control = control_labels(words, labels, torch.Generator().manual_seed(1))
    assert all(control[i] == control[i % 500] for i in range(2000))
    assert 0.68 < control.float().mean() < 0.82


def test_control_labels_do_not_follow_the_true_ones():
    words = [str(i) for i in range(2000)]
    labels = torch.arange(2000) % 2
    control = control_labels(words, labels, torch.Generator().manual_seed(2))
    assert 0.45 < (control == labels).float().mean() < 0.55


def test_vectors_without_labels_are_refused():
    with pytest.raises(ValueError, match="got 3 vectors and 2 labels"):
        probe(torch.ones(3, 2), torch.tensor([0, 1]), torch.ones(1, 2))
    with pytest.raises(ValueError, match="got 1 words, 2 labels"):
        control_labels(["a"], torch.tensor([0, 1]), torch.Generator())
