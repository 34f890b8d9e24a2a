"""Features by hand, and the ridge regression beside scikit-learn's."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import Ridge as TheirRidge

from course_lib.applications.education.features import Ridge, as_rows, features, linked, plain_features
from course_lib.applications.education.wording import Wording

TEXT = "First, the market was crowded. The market closed at noon."


def test_plain_features_by_hand():
    found = plain_features(TEXT)
    assert found == {
        "words": 10,
        "words a sentence": 5,
        "long words": 1 / 10,  # crowded
        "different words": 8 / 10,
        "connectives": 1,
        "linked": 1 / 2,  # of market and closed, the sentence before has market
    }


def test_remarks_are_counted_up_to_five():
    wording = Wording.of([TEXT])
    assert features(TEXT, wording)["spelling remarks"] == 0
    assert features("Xa xb xc xd xe xf xg.", wording)["spelling remarks"] == 5


def test_one_sentence_alone_is_linked_to_nothing():
    assert linked(["The market was crowded."]) == 0


def test_the_ridge_is_that_of_scikit_learn():
    generator = torch.Generator().manual_seed(3)
    rows = torch.randn(40, 5, generator=generator).double() * torch.tensor([1.0, 10, 0.1, 3, 0]) + 2
    targets = rows @ torch.tensor([1.0, -0.2, 3, 0, 0]).double() + torch.randn(40, generator=generator).double()
    ours = Ridge.fit(rows, targets, penalty=3.0)
    spread = rows.std(0, correction=0)
    standard = (rows - rows.mean(0)) / torch.where(spread > 0, spread, 1.0)
    theirs = TheirRidge(alpha=3.0).fit(standard.numpy(), targets.numpy())
    np.testing.assert_allclose(ours(rows).numpy(), theirs.predict(standard.numpy()), atol=1e-9)
    shares = ours.shares(rows[7])
    assert float(shares.sum() + ours.bias) == pytest.approx(float(ours(rows[7:8])))


def test_rows_have_the_columns_of_the_first():
    assert as_rows([{"a": 1.0, "b": 2.0}, {"b": 4.0, "a": 3.0}]).tolist() == [[1, 2], [3, 4]]


@pytest.mark.usefixtures("as_readers_call_it")
def test_what_cannot_be_counted_or_fitted_is_refused():
    with pytest.raises(ValueError, match="a sentence that ends, got 'no end'"):
        plain_features("no end")
    with pytest.raises(ValueError, match="a target for each row and a positive penalty, got 3 and 2"):
        Ridge.fit(torch.zeros(3, 1), torch.zeros(2))
