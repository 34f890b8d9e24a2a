"""The Transformer against PyTorch's, with the same weights: pre- and post-norm, masks, gradients, dropout."""

from dataclasses import replace

import pytest
import torch
from torch import nn

from course_lib.models.cache import Cache
from course_lib.models.decoder import Decoder
from course_lib.models.encoder import AddAndNorm, Encoder
from course_lib.models.transformer import Transformer, TransformerConfig

CONFIG = TransformerConfig(vocab_size=19, d_model=12, n_heads=3, n_layers=2, d_ff=20)
NAMES = {
    "around_attention.norm": "norm1",
    "around_cross_attention.norm": "norm2",
    "around_feed_forward.norm": "norm3",
    "cross_attention": "multihead_attn",
    "attention.query_key_value.": "self_attn.in_proj_",
    "attention.output": "self_attn.out_proj",
    "feed_forward.expand": "linear1",
    "feed_forward.shrink": "linear2",
    "final_norm": "norm",
}


def named_as_in_pytorch(stack):
    """Return the stack's parameters under PyTorch's names; the gradients of its cross-attention are left to others."""
    theirs = {}
    for name, tensor in stack.named_parameters():
        for our_part, their_part in NAMES.items():
            name = name.replace(our_part, their_part)
        if isinstance(stack, Encoder):
            name = name.replace("norm3", "norm2")
        theirs[name.replace("multihead_attn.output", "multihead_attn.out_proj")] = tensor
    for name in [name for name in theirs if ".multihead_attn.query" in name]:
        joined = torch.cat([theirs.pop(name), theirs.pop(name.replace("query", "key_value"))])
        theirs[name.replace("query.", "in_proj_")] = joined
    return theirs


def shaken(module):
    """Give all parameters random values, so that no two have the same part."""
    torch.manual_seed(0)
    for parameter in module.parameters():
        nn.init.normal_(parameter, std=0.3)
    return module.eval()


@pytest.fixture(params=["pre-norm relu", "post-norm gelu"])
def config(request):
    norm, activation = request.param.split()
    return replace(CONFIG, norm_first=norm == "pre-norm", activation=activation, final_norm=True)


@pytest.fixture
def options(config):
    sizes = {"d_model": 12, "nhead": 3, "dim_feedforward": 20, "dropout": 0.0}
    return {**sizes, "activation": config.activation, "norm_first": config.norm_first, "batch_first": True}


@pytest.fixture
def texts():
    torch.manual_seed(1)
    real = torch.arange(7) < torch.tensor([[7], [4]])
    real_target = torch.arange(5) < torch.tensor([[3], [5]])
    return torch.randn(2, 7, 12), torch.randn(2, 5, 12), real, real_target


def gradients_of(output, real, inputs, parameters):
    weights = torch.linspace(-1, 1, output.numel()).view_as(output)
    loss = (output * weights)[real].sum()
    return torch.autograd.grad(loss, [*inputs, *parameters], allow_unused=True)


def test_encoder_agrees_with_pytorch_forward_and_gradient(config, options, texts):
    source, _, real, _ = texts
    source.requires_grad_()
    ours = shaken(Encoder(config))
    theirs = nn.TransformerEncoder(
        nn.TransformerEncoderLayer(**options), 2, nn.LayerNorm(12), enable_nested_tensor=False
    )
    named = named_as_in_pytorch(ours)
    theirs.load_state_dict(named)
    output = ours(source, real[:, None, None, :])
    expected = theirs(source, src_key_padding_mask=~real)
    torch.testing.assert_close(output[real], expected[real], atol=1e-5, rtol=1e-5)
    parameters = dict(theirs.named_parameters())
    assert set(parameters) == set(named)
    found = gradients_of(output, real, [source], named.values())
    wanted = gradients_of(expected, real, [source], [parameters[name] for name in named])
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)


def test_decoder_agrees_with_pytorch(config, options, texts):
    source, target, real, real_target = texts
    ours = shaken(Decoder(config))
    theirs = nn.TransformerDecoder(nn.TransformerDecoderLayer(**options), 2, nn.LayerNorm(12))
    theirs.load_state_dict(named_as_in_pytorch(ours))
    output = ours(target, source, real_target[:, None, None, :], real[:, None, None, :])
    expected = theirs(
        target,
        source,
        tgt_mask=torch.ones(5, 5, dtype=torch.bool).triu(1),
        tgt_key_padding_mask=~real_target,
        memory_key_padding_mask=~real,
    )
    torch.testing.assert_close(output[real_target], expected[real_target], atol=1e-5, rtol=1e-5)


@pytest.mark.filterwarnings("ignore:enable_nested_tensor is True")
def test_encoder_and_decoder_agree_with_pytorchs_transformer_forward_and_gradient(config, options, texts):
    source, target, real, real_target = texts
    source.requires_grad_()
    target.requires_grad_()
    ours = shaken(nn.ModuleDict({"encoder": Encoder(config), "decoder": Decoder(config)}))
    theirs = nn.Transformer(num_encoder_layers=2, num_decoder_layers=2, **options)
    for name in ("encoder", "decoder"):
        getattr(theirs, name).load_state_dict(named_as_in_pytorch(ours[name]))
    memory = ours["encoder"](source, real[:, None, None, :])
    output = ours["decoder"](target, memory, memory_mask=real[:, None, None, :])
    expected = theirs(
        source,
        target,
        tgt_mask=torch.ones(5, 5, dtype=torch.bool).triu(1),
        src_key_padding_mask=~real,
        memory_key_padding_mask=~real,
    )
    torch.testing.assert_close(output, expected, atol=1e-5, rtol=1e-5)
    stacks = [(ours[stack].layers, getattr(theirs, stack).layers) for stack in ("encoder", "decoder")]
    layers = [pair for stack in stacks for pair in zip(*stack, strict=True)]
    pairs = [(one.feed_forward.expand.weight, other.linear1.weight) for one, other in layers]
    pairs += [(one.attention.query_key_value.weight, other.self_attn.in_proj_weight) for one, other in layers]
    everything = real_target | True
    found = gradients_of(output, everything, [source, target], [one for one, _ in pairs])
    wanted = gradients_of(expected, everything, [source, target], [other for _, other in pairs])
    for one, other in zip(found, wanted, strict=True):
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)


def test_post_norm_ends_without_a_second_norm_unless_asked():
    def ends(**options):
        return type(Encoder(replace(CONFIG, **options)).final_norm)

    assert ends(norm_first=True) is nn.LayerNorm
    assert ends(norm_first=False) is nn.Identity
    assert ends(norm_first=False, final_norm=True) is nn.LayerNorm


@pytest.fixture(params=[True, False])
def model(request):
    return shaken(Transformer(replace(CONFIG, tied=request.param)))


def test_the_output_layer_is_the_embedding_when_tied(model):
    names = dict(model.named_parameters())
    assert ("output.weight" in names) is not model.config.tied
    source, target = torch.randint(19, (2, 7)), torch.randint(19, (2, 5))
    before = model(source, target)
    with torch.no_grad():
        last = names.get("output.weight", model.token_embedding.weight)
        last[18] = 0  # a token that occurs in neither text
    model.eval()
    if not ((source == 18).any() or (target == 18).any()):
        after = model(source, target)
        assert (after[..., 18] == 0).all()
        torch.testing.assert_close(after[..., :18], before[..., :18])


@torch.no_grad()
def test_padding_on_either_side_changes_nothing(model):
    source, target = torch.randint(19, (1, 4)), torch.randint(19, (1, 3))
    alone = model(source, target)
    zeros, (no, yes) = torch.zeros(1, 2, dtype=torch.long), (torch.zeros(1, 2).bool(), torch.ones(1, 4).bool())
    for sign in (1, -1):
        padded, padded_target = (torch.cat([zeros, ids][::sign], dim=1) for ids in (source, target))
        mask, target_mask = torch.cat([no, yes][::sign], dim=1), torch.cat([no, yes[:, :3]][::sign], dim=1)
        logits = model(padded, padded_target, mask, target_mask)
        torch.testing.assert_close(logits[target_mask], alone[0], atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_decoding_with_a_cache_equals_decoding_without(model):
    source, target = torch.randint(19, (2, 7)), torch.randint(19, (2, 5))
    mask = torch.arange(7) < torch.tensor([[7], [4]])
    memory, cache = model.encode(source, mask), Cache()
    steps = [model.decode(target[:, i : i + 1], memory, mask, cache=cache) for i in range(5)]
    torch.testing.assert_close(torch.cat(steps, dim=1), model(source, target, mask), atol=1e-5, rtol=1e-5)
    rows = torch.tensor([1, 1, 0])
    cache.reorder(rows)
    added = torch.randint(19, (3, 1))
    step = model.decode(added, memory[rows], mask[rows], cache=cache)
    expected = model(source[rows], torch.cat([target[rows], added], dim=1), mask[rows])
    torch.testing.assert_close(step[:, 0], expected[:, -1], atol=1e-5, rtol=1e-5)


@torch.no_grad()
def test_the_future_of_the_target_is_not_seen_and_all_of_the_source_is(model):
    source, target = torch.randint(18, (1, 7)), torch.randint(18, (1, 5))
    changed, changed_source = target.clone(), source.clone()
    changed[0, 3], changed_source[0, 6] = 18, 18
    before = model(source, target)
    torch.testing.assert_close(model(source, changed)[:, :3], before[:, :3])
    assert not torch.allclose(model(changed_source, target)[:, 0], before[:, 0])


def test_order_matters(model):
    source, target = torch.tensor([[3, 4, 5]]), torch.tensor([[1, 2]])
    assert not torch.allclose(model(source, target), model(source.flip(1), target), atol=1e-3)


def test_what_is_dropped_is_the_part_and_never_the_stream():
    x = torch.randn(2, 5, 12)
    for norm_first in (True, False):
        around = AddAndNorm(replace(CONFIG, dropout=1.0, norm_first=norm_first))
        torch.testing.assert_close(around(x, torch.exp), x if norm_first else around.norm(x))


def test_dropout_acts_in_training_only_and_everywhere():
    model = Transformer(replace(CONFIG, dropout=0.5))
    source, target = torch.randint(19, (2, 7)), torch.randint(19, (2, 5))
    model.train()
    assert not torch.allclose(model(source, target), model(source, target))
    model.eval()
    assert torch.equal(model(source, target), model(source, target))
    layer = model.decoder.layers[0]
    places = [m for m in layer.modules() if getattr(m, "dropout", None) == 0.5 or isinstance(m, nn.Dropout)]
    assert len(places) == 6  # after each of three parts, inside the feed-forward network, on the weights of two


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_an_unknown_activation(self):
        with pytest.raises(ValueError, match=r"\['relu', 'gelu'\], got 'swish'"):
            Transformer(replace(CONFIG, activation="swish"))

    def test_ids_of_another_tokenizer(self, model):
        with pytest.raises(ValueError, match="vocab_size - 1 = 18, got 2 to 19"):
            model(torch.tensor([[2, 19]]), torch.tensor([[1]]))

    def test_a_mask_of_another_length(self, model):
        with pytest.raises(ValueError, match=r"shape \(1, 2\).*got torch.bool of shape \(1, 3\)"):
            model(torch.tensor([[2, 3]]), torch.tensor([[1]]), torch.ones(1, 3, dtype=torch.bool))

    def test_a_memory_of_other_texts(self, model):
        memory = model.encode(torch.tensor([[2, 3]]))
        with pytest.raises(ValueError, match="each of the 3 targets, got 1"):
            model.decode(torch.ones(3, 4, dtype=torch.long), memory)
