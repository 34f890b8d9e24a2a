"""The feed-forward language model against the same written out in loops; sizes are all different."""

import pytest
import torch
import torch.nn.functional as F

from course_lib.metrics.perplexity import held_out_loss
from course_lib.models.feedforward_lm import FeedForwardLM, FeedForwardLMConfig
from course_lib.objectives.causal import causal_batches
from course_lib.training.loop import TrainingConfig, train

VOCAB, N_CONTEXT, WIDTH, HIDDEN = 11, 3, 5, 7
BATCH, SEQ = 2, 6


def model(d_embedding=WIDTH, d_hidden=HIDDEN, **others):
    torch.manual_seed(0)
    return FeedForwardLM(FeedForwardLMConfig(VOCAB, N_CONTEXT, d_embedding, d_hidden, **others))


@pytest.fixture
def token_ids():
    return torch.randint(VOCAB, (BATCH, SEQ), generator=torch.Generator().manual_seed(1))


def in_loops(network, token_ids):
    """Return the logits, one text, one position, one neuron at a time."""
    table, weight, bias = network.embedding.weight, network.hidden.weight, network.hidden.bias
    logits = torch.zeros(*token_ids.shape, VOCAB)
    for b, text in enumerate(token_ids.tolist()):
        for i in range(len(text)):
            last = [text[at] if at >= 0 else VOCAB for at in range(i - N_CONTEXT + 1, i + 1)]
            x = torch.cat([table[token] for token in last])
            neurons = [torch.tanh(weight[j] @ x + bias[j]) for j in range(len(bias))]
            for token in range(VOCAB):
                score = sum(w * h for w, h in zip(network.output_weight[token], neurons, strict=True))
                logits[b, i, token] = score + network.bias[token]
    return logits


@pytest.mark.parametrize("others", [{}, {"d_embedding": 5, "d_hidden": 5, "tied": True}], ids=["free", "tied"])
def test_the_logits_are_those_of_the_formula_written_as_loops(token_ids, others):
    network = model(**others)
    torch.testing.assert_close(network(token_ids), in_loops(network, token_ids), atol=1e-5, rtol=1e-5)


def test_only_the_last_few_tokens_count(token_ids):
    network, changed = model(), token_ids.clone()
    changed[:, 2] = (changed[:, 2] + 1) % VOCAB
    before, after = network(token_ids), network(changed)
    same = [bool(torch.equal(before[:, i], after[:, i])) for i in range(SEQ)]
    assert same == [True, True, False, False, False, True]  # positions 2, 3 and 4 look at token 2


def test_a_text_in_two_places_of_a_batch_gets_the_same_logits(token_ids):
    network = model()
    torch.testing.assert_close(network(token_ids)[1:], network(token_ids[1:]))


def test_tied_weights_are_one_table_for_input_and_output():
    free, tied = model(d_embedding=5, d_hidden=5), model(d_embedding=5, d_hidden=5, tied=True)
    n_free, n_tied = (sum(p.numel() for p in one.parameters()) for one in (free, tied))
    assert n_free - n_tied == VOCAB * 5
    tied(torch.tensor([[1, 2]]))[0, 1, 8].backward()
    rows = tied.embedding.weight.grad.abs().sum(dim=1)
    assert rows.nonzero().flatten().tolist() == [1, 2, 8, VOCAB]  # what was read, what was scored, the padding


def test_dropout_acts_in_training_only(token_ids):
    network = model(d_embedding=5, d_hidden=7, dropout=0.5)
    assert not torch.equal(network(token_ids), network(token_ids))
    network.eval()
    assert torch.equal(network(token_ids), network(token_ids))


def test_it_learns_what_the_last_tokens_decide():
    text = torch.tensor([0, 1, 0, 2] * 60)  # after 0 comes 1 or 2: the token before it says which
    network = FeedForwardLM(FeedForwardLMConfig(3, 2, 4, 8))
    batches = causal_batches(text, 8, 4, torch.Generator().manual_seed(0))
    train(network, batches, 150, 3e-2, config=TrainingConfig(progress=False))
    assert held_out_loss(network, text, 8, stride=4) < 0.05
    shorter = FeedForwardLM(FeedForwardLMConfig(3, 1, 4, 8))
    train(shorter, batches, 150, 3e-2, config=TrainingConfig(progress=False))
    assert held_out_loss(shorter, text, 8, stride=4) == pytest.approx(0.5 * torch.tensor(2.0).log().item(), abs=0.05)


def test_an_untrained_model_finds_all_tokens_about_equally_likely(token_ids):
    logits = model()(token_ids)
    loss = F.cross_entropy(logits.flatten(0, 1), token_ids.flatten())
    assert loss.item() == pytest.approx(torch.tensor(float(VOCAB)).log().item(), abs=0.4)


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_an_id_outside_the_vocabulary(self):
        with pytest.raises(ValueError, match="between 0 and 10, got 3 to 11"):
            model()(torch.tensor([[3, 11]]))  # 11 is the padding's row, and no token

    def test_a_size_that_is_not_positive(self):
        with pytest.raises(ValueError, match="n_context must be at least 1, got 0"):
            FeedForwardLMConfig(VOCAB, n_context=0)

    def test_tied_weights_of_two_widths(self):
        with pytest.raises(ValueError, match="d_embedding = d_hidden, got 5 and 7"):
            FeedForwardLMConfig(VOCAB, d_embedding=5, d_hidden=7, tied=True)
