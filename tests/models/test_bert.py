"""Bert against Hugging Face's, through folders in both directions: logits, gradients, padding, dropout, heads."""

from dataclasses import replace
from typing import Any

import pytest
import torch
import transformers
from models.parity import agree, shake
from safetensors.torch import load_file, save_file

from course_lib.models.attention import attention, record_attention
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.bert_weights import sizes_from_theirs
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.objectives.next_sentence import FOLLOWS, IS_FROM_ELSEWHERE

CONFIG = BertConfig(
    vocab_size=23, context_length=11, d_model=12, n_heads=3, n_layers=2, d_ff=20, norm_eps=1e-3, dropout=0.25
)
MASK = torch.arange(9) < torch.tensor([[9], [4], [6]])


@pytest.fixture
def ours():
    torch.manual_seed(0)
    return shake(BertForPretraining(CONFIG))


@pytest.fixture
def theirs(ours, tmp_path):
    ours.save_pretrained(tmp_path / "ours")
    return transformers.BertForPreTraining.from_pretrained(tmp_path / "ours").eval()


@pytest.fixture
def pairs():
    """Token ids of three sequences, and segment ids: zeros, then ones."""
    return torch.randint(23, (3, 9)), (torch.arange(9) >= torch.tensor([[5], [2], [3]])).long()


@torch.no_grad()
def test_transformers_reads_what_we_write_and_gives_our_logits(ours, theirs, pairs):
    token_ids, segment_ids = pairs
    logits, expected = ours(token_ids, segment_ids), theirs(token_ids, token_type_ids=segment_ids)
    agree(logits.tokens, expected.prediction_logits)
    agree(logits.next_sentence, expected.seq_relationship_logits)
    agree(ours(token_ids).tokens, theirs(token_ids).prediction_logits)  # one segment


@torch.no_grad()
def test_we_read_what_transformers_writes_and_give_its_logits(pairs, tmp_path):
    config = transformers.BertConfig(
        vocab_size=23,
        max_position_embeddings=10,
        hidden_size=20,
        num_attention_heads=4,
        num_hidden_layers=3,
        intermediate_size=14,
        type_vocab_size=3,
    )
    torch.manual_seed(1)
    theirs = shake(transformers.BertForPreTraining(config))
    theirs.save_pretrained(tmp_path)
    ours = BertForPretraining.from_pretrained(tmp_path)
    assert ours.config == BertConfig(23, 10, 20, 4, 3, 14, 3, dropout=0.1, norm_eps=1e-12, pad_id=0)
    assert not ours.training
    token_ids, segment_ids = pairs
    segment_ids = segment_ids * 2  # a third segment, which this one has
    logits, expected = ours(token_ids, segment_ids), theirs(token_ids, token_type_ids=segment_ids)
    agree(logits.tokens, expected.prediction_logits)
    agree(logits.next_sentence, expected.seq_relationship_logits)


@torch.no_grad()
@pytest.mark.parametrize("kind", [transformers.BertModel, transformers.BertForPreTraining])
def test_the_encoder_alone_goes_both_ways(kind, ours, theirs, pairs, tmp_path):
    token_ids, segment_ids = pairs
    encoder, reference = ours.bert, transformers.AutoModel.from_pretrained(tmp_path / "ours").eval()
    assert type(reference) is transformers.BertModel
    agree(encoder(token_ids), reference(token_ids).last_hidden_state)
    (reference if kind is transformers.BertModel else theirs).save_pretrained(tmp_path / "theirs")
    read = Bert.from_pretrained(tmp_path / "theirs")
    assert torch.equal(read(*pairs), encoder(*pairs))

    encoder.save_pretrained(tmp_path / "encoder")
    model, report = transformers.AutoModel.from_pretrained(tmp_path / "encoder", output_loading_info=True)
    assert type(model) is transformers.BertModel
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    hidden = encoder(token_ids, segment_ids)
    answer = model.eval()(token_ids, token_type_ids=segment_ids)
    agree(hidden, answer.last_hidden_state)
    agree(encoder.pool(hidden), answer.pooler_output)


def test_transformers_misses_nothing_in_what_we_write(ours, tmp_path):
    ours.save_pretrained(tmp_path)
    _, report = transformers.AutoModelForPreTraining.from_pretrained(tmp_path, output_loading_info=True)
    assert not report["missing_keys"]
    assert not report["unexpected_keys"]
    assert BertForPretraining.from_pretrained(tmp_path).config == CONFIG


@pytest.mark.parametrize("pad_id", [0, 7, None])
def test_saved_again_a_folder_of_transformers_keeps_its_padding_token(pad_id, tmp_path):
    sizes: Any = {"hidden_size": 12, "num_attention_heads": 3, "num_hidden_layers": 1, "intermediate_size": 8}
    config = transformers.BertConfig(vocab_size=23, pad_token_id=pad_id, **sizes)
    transformers.BertForPreTraining(config).save_pretrained(tmp_path / "theirs")
    for kind in (Bert, BertForPretraining):
        ours = kind.from_pretrained(tmp_path / "theirs")
        assert ours.config.pad_id == pad_id
        ours.save_pretrained(tmp_path / "ours")
        assert transformers.AutoConfig.from_pretrained(tmp_path / "ours").pad_token_id == pad_id


@torch.no_grad()
def test_names_as_in_the_first_published_files_are_read_too(ours, theirs, pairs, tmp_path):
    published = {name: one.contiguous().clone() for name, one in theirs.state_dict().items()}  # the tied ones too
    for name in [name for name in published if "LayerNorm" in name]:
        old = name.replace("LayerNorm.weight", "LayerNorm.gamma").replace("LayerNorm.bias", "LayerNorm.beta")
        published[old] = published.pop(name)
    published["bert.embeddings.position_ids"] = torch.arange(11)[None]
    assert "cls.predictions.decoder.weight" in published
    save_file(published, tmp_path / "ours/model.safetensors")
    assert torch.equal(BertForPretraining.from_pretrained(tmp_path / "ours")(*pairs).tokens, ours(*pairs).tokens)


@torch.no_grad()
def test_padded_batches_agree_with_hugging_face_and_with_texts_alone(ours, theirs, pairs):
    token_ids, segment_ids = pairs
    expected = theirs(token_ids, token_type_ids=segment_ids, attention_mask=MASK.long())
    logits = ours(token_ids, segment_ids, MASK)
    agree(logits.tokens, expected.prediction_logits)
    agree(logits.next_sentence, expected.seq_relationship_logits)
    for row in range(3):
        ids, segments = (one[row : row + 1, MASK[row]] for one in pairs)
        agree(logits.tokens[row, MASK[row]], ours(ids, segments).tokens[0])


def test_the_loss_and_its_gradients_agree_with_hugging_face(ours, theirs, pairs):
    token_ids, segment_ids = pairs
    labels = torch.where(torch.rand(3, 9) < 0.4, torch.randint(23, (3, 9)), -100)
    labels[~MASK] = -100
    answers = torch.tensor([FOLLOWS, IS_FROM_ELSEWHERE, FOLLOWS])
    options = {"token_type_ids": segment_ids, "attention_mask": MASK.long()}
    expected = theirs(token_ids, labels=labels, next_sentence_label=answers, **options).loss
    expected.backward()

    hidden = ours.bert(token_ids, segment_ids, MASK)
    chosen = labels != -100
    loss = torch.nn.functional.cross_entropy(ours.token_logits(hidden[chosen]), labels[chosen])
    loss = loss + torch.nn.functional.cross_entropy(ours.next_sentence_logits(hidden), answers)
    loss.backward()
    torch.testing.assert_close(loss, expected)

    embeddings, layer, head = theirs.bert.embeddings, theirs.bert.encoder.layer[1], theirs.cls
    ours_layer = ours.bert.encoder.layers[1]
    attention_parts = [getattr(layer.attention.self, part).weight.grad for part in ("query", "key", "value")]
    twins = [
        (ours.bert.token_embedding.weight.grad, embeddings.word_embeddings.weight.grad),
        (ours.bert.position_embedding.weight.grad, embeddings.position_embeddings.weight.grad),
        (ours.bert.segment_embedding.weight.grad, embeddings.token_type_embeddings.weight.grad),
        (ours_layer.attention.query_key_value.weight.grad, torch.cat(attention_parts)),
        (ours_layer.around_feed_forward.norm.weight.grad, layer.output.LayerNorm.weight.grad),
        (ours.bert.pooler.weight.grad, theirs.bert.pooler.dense.weight.grad),
        (ours.masked_head.bias.grad, head.predictions.bias.grad),
        (ours.next_sentence_head.bias.grad, head.seq_relationship.bias.grad),
    ]
    for one, other in twins:
        assert one.abs().max() > 0
        torch.testing.assert_close(one, other, atol=1e-5, rtol=1e-4)


def test_in_training_the_same_numbers_are_dropped_as_in_hugging_face(ours, theirs, pairs):
    ours.train(), theirs.train()
    torch.manual_seed(3)
    tokens = ours(pairs[0]).tokens
    torch.manual_seed(3)
    agree(tokens, theirs(pairs[0]).prediction_logits)
    assert not torch.allclose(tokens, ours(pairs[0]).tokens)


def test_a_folder_of_a_masked_language_model_is_read_if_new_heads_are_asked_for(ours, theirs, pairs, tmp_path):
    masked = transformers.BertForMaskedLM.from_pretrained(tmp_path / "ours").eval()
    masked.save_pretrained(tmp_path / "masked")
    with pytest.raises(ValueError, match=r"must hold bert.pooler, next_sentence_head, and do not; with new_heads=True"):
        BertForPretraining.from_pretrained(tmp_path / "masked")
    with pytest.raises(ValueError, match="must hold pooler, and do not"):
        Bert.from_pretrained(tmp_path / "masked")
    model = BertForPretraining.from_pretrained(tmp_path / "masked", new_heads=True)
    agree(model(*pairs).tokens, masked(pairs[0], token_type_ids=pairs[1]).logits)
    assert 0 < model.bert.pooler.weight.std() < 1
    assert not torch.equal(model.next_sentence_head.weight, ours.next_sentence_head.weight)
    assert torch.equal(Bert.from_pretrained(tmp_path / "masked", new_heads=True)(*pairs), ours.bert(*pairs))


def test_new_heads_leave_the_heads_of_the_folder_as_they_are(ours, pairs, tmp_path):
    ours.save_pretrained(tmp_path)
    model = BertForPretraining.from_pretrained(tmp_path, new_heads=True)
    assert torch.equal(model(*pairs).next_sentence, ours(*pairs).next_sentence)


@torch.no_grad()
def test_heads_of_other_tasks_are_passed_over(ours, pairs, tmp_path):
    ours.save_pretrained(tmp_path)
    for kind in (transformers.BertForSequenceClassification, transformers.BertForQuestionAnswering):
        kind.from_pretrained(tmp_path).save_pretrained(tmp_path / "task")
        assert torch.equal(Bert.from_pretrained(tmp_path / "task", new_heads=True)(*pairs), ours.bert(*pairs))


def test_the_input_is_token_plus_position_plus_segment_normalized(ours, pairs):
    bert, (token_ids, segment_ids) = ours.bert, pairs
    x = bert.add_positions_and_segments(bert.embed(token_ids), segment_ids)
    total = bert.token_embedding.weight[token_ids[1, 2]] + bert.position_embedding.weight[2]
    total = total + bert.segment_embedding.weight[1]  # the second text begins with token 2
    normal = (total - total.mean()) / (total.var(correction=0) + 1e-3).sqrt()
    torch.testing.assert_close(x[1, 2], normal * bert.norm.weight + bert.norm.bias)


def test_every_layer_is_recorded_and_padding_gets_no_weight(ours, pairs):
    with record_attention(ours) as records:
        ours(*pairs, MASK)
    assert [record.weights.shape for record in records] == [(3, 3, 9, 9)] * 2
    record = records[1]
    torch.testing.assert_close(record.weights, attention(record.query, record.key, record.key, MASK[:, None, None])[1])
    assert record.weights[1, :, :, 4:].abs().max() == 0


def test_each_token_sees_both_sides(ours):
    embedded = ours.bert.embed(torch.randint(23, (1, 7))).detach().requires_grad_()
    ours.bert.hidden(embedded)[0, 3, 0].backward()
    assert (embedded.grad.abs().sum(dim=-1) > 0).all()


def test_the_first_guess_is_near_uniform():
    torch.manual_seed(0)
    tokens, next_sentence = BertForPretraining(CONFIG)(torch.randint(23, (20, 11)))
    for logits in (tokens, next_sentence):
        assert logits.log_softmax(-1).exp().mean().item() == pytest.approx(1 / logits.shape[-1], abs=1e-6)
    assert tokens.std() < 0.2


@pytest.mark.usefixtures("as_readers_call_it")
class TestBadInput:
    def test_a_sequence_longer_than_the_context(self, ours):
        with pytest.raises(ValueError, match="context_length = 11 tokens, got 12"):
            ours(torch.zeros(1, 12, dtype=torch.long))

    def test_ids_of_another_tokenizer(self, ours):
        with pytest.raises(ValueError, match="vocab_size - 1 = 22, got 2 to 23"):
            ours(torch.tensor([[2, 23]]))

    @pytest.mark.parametrize(("segments", "came"), [([[0, 2, 1]], "0 to 2"), ([[-1, 0, 0]], "-1 to 0")])
    def test_segments_that_there_are_not(self, ours, segments, came):
        with pytest.raises(ValueError, match=f"n_segments - 1 = 1, got {came}: 0 is the first text"):
            ours(torch.zeros(1, 3, dtype=torch.long), torch.tensor(segments))

    def test_too_few_segment_ids(self, ours):
        with pytest.raises(ValueError, match=r"segment_ids must have the shape \(2, 3\), got \(1, 3\)"):
            ours(torch.zeros(2, 3, dtype=torch.long), torch.zeros(1, 3, dtype=torch.long))

    def test_a_mask_of_numbers(self, ours):
        with pytest.raises(ValueError, match=r"bool and of shape \(1, 3\).*got torch.int64"):
            ours(torch.zeros(1, 3, dtype=torch.long), mask=torch.ones(1, 3, dtype=torch.long))

    def test_padding_before_the_text(self, ours):
        with pytest.raises(ValueError, match="padding must follow the text, got 1 of 3 sequences"):
            ours(torch.zeros(3, 4, dtype=torch.long), mask=torch.arange(4) >= torch.tensor([[0], [2], [0]]))

    def test_heads_that_do_not_divide_the_width(self):
        with pytest.raises(ValueError, match="must divide d_model, got 5, 12"):
            Bert(replace(CONFIG, n_heads=5))


class TestForeignFolders:
    def test_of_another_model(self, tmp_path):
        GPT(GPTConfig(17, d_model=12, n_heads=3)).save_pretrained(tmp_path)
        with pytest.raises(ValueError, match="of type 'bert', got 'gpt2'"):
            Bert.from_pretrained(tmp_path)

    def test_with_the_weights_of_another_model(self, ours, tmp_path):
        ours.save_pretrained(tmp_path)
        save_file({"h.0.ln_1.weight": torch.zeros(12)}, tmp_path / "model.safetensors")
        with pytest.raises(ValueError, match=r"must hold bert.token_embedding.weight, of shape \(23, 12\), and do not"):
            BertForPretraining.from_pretrained(tmp_path)

    def test_with_a_weight_too_many(self, ours, tmp_path):
        ours.save_pretrained(tmp_path)
        weights = load_file(tmp_path / "model.safetensors") | {"bert.adapter": torch.zeros(7)}
        save_file(weights, tmp_path / "model.safetensors")
        with pytest.raises(ValueError, match=r"no place for bert.adapter, of shape \(7,\)"):
            BertForPretraining.from_pretrained(tmp_path)

    def test_of_another_size(self, ours, tmp_path):
        ours.save_pretrained(tmp_path)
        config = tmp_path / "config.json"
        config.write_text(config.read_text().replace('"vocab_size": 23', '"vocab_size": 29'))
        with pytest.raises(ValueError, match=r"token_embedding.weight must have the shape \(29, 12\), got \(23, 12\)"):
            BertForPretraining.from_pretrained(tmp_path)

    @pytest.mark.parametrize(
        ("change", "message"),
        [
            ({"hidden_act": "relu"}, r"hidden_act .*\['gelu'\] here, got 'relu'"),
            ({"position_embedding_type": "relative_key"}, "position_embedding_type .*got 'relative_key'"),
            ({"is_decoder": True}, "is_decoder .*got True"),
            ({"add_cross_attention": True}, "add_cross_attention .*got True"),
            ({"tie_word_embeddings": False}, "tie_word_embeddings .*got False"),
            ({"hidden_dropout_prob": 0.3}, r"must be equal here, got \[0.3, 0.1\]"),
        ],
    )
    def test_of_a_variant_that_is_not_ours(self, change, message):
        with pytest.raises(ValueError, match=message):
            sizes_from_theirs({**transformers.BertConfig().to_dict(), **change})
