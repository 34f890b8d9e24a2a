"""The n-gram model knows how many digits a number has, and turns a doubtful sound the right way."""

import math

import pytest
import torch

from course_lib.applications.speech.commands import DAYS, DIGITS, HEARD, drawn_command
from course_lib.applications.speech.recogniser import Recogniser, RecogniserConfig
from course_lib.applications.speech.word_order import END, WordOrder, ear, listen_with


@pytest.fixture(scope="module")
def order():
    return WordOrder(drawn_command)


def test_probabilities_of_all_words_sum_to_one(order):
    before = ["are", "you", "open", "on"]
    total = sum(math.exp(order.log_probability(word, before)) for word in (*HEARD, END))
    assert total == pytest.approx(1, abs=0.01)


def test_an_order_number_ends_after_four_digits(order):
    three, four = ["order", "four", "seven", "one"], ["order", "four", "seven", "one", "two"]
    assert order.log_probability("two", three) > math.log(0.05)
    assert order.log_probability(END, four) > order.log_probability("two", four) + 2
    assert order.log_probability(END, three) < math.log(0.05)


def test_all_days_are_equally_likely(order):
    found = {round(order.log_probability(day, ["open", "on"]), 9) for day in DAYS}
    assert len(found) == 1


def test_an_unknown_word_is_unlikely_and_may_be_in_the_past(order):
    assert order.log_probability("parrot", ["order"]) == pytest.approx(math.log(1e-4))
    assert order.log_probability("please", ["parrot"]) < 0


class Doubtful(Recogniser):
    """Hears "open on" and then a day or a digit, the digit a little more."""

    def log_probs(self, wave):
        path = ["are", "you", "open", "on"]
        probs = torch.full((2 * len(path) + 1, len(HEARD) + 1), 1e-4)
        for i, label in enumerate(self.labels_of(path)):
            probs[2 * i, label], probs[2 * i + 1, 0] = 1.0, 1.0
        for word, p in (("four", 0.5), ("friday", 0.4)):
            probs[-1, self.labels_of([word])] = p
        return (probs / probs.sum(dim=1, keepdim=True)).log()


def test_the_order_of_words_helps_the_ear(order):
    model = Doubtful(RecogniserConfig(HEARD))
    wave = torch.zeros(1)
    assert model.listen(wave)[-1] == "four"
    assert listen_with(model, None, wave)[-1] == "four"
    assert ear(model, order)(wave) == ["are", "you", "open", "on", "friday"]
    assert "four" in DIGITS
