"""Fine-tuning: epochs, what is frozen, modes."""

from itertools import islice

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from course_lib.finetuning.fine_tune import fine_tune, frozen, in_batches, shuffled

POINTS = [(x, (x > 0.5) * 1) for x in torch.linspace(0, 1, 20).tolist()]


def lay_out(examples):
    inputs, targets = zip(*examples, strict=True)
    return torch.tensor(inputs).unsqueeze(-1), torch.tensor(targets)


def loss(model, batch):
    inputs, targets = batch
    return F.cross_entropy(model(inputs), targets)


@pytest.fixture
def model():
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(1, 8), nn.Tanh(), nn.Linear(8, 2))


def test_an_epoch_has_each_example_once_in_a_new_order():
    drawn = [x for batch in islice(shuffled(range(10), 5, seed=1), 4) for x in batch]
    assert sorted(drawn[:10]) == sorted(drawn[10:]) == [*range(10)]
    assert drawn[:10] != drawn[10:]
    assert [len(batch) for batch in islice(shuffled([1, 2, 3], 7), 3)] == [7, 7, 7]


def test_the_loss_falls_and_the_seed_decides_the_order(model):
    start = {name: one.clone() for name, one in model.state_dict().items()}
    losses = fine_tune(model, POINTS, lay_out, loss, n_steps=60, batch_size=10, learning_rate=0.05)
    assert losses[-1] < 0.5 * losses[0]
    assert not model.training
    model.load_state_dict(start)
    assert fine_tune(model, POINTS, lay_out, loss, n_steps=60, batch_size=10, learning_rate=0.05) == losses
    model.load_state_dict(start)
    assert fine_tune(model, POINTS, lay_out, loss, n_steps=60, batch_size=10, learning_rate=0.05, seed=1) != losses


def test_what_is_frozen_stays(model):
    first, last = (one.weight.clone() for one in (model[0], model[2]))
    with frozen(model[0]):
        fine_tune(model, POINTS, lay_out, loss, n_steps=3)
    assert torch.equal(model[0].weight, first)
    assert not torch.equal(model[2].weight, last)
    assert all(one.requires_grad for one in model.parameters())


def test_a_model_with_nothing_to_train_is_refused(model):
    with frozen(model), pytest.raises(ValueError, match="got all of them frozen"):
        fine_tune(model, POINTS, lay_out, loss, n_steps=3)


def test_no_examples_are_refused(model):
    with pytest.raises(ValueError, match="got 0 and 32"):
        fine_tune(model, [], lay_out, loss, n_steps=3)


def test_predictions_come_in_order_without_dropout():
    model = nn.Dropout(0.5).train()
    rows = in_batches(model, POINTS, lay_out, lambda net, batch: net(batch[0]), batch_size=6)
    assert torch.equal(torch.cat([*rows]).squeeze(), torch.tensor([x for x, _ in POINTS]))
    assert model.training
