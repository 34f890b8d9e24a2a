"""Three ways to an embedding against each other and by hand; sizes are all different."""

import pytest
import torch

from course_lib.embeddings.lookup import embedding_layer, look_up, one_hot, one_hot_product


def test_a_one_hot_vector_by_hand():
    assert one_hot(torch.tensor([2, 0]), 3).tolist() == [[0, 0, 1], [1, 0, 0]]


def test_product_row_and_layer_give_the_same_rows_and_the_same_gradient():
    torch.manual_seed(1)
    token_ids = torch.tensor([[4, 0, 4], [6, 4, 1]])  # 4 occurs three times: its gradients add up
    outward = torch.randn(2, 3, 5)
    found = []
    for way in (one_hot_product, look_up):
        weight = torch.randn(7, 5, generator=torch.Generator().manual_seed(2)).requires_grad_()
        rows = way(weight, token_ids)
        rows.backward(outward)
        found.append((rows, weight.grad))
    layer = embedding_layer(weight)
    rows = layer(token_ids)
    rows.backward(outward)
    for ours, gradient in found:
        assert torch.equal(ours, rows)
        torch.testing.assert_close(gradient, layer.weight.grad)
    assert torch.equal(rows[1, 0], weight[6])
    assert layer.weight.grad is not None
    torch.testing.assert_close(layer.weight.grad[4], outward[0, 0] + outward[0, 2] + outward[1, 1])
    assert not layer.weight.grad[[2, 3, 5]].any()


def test_the_layer_trains_a_copy():
    weight = torch.randn(7, 5)
    before = weight.clone()
    layer = embedding_layer(weight)
    with torch.no_grad():
        layer.weight += 1
    assert torch.equal(weight, before)


@pytest.mark.parametrize("wrong", [-1, 7])
def test_ids_outside_the_table_are_refused_by_each(wrong):
    ids = torch.tensor([3, wrong])
    with pytest.raises(ValueError, match=rf"between 0 and 6, got {min(wrong, 3)} to {max(wrong, 3)}"):
        look_up(torch.zeros(7, 5), ids)
    with pytest.raises(ValueError, match="between 0 and 6, got"):
        one_hot_product(torch.zeros(7, 5), ids)


def test_no_ids_give_no_rows():
    assert look_up(torch.zeros(7, 5), torch.zeros(0, dtype=torch.long)).shape == (0, 5)
