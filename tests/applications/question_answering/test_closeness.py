"""The search's opinion on the scale of a logit."""

import pytest
import torch

from course_lib.applications.question_answering.closeness import TEMPERATURE, Closeness


class Counting:
    """Stands for an encoder: a text's vector is how often it has an a and a b; counts its calls."""

    calls = 0

    def encode(self, texts):
        self.calls += 1
        return torch.tensor([[text.count("a"), text.count("b")] for text in texts]).float()


def test_it_is_the_product_divided_by_the_temperature():
    encoder = Counting()
    opinion = Closeness(encoder, torch.tensor([[1.0, 0.0], [0.0, 1.0]]), ["aab"])
    assert opinion("aab", 0) == pytest.approx(2 / TEMPERATURE)
    assert opinion("aab", 1) == pytest.approx(1 / TEMPERATURE)
    assert encoder.calls == 1


def test_a_new_question_is_encoded_once():
    encoder = Counting()
    opinion = Closeness(encoder, torch.tensor([[1.0, 0.0], [0.0, 1.0]]))
    assert [opinion("b", row) for row in (0, 1)] == pytest.approx([0.0, 1 / TEMPERATURE])
    assert encoder.calls == 1
