"""Models by name: of the right class, with the tokenizer that belongs to them, or refused."""

import json
from dataclasses import dataclass
from typing import Any

import pytest
import torch
import transformers
from tokenizers import Tokenizer as TheirTokenizer

from course_lib.models import hub
from course_lib.models.bart import Bart, BartConfig
from course_lib.models.bert import Bert, BertConfig
from course_lib.models.bert_pretraining import BertForPretraining
from course_lib.models.gpt import GPT, GPTConfig
from course_lib.models.llama import Llama, LlamaConfig
from course_lib.models.pretrained import check_same_vocabulary, from_pretrained, load_with_tokenizer
from course_lib.models.t5 import T5, T5Config
from course_lib.models.vit import ViT, ViTConfig, ViTForClassification
from course_lib.tokenizers.bpe import ByteBPETokenizer
from course_lib.tokenizers.characters import CharacterTokenizer
from course_lib.tokenizers.saving import save

SMALL: dict[str, Any] = {"d_model": 8, "n_heads": 2, "n_layers": 1}
MODELS: list[Any] = [
    GPT(GPTConfig(11, **SMALL)),
    Llama(LlamaConfig(11, **SMALL)),
    Bert(BertConfig(11, **SMALL)),
    BertForPretraining(BertConfig(11, **SMALL)),
    T5(T5Config(11, **SMALL)),
    Bart(BartConfig(11, **SMALL)),
    ViT(ViTConfig(**SMALL)),
    ViTForClassification(ViTConfig(**SMALL)),
]


@dataclass
class OfSize:
    """All of a tokenizer that the check reads."""

    vocab_size: int


@pytest.fixture(scope="module")
def tokenizer():
    return ByteBPETokenizer.train(["the cat, the hat, 小猫 🐱 the end"], 263, ["<|endoftext|>"])


def folder_of(model, tokenizer, folder):
    model.save_pretrained(folder)
    save(tokenizer, folder / "tokenizer.json")
    return folder


@pytest.mark.parametrize("model", MODELS, ids=lambda model: type(model).__name__)
def test_every_kind_of_model_is_found_by_its_config(model, tmp_path):
    model.save_pretrained(tmp_path)
    again = from_pretrained(tmp_path)
    assert type(again) is type(model)
    assert not again.training
    weights = again.state_dict()
    assert all(torch.equal(tensor, weights[name]) for name, tensor in model.state_dict().items())


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [(transformers.BertForMaskedLM, "bert.pooler, next_sentence_head"), (transformers.BartModel, None)],
)
def test_what_transformers_calls_otherwise_is_found_too(theirs, ours, tmp_path):
    model = MODELS[3] if theirs is transformers.BertForMaskedLM else MODELS[5]
    model.save_pretrained(tmp_path)
    theirs.from_pretrained(tmp_path).save_pretrained(tmp_path / "theirs")
    if ours is not None:  # a masked language model has no more heads
        with pytest.raises(ValueError, match=f"must hold {ours}, and do not; with new_heads=True"):
            from_pretrained(tmp_path / "theirs")
    else:
        assert type(from_pretrained(tmp_path / "theirs")) is Bart


def test_a_model_comes_with_its_tokenizer(tokenizer, tmp_path):
    model = GPT(GPTConfig(263, **SMALL)).eval()
    folder = folder_of(model, tokenizer, tmp_path)
    again, its_tokenizer = load_with_tokenizer(folder)
    text = "小猫 🐱, the cat<|endoftext|>"
    token_ids = its_tokenizer.encode(text)
    assert token_ids == TheirTokenizer.from_file(str(folder / "tokenizer.json")).encode(text).ids
    theirs = transformers.AutoModelForCausalLM.from_pretrained(folder)
    logits = again(torch.tensor([token_ids]))
    torch.testing.assert_close(logits, theirs(torch.tensor([token_ids])).logits, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize(("n_tokens", "n_rows"), [(263, 263), (263, 264), (263, 320), (32_100, 32_128), (65, 72)])
def test_rows_that_round_the_size_up_are_fine(n_tokens, n_rows):
    check_same_vocabulary(GPT(GPTConfig(n_rows, **SMALL)), OfSize(n_tokens))


@pytest.mark.usefixtures("as_readers_call_it")
class TestRefused:
    @pytest.mark.parametrize("n_rows", [262, 265, 300, 11])
    def test_the_tokenizer_of_another_model(self, tokenizer, tmp_path, n_rows):
        folder = folder_of(GPT(GPTConfig(n_rows, **SMALL)), tokenizer, tmp_path)
        with pytest.raises(ValueError, match=f"got one of 263 tokens for a model of {n_rows}: load_with_tokenizer"):
            load_with_tokenizer(folder)

    @pytest.mark.parametrize("model", MODELS[:6], ids=lambda model: type(model).__name__)
    def test_of_every_kind_that_reads_text(self, model):
        check_same_vocabulary(model, OfSize(11))
        with pytest.raises(ValueError, match="got one of 3 tokens for a model of 11"):
            check_same_vocabulary(model, CharacterTokenizer("abc"))

    def test_a_model_that_reads_pictures(self, tokenizer):
        with pytest.raises(ValueError, match="a config with vocab_size, got ViT"):
            check_same_vocabulary(MODELS[6], tokenizer)
        with pytest.raises(ValueError, match="a config with vocab_size, got Linear"):
            check_same_vocabulary(torch.nn.Linear(2, 3), tokenizer)

    @pytest.mark.parametrize("names", [["MambaForCausalLM"], [], None])
    def test_an_unknown_architecture_says_which_are_known(self, names, tmp_path):
        hub.save(tmp_path, {"model_type": "mamba", "architectures": names}, {"a": torch.ones(1)})
        with pytest.raises(ValueError, match=r"of GPT2LMHeadModel, LlamaForCausalLM, .*BertModel.*, got ") as e:
            from_pretrained(tmp_path)
        assert str(e.value).endswith(f"got {names[0] if names else None}.")

    def test_a_folder_without_a_tokenizer(self, tmp_path):
        MODELS[0].save_pretrained(tmp_path)
        with pytest.raises(ValueError, match=r"must hold tokenizer\.json, and does not"):
            load_with_tokenizer(tmp_path)

    def test_a_tokenizer_with_parts_that_ours_do_not_have(self, tokenizer, tmp_path):
        path = folder_of(GPT(GPTConfig(263, **SMALL)), tokenizer, tmp_path) / "tokenizer.json"
        content = json.loads(path.read_text(encoding="utf-8"))
        content["model"]["type"] = "WordLevel"
        path.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(ValueError, match=r'model\.type must be "BPE" or .*got "WordLevel"'):
            load_with_tokenizer(tmp_path)

    def test_a_name_that_is_none(self):
        with pytest.raises(hub.HubError, match="there is no folder 'no/such/folder' here"):
            from_pretrained("no/such/folder")
