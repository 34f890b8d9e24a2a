"""Cells, layers and language model against PyTorch's with the same weights; sizes are all different."""

import math

import pytest
import torch
import torch.nn.functional as F
from torch import nn
from torch.nn.utils.rnn import pack_padded_sequence, pad_packed_sequence

from course_lib.corpora.python_text import python_reference
from course_lib.models.recurrent import (
    CELLS,
    GRUCell,
    LSTMCell,
    RecurrentLayers,
    RNNCell,
    copy_from_pytorch,
)
from course_lib.models.recurrent_lm import RecurrentConfig, RecurrentLM, detached, generate

THEIRS = {"rnn": nn.RNN, "lstm": nn.LSTM, "gru": nn.GRU}
kinds = pytest.mark.parametrize("kind", THEIRS)


def both(kind, **sizes):
    """Return our layers and PyTorch's, 3 numbers in, 5 in the state, with the same weights."""
    torch.manual_seed(0)
    theirs = THEIRS[kind](3, 5, batch_first=True, **sizes)
    sizes["n_layers"] = sizes.pop("num_layers", 1)
    ours = RecurrentLayers(kind, 3, 5, **sizes)
    copy_from_pytorch(ours, theirs)
    return ours, theirs


def their_state(state):
    """Return our state as PyTorch has it: a pair for an LSTM, else one tensor."""
    return state if len(state) == 2 else state[0]


def gradients(layers, theirs):
    """Return pairs of our gradient and theirs, parameter by parameter."""
    names = {"from_input": "ih", "from_hidden": "hh"}
    expected = dict(theirs.named_parameters())
    pairs = []
    for name, parameter in layers.named_parameters():
        _, cell, projection, kind = name.split(".")
        layer, direction = divmod(int(cell), layers.n_directions)
        their_name = f"{kind}_{names[projection]}_l{layer}" + ("_reverse" if direction else "")
        pairs.append((parameter.grad, expected.pop(their_name).grad))
    assert not expected
    return pairs


@pytest.mark.parametrize(("ours", "theirs"), [(RNNCell, nn.RNNCell), (LSTMCell, nn.LSTMCell), (GRUCell, nn.GRUCell)])
def test_a_cell_agrees_with_pytorchs_cell(ours, theirs):
    torch.manual_seed(0)
    cell, reference = ours(3, 5), theirs(3, 5)
    names = {"from_input": "ih", "from_hidden": "hh"}
    for name, parameter in cell.named_parameters():
        projection, kind = name.split(".")
        parameter.data.copy_(getattr(reference, f"{kind}_{names[projection]}"))
    x, state = torch.randn(4, 3), tuple(torch.randn(4, 5) for _ in range(cell.n_states))
    for after, expected in ((cell(x, state), reference(x, their_state(state))), (cell(x), reference(x))):
        expected = expected if isinstance(expected, tuple) else (expected,)
        torch.testing.assert_close(after, expected, atol=1e-6, rtol=1e-5)


def test_an_rnn_of_one_number_by_hand():
    cell = RNNCell(1, 1)
    for parameter, number in zip(cell.parameters(), (2.0, 0.1, -1.0, 0.2), strict=True):
        nn.init.constant_(parameter, number)
    (hidden,) = cell(torch.tensor([[0.5]]), (torch.tensor([[0.3]]),))
    assert hidden.item() == pytest.approx(math.tanh(2 * 0.5 + 0.1 - 0.3 + 0.2))


@kinds
@pytest.mark.parametrize("n_layers", [1, 3])
@pytest.mark.parametrize("bidirectional", [False, True])
@pytest.mark.parametrize("padded", [False, True])
def test_layers_agree_with_pytorch_forward_and_gradient(kind, n_layers, bidirectional, padded):
    ours, theirs = both(kind, num_layers=n_layers, bidirectional=bidirectional)
    torch.manual_seed(1)
    start = [torch.randn(n_layers * (1 + bidirectional), 4, 5) for _ in range(1 + (kind == "lstm"))]
    start_2, x = [one.clone().requires_grad_() for one in start], torch.randn(4, 7, 3)
    start, x_2 = [one.requires_grad_() for one in start], x.clone().requires_grad_()
    x.requires_grad_()
    lengths = torch.tensor([3, 7, 1, 5])
    if padded:
        output, final = ours(x, tuple(start), lengths)
        packed = pack_padded_sequence(x_2, lengths, batch_first=True, enforce_sorted=False)
        packed, their_final = theirs(packed, their_state(tuple(start_2)))
        expected, _ = pad_packed_sequence(packed, batch_first=True)
    else:
        output, final = ours(x, tuple(start))
        expected, their_final = theirs(x_2, their_state(tuple(start_2)))
    their_final = their_final if kind == "lstm" else (their_final,)
    torch.testing.assert_close(output, expected, atol=1e-5, rtol=1e-5)
    torch.testing.assert_close(final, their_final, atol=1e-5, rtol=1e-5)
    weights = torch.randn_like(output)
    for out, last in ((output, final), (expected, their_final)):
        ((weights * out).sum() + sum(part.square().sum() for part in last)).backward()
    for mine, yours in [(x.grad, x_2.grad), *((a.grad, b.grad) for a, b in zip(start, start_2, strict=True))]:
        torch.testing.assert_close(mine, yours, atol=1e-5, rtol=1e-5)
    for mine, yours in gradients(ours, theirs):
        torch.testing.assert_close(mine, yours, atol=1e-5, rtol=1e-4)


@kinds
def test_without_a_state_it_begins_at_zero(kind):
    ours, theirs = both(kind, num_layers=2)
    x = torch.randn(4, 7, 3)
    torch.testing.assert_close(ours(x)[0], theirs(x)[0], atol=1e-5, rtol=1e-5)


@kinds
def test_carrying_the_state_on_is_reading_the_whole_at_once(kind):
    layers, x = RecurrentLayers(kind, 3, 5, n_layers=2), torch.randn(4, 11, 3)
    whole, final = layers(x)
    pieces, state = [], None
    for piece in x.split([1, 6, 4], dim=1):
        output, state = layers(piece, state)
        pieces.append(output)
    torch.testing.assert_close(torch.cat(pieces, dim=1), whole, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(state, final, atol=1e-6, rtol=1e-5)


@kinds
def test_padding_does_not_change_what_a_shorter_sequence_gets(kind):
    layers, x = RecurrentLayers(kind, 3, 5, n_layers=2, bidirectional=True), torch.randn(2, 7, 3)
    output, state = layers(x, lengths=torch.tensor([4, 7]))
    alone, alone_state = layers(x[:1, :4])
    torch.testing.assert_close(output[:1, :4], alone, atol=1e-6, rtol=1e-5)
    torch.testing.assert_close(tuple(part[:, :1] for part in state), alone_state, atol=1e-6, rtol=1e-5)
    assert (output[0, 4:] == 0).all()


@kinds
def test_the_past_does_not_see_the_future_unless_both_directions_are_read(kind):
    x = torch.randn(2, 7, 3)
    changed = x.clone()
    changed[:, 4] += 1
    for bidirectional in (False, True):
        layers = RecurrentLayers(kind, 3, 5, bidirectional=bidirectional)
        before, after = layers(x)[0], layers(changed)[0]
        assert torch.equal(before[:, :4], after[:, :4]) != bidirectional
        assert not torch.allclose(before[:, 4:], after[:, 4:])


def test_dropout_is_between_layers_and_in_training_only():
    ours, theirs = both("lstm", num_layers=2, dropout=1.0)  # which leaves the second layer its biases
    x = torch.randn(4, 7, 3)
    torch.testing.assert_close(ours(x)[0], theirs(x)[0], atol=1e-5, rtol=1e-5)
    dropped = ours(x)[0]
    ours.eval()
    torch.testing.assert_close(ours(x)[0], theirs.eval()(x)[0], atol=1e-5, rtol=1e-5)
    assert not torch.allclose(ours(x)[0], dropped)
    torch.manual_seed(0)
    half = RecurrentLayers("lstm", 3, 5, n_layers=2, dropout=0.5)
    assert not torch.allclose(half(x)[0], half(x)[0])
    one_layer = RecurrentLayers("lstm", 3, 5, dropout=0.5)
    assert torch.equal(one_layer(x)[0], one_layer(x)[0])


@kinds
def test_weights_begin_within_the_same_bounds_as_pytorchs(kind):
    for parameter in CELLS[kind](30, 25).parameters():
        assert 0.15 < parameter.abs().max() <= 0.2  # 1 / √25


@pytest.fixture
def model():
    torch.manual_seed(0)
    return RecurrentLM(RecurrentConfig(vocab_size=13, d_embedding=3, d_hidden=5, n_layers=2))


@kinds
def test_the_language_model_agrees_with_pytorchs_layers(kind):
    torch.manual_seed(0)
    model = RecurrentLM(RecurrentConfig(13, 3, 5, n_layers=2, kind=kind))
    theirs = THEIRS[kind](3, 5, num_layers=2, batch_first=True)
    copy_from_pytorch(model.layers, theirs)
    token_ids = torch.randint(13, (4, 7))
    logits, state = model(token_ids)
    expected = theirs(model.embedding.weight[token_ids])[0] @ model.output.weight.T + model.output.bias
    torch.testing.assert_close(logits, expected, atol=1e-5, rtol=1e-5)
    more = torch.randint(13, (4, 3))
    whole = model(torch.cat([token_ids, more], dim=1))[0]
    torch.testing.assert_close(model(more, state)[0], whole[:, 7:], atol=1e-5, rtol=1e-5)


def test_the_first_guess_is_near_uniform():
    for tied in (False, True):
        torch.manual_seed(0)
        model = RecurrentLM(RecurrentConfig(vocab_size=50, d_embedding=32, d_hidden=32, tied=tied))
        token_ids = torch.randint(50, (20, 11))
        loss = F.cross_entropy(model(token_ids)[0].flatten(0, 1), token_ids.flatten())
        assert loss.item() == pytest.approx(math.log(50), abs=0.1)


def test_tied_weights_are_one_matrix_and_trained_as_one():
    tied = RecurrentLM(RecurrentConfig(13, d_embedding=5, d_hidden=5, tied=True))
    free = RecurrentLM(RecurrentConfig(13, d_embedding=5, d_hidden=5))
    assert sum(p.numel() for p in free.parameters()) - sum(p.numel() for p in tied.parameters()) == 13 * 5
    assert tied.output.weight is tied.embedding.weight
    free.load_state_dict(tied.state_dict())
    token_ids = torch.randint(13, (4, 7))
    for model in (tied, free):
        model(token_ids)[0].square().mean().backward()
    assert free.embedding.weight.grad is not None
    assert free.output.weight.grad is not None
    torch.testing.assert_close(tied.embedding.weight.grad, free.embedding.weight.grad + free.output.weight.grad)


def test_word_vectors_are_put_into_the_model_and_trained_or_not(model):
    vectors = torch.randn(13, 3)
    for trainable in (True, False):
        model.fill_embedding(vectors, trainable)
        assert torch.equal(model.embedding(torch.tensor([[4]]))[0, 0], vectors[4])
        model.zero_grad()
        model(torch.tensor([[4, 2]]))[0].sum().backward()
        assert (model.embedding.weight.grad is not None) == trainable
    with torch.no_grad():
        model.embedding.weight.add_(1)
    assert not torch.equal(vectors[4], model.embedding.weight[4])  # a copy


def test_a_detached_state_ends_the_gradient(model):
    first, second = torch.randint(13, (2, 4)), torch.randint(13, (2, 3))
    _, state = model(first)
    assert all(part.requires_grad for part in state)
    model(second, detached(state))[0].sum().backward()
    only_first = [token for token in range(13) if token in first and token not in second]
    assert only_first
    assert (model.embedding.weight.grad[only_first] == 0).all()


def test_generating_with_the_state_agrees_with_reading_the_whole_text_again():
    torch.manual_seed(0)
    model = RecurrentLM(RecurrentConfig(vocab_size=13, d_embedding=16, d_hidden=24, n_layers=2))
    for parameter in model.parameters():
        torch.nn.init.normal_(parameter)  # so that what was read, and in what order, decides
    token_ids = torch.randint(13, (17, 4))
    text = token_ids
    for _ in range(6):
        best = model(text)[0][:, -1].argmax(-1)
        text = torch.cat([text, best[:, None]], dim=1)
    assert len({tuple(row) for row in text[:, 4:].tolist()}) > 8
    assert torch.equal(generate(model, token_ids, 6), text)
    assert torch.equal(generate(model, token_ids, 0), token_ids)


def test_drawn_tokens_follow_the_probabilities(model):
    model.eval()
    begin = torch.full((20_000, 1), 3)
    drawn = generate(model, begin, 1, temperature=0.2, generator=torch.Generator().manual_seed(0))[:, 1]
    expected = (model(begin[:1])[0][0, 0] / 0.2).softmax(-1)
    torch.testing.assert_close(drawn.bincount(minlength=13) / 20_000, expected, atol=0.015, rtol=0)


@pytest.mark.usefixtures("as_readers_call_it")
@kinds
def test_it_learns_the_characters_of_a_text_carrying_the_state(kind):
    text = python_reference().text[:10_200]
    characters = sorted(set(text))
    token_ids = torch.tensor([characters.index(one) for one in text])
    counts = token_ids.bincount() / len(token_ids)
    entropy = -(counts * counts.log()).sum().item()  # the loss of the best guess that reads nothing
    torch.manual_seed(0)
    model = RecurrentLM(RecurrentConfig(len(characters), 16, 64, kind=kind))
    optimizer = torch.optim.AdamW(model.parameters(), lr=0.01)
    streams = token_ids[: len(token_ids) // 20 * 20].view(20, -1)
    for _ in range(3):
        state, losses = None, []
        for at in range(0, streams.shape[1] - 25, 25):
            logits, state = model(streams[:, at : at + 25], state)
            state = detached(state)
            loss = F.cross_entropy(logits.flatten(0, 1), streams[:, at + 1 : at + 26].flatten())
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    assert sum(losses) / len(losses) < entropy - 0.5


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_kind_that_is_none(self):
        with pytest.raises(ValueError, match="one of rnn, lstm, gru, got 'transformer'"):
            RecurrentLayers("transformer", 3, 5)  # type: ignore[arg-type]

    def test_a_width_of_nothing(self):
        with pytest.raises(ValueError, match="positive, got 3 and 0"):
            GRUCell(3, 0)

    @pytest.mark.parametrize(("n_layers", "dropout"), [(0, 0.0), (2, 1.5)])
    def test_layers_and_shares_out_of_range(self, n_layers, dropout):
        with pytest.raises(ValueError, match=f"0 to 1, got {n_layers} and {dropout}"):
            RecurrentLayers("gru", 3, 5, n_layers, dropout=dropout)

    def test_a_state_of_another_batch(self):
        layers = RecurrentLayers("lstm", 3, 5, n_layers=2)
        state = layers(torch.randn(4, 7, 3))[1]
        with pytest.raises(ValueError, match=r"2 of .* = \(2, 6, 5\), got \[\(2, 4, 5\), \(2, 4, 5\)\]"):
            layers(torch.randn(6, 7, 3), state)
        with pytest.raises(ValueError, match=r"2 of .*got \[\(2, 4, 5\)\]"):
            layers(torch.randn(4, 7, 3), state[:1])

    @pytest.mark.parametrize("lengths", [[0, 7], [3, 8]])
    def test_lengths_beyond_the_padding(self, lengths):
        with pytest.raises(ValueError, match=rf"1 to 7, got \[{lengths[0]}, {lengths[1]}\]"):
            RecurrentLayers("gru", 3, 5)(torch.randn(2, 7, 3), lengths=torch.tensor(lengths))

    def test_a_text_of_no_tokens(self, model):
        with pytest.raises(ValueError, match=r"at least 1 token, got the shape \(2, 0\)"):
            model(torch.zeros(2, 0, dtype=torch.long))

    def test_weights_of_another_number_of_layers(self):
        with pytest.raises(ValueError, match="same layers and directions, got 2 cells and 3"):
            copy_from_pytorch(RecurrentLayers("gru", 3, 5, 2), nn.GRU(3, 5, 3))

    def test_ids_of_another_tokenizer(self, model):
        with pytest.raises(ValueError, match="between 0 and vocab_size - 1 = 12, got 2 to 13"):
            model(torch.tensor([[2, 13]]))

    def test_tied_weights_of_two_widths(self):
        with pytest.raises(ValueError, match="d_embedding = d_hidden, got 3 and 5"):
            RecurrentLM(RecurrentConfig(13, 3, 5, tied=True))

    def test_vectors_of_another_vocabulary(self, model):
        with pytest.raises(ValueError, match=r"= \(13, 3\), got \(12, 3\)"):
            model.fill_embedding(torch.zeros(12, 3))

    def test_a_negative_number_of_tokens_or_temperature(self, model):
        for n_tokens, temperature in ((-1, 0.0), (1, -0.5)):
            with pytest.raises(ValueError, match=f"at least 0, got {n_tokens} and {temperature}"):
                generate(model, torch.zeros(1, 1, dtype=torch.long), n_tokens, temperature)
